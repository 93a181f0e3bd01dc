import { sign, verify, type KeyObject } from 'node:crypto'

/**
 * What is signed of a feed: its bytes under its name.
 *
 * The name is part of it, so that the feed of a channel or system cannot be served in another's place.
 */
const signedBytes = (name: string, feed: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`ChatAPP update feed 1\n${name}\n`), feed])

/** The signature that stands beside a feed as `<name>.sig`: Ed25519, base64. */
export const signFeed = (name: string, feed: Uint8Array, privateKey: KeyObject): string =>
  sign(null, signedBytes(name, feed), privateKey).toString('base64')

/** Whether the makers signed these bytes as the feed of this name. Never throws for what a server may answer. */
export function isSignedFeed(
  name: string,
  { feed, signature }: { feed: Uint8Array; signature: string },
  publicKey: KeyObject
): boolean {
  if (!/^[A-Za-z0-9+/]{86}==\s*$/.test(signature)) return false
  return verify(null, signedBytes(name, feed), publicKey, Buffer.from(signature, 'base64'))
}
