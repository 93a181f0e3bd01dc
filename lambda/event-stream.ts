import { crc32 } from 'node:zlib'

/** A message of an event stream of AWS. */
export interface StreamMessage {
  /** Its headers that are texts: `:message-type`, `:event-type`, `:exception-type`. */
  readonly headers: Readonly<Record<string, string>>
  readonly payload: Buffer
}

/** AWS: total length, length of the headers, and the checksum of both stand before a message, one of all of it after it. */
const PRELUDE_BYTES = 12
const CHECKSUM_BYTES = 4

/** AWS: a message is at most 16 MiB. */
const LONGEST_BYTES = 16 * 1024 * 1024

/** How many bytes the value of a header of a type has; those of bytes (6) and text (7) say it themselves. */
const valueBytes: readonly number[] = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16]
const TEXT = 7

/**
 * The messages of a body of `application/vnd.amazon.eventstream`, one by one as they come. Throws when a checksum is
 * wrong, and when the body ends within a message.
 */
export async function* eventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamMessage> {
  let held = Buffer.alloc(0)
  for await (const chunk of body) {
    held = Buffer.concat([held, chunk])
    for (let length = lengthOf(held); length !== null && held.length >= length; length = lengthOf(held)) {
      yield read(held.subarray(0, length))
      held = held.subarray(length)
    }
  }
  if (held.length > 0) throw new Error('The event stream ended within a message.')
}

/** The length of the message that begins here; null while that is not known. */
function lengthOf(held: Buffer): number | null {
  if (held.length < PRELUDE_BYTES) return null
  const length = held.readUInt32BE(0)
  const isSound = crc32(held.subarray(0, 8)) === held.readUInt32BE(8)
  if (!isSound || length > LONGEST_BYTES || length < PRELUDE_BYTES + CHECKSUM_BYTES) throw damaged()
  return length
}

function read(message: Buffer): StreamMessage {
  const end = message.length - CHECKSUM_BYTES
  const headersEnd = PRELUDE_BYTES + message.readUInt32BE(4)
  if (crc32(message.subarray(0, end)) !== message.readUInt32BE(end) || headersEnd > end) throw damaged()
  const headers: Record<string, string> = {}
  for (let at = PRELUDE_BYTES; at < headersEnd;) {
    const name = message.toString('utf8', at + 1, (at += 1 + message.readUInt8(at)))
    const type = message.readUInt8(at++)
    const fixed = valueBytes[type]
    if (fixed === undefined) throw damaged()
    const start = fixed < 0 ? at + 2 : at
    const length = fixed < 0 ? message.readUInt16BE(at) : fixed
    if (type === TEXT) headers[name] = message.toString('utf8', start, start + length)
    at = start + length
  }
  return { headers, payload: message.subarray(headersEnd, end) }
}

const damaged = (): Error =>
  new Error('The event stream is damaged: a message is not what its checksum says.')
