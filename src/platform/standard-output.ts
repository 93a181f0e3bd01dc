import { once } from 'node:events'
import { fstatSync, writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { styleText } from 'node:util'

/** Where a process says things: what a program reads goes to `out`, words for a person to `err`. */
export interface StandardOutput {
  readonly out: (line: string, colour?: 'red') => void
  readonly err: (line: string) => void
  /** Resolves when there is room for more. Who writes much waits for it after each piece, so that memory stays flat. */
  readonly drained: () => Promise<void>
  /** Resolves when everything is written, or cannot be; to whether it was. A reader that has gone is no failure. */
  readonly flushed: () => Promise<boolean>
}

export interface StandardOutputDeps {
  readonly stdout: Writable & { isTTY?: boolean }
  readonly stderr: Writable & { isTTY?: boolean }
  /** Told once when `out` can take no more: `null` when its reader has seen enough, else why, in words. */
  readonly outFailed: (why: string | null) => void
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'the file may not become larger (see ulimit -f)',
  EIO: 'the device reported an error',
  EBADF: 'it is not open for writing'
}

/** The output of this process. Every failure to write is noticed; on a terminal nothing that is written is obeyed. */
export function standardOutput({ stdout, stderr, outFailed }: StandardOutputDeps): StandardOutput {
  let failed = false
  const watch = (stream: Writable, told: (why: string | null) => void): void => {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const gone = error.code === 'EPIPE'
      failed ||= !gone
      told(gone ? null : (reasons[error.code ?? ''] ?? error.message))
    })
  }
  watch(stdout, outFailed)
  watch(stderr, () => {})
  const write = (stream: StandardOutputDeps['stdout'], line: string, colour?: 'red'): void => {
    if (stream.destroyed) return
    const shown = stream.isTTY ? forTerminal(line) : line
    stream.write(
      `${colour && stream.isTTY && !process.env['NO_COLOR'] ? styleText(colour, shown, { validateStream: false }) : shown}\n`
    )
  }
  return {
    out: (line, colour) => write(stdout, line, colour),
    err: (line) => write(stderr, line),
    drained: async () => {
      if (stdout.writableNeedDrain && !stdout.destroyed) await roomIn(stdout)
      // A failure is told in a turn of the loop, which a chain of ready promises never reaches.
      await setImmediate()
    },
    flushed: async () => {
      await Promise.all([flush(stdout), flush(stderr)])
      await setImmediate()
      return !failed
    }
  }
}

const flush = (stream: Writable): Promise<void> =>
  new Promise((resolve) => (stream.destroyed ? resolve() : void stream.write('', () => resolve())))

async function roomIn(stream: Writable): Promise<void> {
  const settled = new AbortController()
  const { signal } = settled
  await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]).catch(() => {})
  settled.abort()
}

/** A standard stream of Node's, or one in its place that writes files whole. */
export function wholeStream(stream: NodeJS.WriteStream & { fd: number }): StandardOutputDeps['stdout'] {
  const isFile = !stream.isTTY && (fstatSync(stream.fd).isFile() || fstatSync(stream.fd).isCharacterDevice())
  return isFile ? fileStream(stream.fd) : stream
}

/** A stream that writes at once and whole. Node's own for files takes a write that came short for whole. */
export function fileStream(fd: number): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      try {
        for (let at = 0; at < chunk.length;) at += writeSome(fd, chunk, at)
        done()
      } catch (error) {
        done(error as Error)
      }
    }
  })
}

/** How long to wait for room in a pipe that refuses to wait by itself, in milliseconds. */
const ROOM_MS = 2

function writeSome(fd: number, chunk: Buffer, at: number): number {
  try {
    return writeSync(fd, chunk, at)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ROOM_MS)
    return 0
  }
}

/**
 * Control characters (C0, DEL, C1) and the marks that turn the direction of text around, but not what a line is made
 * of: tabs and line ends.
 */
const dangerous = /(?!\t|\n|\r\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/**
 * Text that a terminal only shows and never obeys: what would move the cursor, set the title, fill the clipboard or
 * turn the direction around stands there as `\u001b`. In JSON that is the same value still.
 */
export const forTerminal = (text: string): string =>
  text.replaceAll(dangerous, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
