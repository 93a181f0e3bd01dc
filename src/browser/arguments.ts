import { parseArgs } from 'node:util'
import { ChatError } from '../shared/errors'

export interface BrowserArguments {
  readonly help: boolean
  /** Whether to open the system's browser. */
  readonly open: boolean
  /** The port that was asked for; undefined: the profile's last one, or any free one. */
  readonly port: number | undefined
  readonly profile: string | undefined
  readonly dataDir: string | undefined
}

export const usage = `Usage: npm start -- [options]

  --browser          show ChatAPP in the web browser, even where a window could be opened
  --port <number>    listen on this port of 127.0.0.1 (default: the profile's last one, or any free one)
  --no-open          do not open the web browser; only print the link
  --profile <name>   use this profile (default: default)
  --data-dir <path>  keep data in this folder (default: CHATAPP_HOME, else the system's usual place)
  --help             print this text

It prints one line, "ChatAPP is ready: <link>". The link signs one browser in, once, within ten minutes. Stop it with Ctrl+C.
`

/** Reads the command line of the browser host. Throws `invalid_input` with one clear sentence. */
export function parseBrowserArguments(argv: readonly string[]): BrowserArguments {
  const { values } = parse(argv)
  return {
    help: values.help,
    open: !values['no-open'],
    port: values.port === undefined ? undefined : parsePort(values.port),
    profile: notEmpty('--profile', values.profile),
    dataDir: notEmpty('--data-dir', values['data-dir'])
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: false,
      options: {
        browser: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        'no-open': { type: 'boolean', default: false },
        port: { type: 'string' },
        profile: { type: 'string' },
        'data-dir': { type: 'string' }
      }
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new ChatError('arguments.refused', { reason: String(reason).replace(/\.$/, '') }, { cause })
  }
}

/** Throws `port.invalid`. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 0 && port <= 65_535) return port
  throw new ChatError('port.invalid', { text })
}

function notEmpty(option: string, value: string | undefined): string | undefined {
  if (value !== undefined && value.trim() === '') {
    throw new ChatError('option.empty', { option })
  }
  return value
}
