import { createReadStream, fstatSync } from 'node:fs'
import { Socket } from 'node:net'
import { Readable, type Writable } from 'node:stream'
import { isatty, ReadStream } from 'node:tty'
import { fileStream } from './standard-output'

// The standard streams of the process for a thread of it: those that Node gives a thread go through the main one.

/** A standard stream to write to. What is written is out when the write returns. */
export const outputOf = (descriptor: number): Writable & { isTTY: boolean } =>
  Object.assign(fileStream(descriptor), { isTTY: isatty(descriptor) })

/** A standard stream to read from, as Node would open it; an empty one where it is closed. */
export function inputOf(descriptor: number): Readable {
  try {
    if (isatty(descriptor)) return new ReadStream(descriptor)
    const stat = fstatSync(descriptor)
    // A read of a file cannot be given up; one of a pipe may wait for ever, and must not keep the process.
    return stat.isFIFO() || stat.isSocket()
      ? new Socket({ fd: descriptor, readable: true, writable: false })
      : createReadStream('', { fd: descriptor, autoClose: false })
  } catch {
    return Readable.from([])
  }
}
