import { crc32 } from 'node:zlib'

/** A message of an event stream as AWS writes it. */
export function streamMessage(headers: Readonly<Record<string, string>>, payload: object): Buffer {
  const written = Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [
      Buffer.from([Buffer.byteLength(name)]),
      Buffer.from(name),
      Buffer.from([7]),
      uint(Buffer.byteLength(value), 2),
      Buffer.from(value)
    ])
  )
  const body = Buffer.from(JSON.stringify(payload))
  const lengths = Buffer.concat([uint(16 + written.length + body.length, 4), uint(written.length, 4)])
  const message = Buffer.concat([lengths, uint(crc32(lengths), 4), written, body])
  return Buffer.concat([message, uint(crc32(message), 4)])
}

/** An event of ConverseStream. */
export const streamEvent = (type: string, payload: object): Buffer =>
  streamMessage({ ':message-type': 'event', ':event-type': type }, payload)

function uint(value: number, bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}
