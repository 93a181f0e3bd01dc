import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import unit from '../../resources/chatapp.service?raw'
import { parsePort } from '../browser/arguments'
import { askForLink, findRunningHost } from '../browser/host-file'
import { browserOf } from '../browser/open-in-browser'
import { openDataFolder } from '../platform/data-folder'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { ownCommand } from './own-command'

export interface ServeCommandOptions extends ProfileOptions {
  readonly open: boolean
  readonly port?: string
  /** Minutes. */
  readonly idle?: number
  readonly json?: boolean
  readonly printUnit?: boolean
}

/**
 * `chatapp serve`: the page for web browsers on 127.0.0.1, until the process is asked to end.
 *
 * That is its ordinary end, so the exit code is 0 then, and 0 where the profile is served already.
 */
export async function serveCommand(deps: CliDeps, options: ServeCommandOptions): Promise<number> {
  const port = options.port === undefined ? undefined : parsePort(options.port)
  if (options.printUnit) {
    deps.out(unitOf(options).trimEnd())
    return exitCodes.done
  }
  const { idle, ...rest } = options
  // The server and the core are loaded for this alone.
  const [{ serveProfile }, { createChatApp }] = await Promise.all([
    import('../browser/run-browser-host'),
    import('../core/app')
  ])
  await serveProfile(
    { ...rest, port, idleMs: idle === undefined ? undefined : idle * 60_000 },
    { ...deps, ...browserOf(process, deps.err), rendererDir: rendererDir(), createChatApp }
  )
  return exitCodes.done
}

/** `chatapp open`: prints a fresh one-time link to the browser host that runs for this profile, or shows it. */
export async function openCommand(
  deps: CliDeps,
  options: ProfileOptions & { show?: boolean }
): Promise<number> {
  const host = await findRunningHost(openDataFolder(options).path)
  if (!host) {
    deps.err('chatapp: ChatAPP is not open in a browser. Start it with: chatapp serve')
    return exitCodes.failed
  }
  const { openAddress } = browserOf(process, deps.err)
  const { link, page } = await askForLink(host, options.show === true && openAddress !== undefined)
  deps.out(link)
  if (page !== undefined) openAddress?.(page)
  return exitCodes.done
}

/** Where the built page stands: this code may be in the entry's own folder or in one below it. */
function rendererDir(): string {
  const candidates = ['..', '../..'].map((step) => resolve(import.meta.dirname, step, 'renderer'))
  return candidates.find((folder) => existsSync(folder)) ?? candidates[0] ?? ''
}

/** The systemd unit, with this program and these options in it. */
function unitOf(options: ServeCommandOptions): string {
  const dataDir = options.dataDir ?? process.env['CHATAPP_HOME']
  const words = [
    ...ownCommand(),
    'serve',
    '--no-open',
    ...(options.port === undefined ? [] : ['--port', options.port]),
    ...(options.idle === undefined ? [] : ['--idle', String(options.idle)]),
    ...(options.profile === undefined ? [] : ['--profile', options.profile]),
    ...(dataDir === undefined ? [] : ['--data-dir', resolve(dataDir)])
  ]
  return unit.replace(/^ExecStart=.*$/m, () => `ExecStart=${words.map(quoted).join(' ')}`)
}

/** A word as systemd reads it: it takes `%` and `$` as signs of its own, and quotes as a shell does. */
function quoted(word: string): string {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w./:=@%$+,-]+$/.test(plain)
    ? plain
    : `"${plain.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`
}
