import { existsSync, renameSync, statSync } from 'node:fs'
import { pino, type Logger } from 'pino'

/** Past this size the log of the last run is kept as `.1` and a new one begun, in bytes. */
const ROTATE_AT_BYTES = 5_000_000

/** A structured log: one line per state change, with ids, never message text or credentials. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

/** Opens the log file of a profile; `clean` takes secrets out of every line. Level from `CHATAPP_LOG` (`debug`, `info`, `warn`, `error`); `info` by default. */
export function openLog(
  file: string,
  host: string,
  clean: (line: string) => string = (line) => line
): Log & { close(): void } {
  if (existsSync(file) && statSync(file).size > ROTATE_AT_BYTES) renameSync(file, `${file}.1`)
  const destination = pino.destination({ dest: file, sync: true, mkdir: true })
  // A full disk must not take the app down with its log.
  destination.on('error', () => {})
  const level = process.env['CHATAPP_LOG'] ?? 'info'
  const known = ['debug', 'info', 'warn', 'error'].includes(level) ? level : 'info'
  const logger = pino(
    {
      level: known,
      base: { host, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      // SDK errors carry request headers; a log line keeps only what tells the fault.
      serializers: { err: describeError },
      hooks: { streamWrite: clean },
      formatters: { level: (label) => ({ level: label }) }
    },
    destination
  )
  return Object.assign(logger, { close: () => destination.end() })
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
