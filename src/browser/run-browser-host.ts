import { once } from 'node:events'
import type { ChatApp, ChatAppOptions } from '../core/chat-app'
import { openDataFolder } from '../platform/data-folder'
import { toChatError } from '../shared/to-chat-error'
import { parseBrowserArguments, usage, type BrowserArguments } from './arguments'
import { askForLink, findRunningHost, newHostKey, writeHostFile } from './host-file'
import { startBrowserHost, type BrowserHost, type BrowserHostOptions, type OpenLink } from './server'
import { stopWithin } from '../platform/stop'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../platform/json-file'

/** What the browser host needs of the app. */
type ServedApp = Pick<ChatApp, 'handlers' | 'on' | 'keyPage' | 'stop'>

export interface BrowserHostDeps {
  readonly argv: readonly string[]
  readonly version: string
  readonly rendererDir: string
  readonly createChatApp: (options: ChatAppOptions) => Promise<ServedApp>
  /** Opens a link for the user; absent where nobody would see it. */
  readonly openLink: OpenLink | undefined
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Aborted when the process is asked to end. */
  readonly stop: AbortSignal
}

/** Longest the host waits for the core to finish what is under way once it is asked to end, in milliseconds. */
const STOP_BOUND_MS = 10_000

/**
 * Runs the browser host until it is asked to end; resolves to the exit code.
 *
 * The only line on standard output is the ready line. Where this profile's browser host runs already, the line
 * carries a fresh link to that one, and the exit code is 0 at once.
 */
export async function runBrowserHost(deps: BrowserHostDeps): Promise<number> {
  const args = parse(deps)
  if (typeof args === 'number') return args
  try {
    return await run(args, deps)
  } catch (error) {
    const { code, message } = toChatError(error)
    deps.err(`ChatAPP cannot start: ${message}`)
    return code === 'invalid_input' ? 2 : 1
  }
}

function parse({ argv, out, err }: BrowserHostDeps): BrowserArguments | number {
  try {
    const args = parseBrowserArguments(argv)
    if (!args.help) return args
    out(usage.trimEnd())
    return 0
  } catch (error) {
    err(toChatError(error).message)
    return 2
  }
}

async function run(args: BrowserArguments, deps: BrowserHostDeps): Promise<number> {
  const { path: profileDir } = openDataFolder(args)
  const running = await findRunningHost(profileDir)
  if (running) {
    if (args.port !== undefined) deps.err('This profile is open already, so --port has no effect.')
    announce(await askForLink(running, args.open), deps)
    return 0
  }
  const app = await deps.createChatApp({
    host: 'browser',
    version: deps.version,
    dataDir: args.dataDir,
    profile: args.profile
  })
  try {
    const key = newHostKey()
    const { rendererDir, openLink } = deps
    const host = await serve({ app, rendererDir, key, openLink }, profileDir, args.port)
    rememberPort(profileDir, host.port)
    const removeFile = writeHostFile(profileDir, { pid: process.pid, url: host.url, key })
    try {
      announce(host.launchUrl({ show: args.open }), deps)
      if (!deps.stop.aborted) await once(deps.stop, 'abort')
    } finally {
      removeFile()
      await close(host, deps)
    }
    return 0
  } finally {
    const clean = await stopWithin(STOP_BOUND_MS, () => app.stop())
    if (!clean) deps.err('Some work was still under way. It is stored and goes on at the next start.')
  }
}

/** Prints the ready line. */
function announce(link: string, { out }: BrowserHostDeps): void {
  out(`ChatAPP is ready: ${link}`)
}

/** Serves on the port that was asked for, else on the profile's last one, which an open page knows, else on any. */
async function serve(
  options: Omit<BrowserHostOptions, 'port'>,
  profileDir: string,
  asked: number | undefined
): Promise<BrowserHost> {
  if (asked !== undefined) return await startBrowserHost({ ...options, port: asked })
  const port = lastPort(profileDir) ?? 0
  try {
    return await startBrowserHost({ ...options, port })
  } catch (error) {
    if (port === 0 || toChatError(error).code !== 'conflict') throw error
    return await startBrowserHost({ ...options, port: 0 })
  }
}

async function close(host: BrowserHost, { err }: BrowserHostDeps): Promise<void> {
  err('Stopping …')
  await host.close()
}

const portSchema = z.int().min(1).max(65_535)

const pathIn = (profileDir: string): string => join(profileDir, 'browser-port.json')

/** The port on which this profile was served last; undefined when that is not known, and any free one will do. */
const lastPort = (profileDir: string): number | undefined =>
  readJson(pathIn(profileDir), portSchema) ?? undefined

/** Notes the port, so that a page that is open then finds the next host of this profile. */
const rememberPort = (profileDir: string, port: number): void => writeJson(pathIn(profileDir), port)
