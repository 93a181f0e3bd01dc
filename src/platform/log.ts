import { appendFileSync, closeSync, fstatSync, openSync, renameSync, statSync } from 'node:fs'
import { pino, type DestinationStream, type Logger } from 'pino'
import { ensurePrivateFile } from './private-files'

/** Past this size the log of the last run is kept as `.1` and a new one begun, in bytes. */
const ROTATE_AT_BYTES = 5_000_000

/** A structured log: one line per state change, with ids, never message text or credentials. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'> & {
  /** Writes what still waits for others, for who is about to read the file. */
  flush(): void
}

/**
 * Keeps a log that has grown too large as `.1` and lets a new one begin.
 *
 * Whoever has it open goes on writing into the file that was moved, so this is only for who has the profile alone.
 */
export function rotateLog(file: string): void {
  const log = statSync(file, { throwIfNoEntry: false })
  if (log && log.size > ROTATE_AT_BYTES) renameSync(file, `${file}.1`)
}

/** Opens the log file of a profile; `clean` takes secrets out of every line. Level from `CHATAPP_LOG` (`debug`, `info`, `warn`, `error`); `info` by default. */
export function openLog(
  file: string,
  host: string,
  clean: (line: string) => string = (line) => line
): Log & { close(): void } {
  const { destination, flush, close } = openDestination(file, clean)
  const level = process.env['CHATAPP_LOG'] ?? 'info'
  const known = ['debug', 'info', 'warn', 'error'].includes(level) ? level : 'info'
  const logger = pino(
    {
      level: known,
      base: { host, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      // SDK errors carry request headers; a log line keeps only what tells the fault.
      serializers: { err: describeError },
      formatters: { level: (label) => ({ level: label }) }
    },
    destination
  )
  return Object.assign(logger, { flush, close })
}

/** After so many writes a process looks whether the log has grown too large, or another process began a new one. */
const LOOK_EVERY = 20

/** Lines of `info` and less wait so long for others, in milliseconds: a write of its own for each took a third of a round trip. */
const TOGETHER_MS = 50
const TOGETHER_BYTES = 64 * 1024

/**
 * A disk that takes no log, full or read-only, must not take the app down with it: then there is none. Closing waits for
 * no disk, as pino's own destination does (30 ms of each command); what was logged is with the system.
 *
 * A warning and an error are written at once with all before them, and so is everything when the process ends by itself.
 * A host that runs for weeks rotates its log while it runs. Whoever else writes into the file that was moved follows
 * within `LOOK_EVERY` writes of its own.
 */
function openDestination(
  file: string,
  clean: (lines: string) => string
): { destination: DestinationStream; flush: () => void; close: () => void } {
  let fd: number | null = null
  let [writes, waiting] = [0, '']
  let timer: NodeJS.Timeout | undefined
  const open = (): void =>
    unlessRefused(() => {
      ensurePrivateFile(file)
      fd = openSync(file, 'a')
    })
  const letGo = (): void => {
    if (fd !== null) closeSync(fd)
    fd = null
  }
  const follow = (now: number): void => {
    const [mine, there] = [fstatSync(now), statSync(file, { throwIfNoEntry: false })]
    const moved = there?.ino !== mine.ino
    if (!moved && mine.size <= ROTATE_AT_BYTES) return
    if (!moved) renameSync(file, `${file}.1`)
    letGo()
    open()
  }
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const lines = waiting
    waiting = ''
    if (lines === '' || fd === null) return
    unlessRefused(() => {
      if (++writes % LOOK_EVERY === 0) unlessRefused(() => fd !== null && follow(fd))
      if (fd !== null) appendFileSync(fd, clean(lines))
    })
  }
  open()
  process.on('exit', flush)
  return {
    destination: {
      write: (line) => {
        waiting += line
        if (waiting.length > TOGETHER_BYTES || /^\{"level":"(?:warn|error)"/.test(line)) flush()
        else timer ??= setTimeout(flush, TOGETHER_MS).unref()
      }
    },
    flush,
    close: () => {
      process.off('exit', flush)
      flush()
      letGo()
    }
  }
}

function unlessRefused(work: () => void): void {
  try {
    work()
  } catch {
    // The next line may be taken.
  }
}

/** Name, code, message and stack of an error and of its causes; nothing else of it is logged. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return {
    name: error.name,
    code,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) })
  }
}
