import { createHash } from 'node:crypto'

/** The namespace of ChatAPP's derived ids; chosen once at random, never to change. */
export const REPLY_NAMESPACE = '6f2a1c9e-57d4-4b0e-9c1f-2d8f6a0b3e71'

/** The same name makes the same UUID (version 5, RFC 9562), so a redelivered request makes the same replies. */
export function derivedId(name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(REPLY_NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
