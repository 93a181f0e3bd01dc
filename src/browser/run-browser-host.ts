import { once } from 'node:events'
import type { ChatApp, ChatAppOptions } from '../core/chat-app'
import { ChatError } from '../shared/errors'
import { startTimer } from '../shared/timer'
import { openDataFolder } from '../platform/data-folder'
import { lockFile, type FolderLock } from '../platform/folder-lock'
import { pause } from '../platform/pause'
import { toChatError } from '../shared/to-chat-error'
import { parseBrowserArguments, usage, type BrowserArguments } from './arguments'
import {
  askForLink,
  findRunningHost,
  newHostKey,
  writeHostFile,
  type HostFile,
  type Launch
} from './host-file'
import { startBrowserHost, type BrowserHost, type BrowserHostOptions } from './server'
import { stopWithin } from '../platform/stop'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../platform/json-file'

/** What the browser host needs of the app. */
type ServedApp = Pick<ChatApp, 'handlers' | 'on' | 'keyPage' | 'stop'>

/** What the process gives whoever serves a profile. */
export interface ServeDeps {
  readonly version: string
  readonly rendererDir: string
  readonly createChatApp: (options: ChatAppOptions) => Promise<ServedApp>
  /** Makes a page that leads a browser to a link; see `open-in-browser.ts`. */
  readonly leadTo: (link: string, spent: AbortSignal) => string
  /** Opens an address for the user; absent where nobody would see it. */
  readonly openAddress: ((address: string) => void) | undefined
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Aborted when the process is asked to end. */
  readonly stop: AbortSignal
}

export interface BrowserHostDeps extends ServeDeps {
  readonly argv: readonly string[]
}

/** What is served, how, and how it is announced. */
export interface ServeOptions {
  readonly open: boolean
  readonly port?: number | undefined
  readonly profile?: string | undefined
  readonly dataDir?: string | undefined
  /** Ends once nobody has used it for so long, in milliseconds. */
  readonly idleMs?: number | undefined
  /** Whether the ready line is a JSON object. */
  readonly json?: boolean | undefined
}

/** Longest the host waits for the core to finish what is under way once it is asked to end, in milliseconds. */
const STOP_BOUND_MS = 10_000

/** Longest to wait for another process that starts or ends a host of the profile right now, in milliseconds. */
const OTHER_BOUND_MS = 15_000

/** How often it is looked for, in milliseconds. */
const LOOK_MS = 100

/** Runs the browser host until it is asked to end; resolves to the exit code. */
export async function runBrowserHost(deps: BrowserHostDeps): Promise<number> {
  const args = parse(deps)
  if (typeof args === 'number') return args
  try {
    await serveProfile(args, deps)
    return 0
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

/**
 * Serves a profile until this process is asked to end, or nobody has used it for as long as the options say.
 *
 * The only line on standard output is the ready line. A profile has one host: where it runs already, the line carries
 * a fresh link to that one, and this ends at once.
 */
export async function serveProfile(options: ServeOptions, deps: ServeDeps): Promise<void> {
  const { path: profileDir, profile } = openDataFolder(options)
  const found = await findOrBecomeHost(profileDir, deps.stop)
  if (!found) return
  if (!('release' in found)) {
    if (options.port !== undefined) deps.err('This profile is open already, so --port has no effect.')
    const launch = await askForLink(found, shows({ options, deps }))
    return announce({ ...launch, url: found.url, pid: found.pid, profile, started: false }, { options, deps })
  }
  try {
    await runHost(profileDir, { options, deps })
  } finally {
    found.release()
  }
}

/** What `serveProfile` was given. */
interface Serving {
  readonly options: ServeOptions
  readonly deps: ServeDeps
}

/** Whether the page is opened for the user: where nothing can, none is made that leads a browser there. */
const shows = ({ options, deps }: Serving): boolean => options.open && deps.openAddress !== undefined

/** The host that serves the profile now, or the right to become it, which no other process then has. */
async function findOrBecomeHost(
  profileDir: string,
  stop: AbortSignal
): Promise<HostFile | FolderLock | null> {
  const deadline = AbortSignal.timeout(OTHER_BOUND_MS)
  for (;;) {
    const running = await findRunningHost(profileDir)
    const found = running ?? lockFile(join(profileDir, 'browser-host.sqlite'), 'exclusive')
    if (found) return found
    if (deadline.aborted) throw new ChatError('host.silent')
    await pause(LOOK_MS, stop)
    if (stop.aborted) return null
  }
}

async function runHost(profileDir: string, serving: Serving): Promise<void> {
  const { options, deps } = serving
  const { profile = 'default', dataDir } = options
  const app = await deps.createChatApp({ host: 'browser', version: deps.version, dataDir, profile })
  try {
    const key = newHostKey()
    const { rendererDir, leadTo } = deps
    const host = await serve({ app, rendererDir, key, leadTo }, profileDir, options.port)
    const { url } = host
    rememberPort(profileDir, host.port)
    const removeFile = writeHostFile(profileDir, { pid: process.pid, url, key })
    try {
      announce(
        {
          ...host.launch({ show: shows(serving) }),
          url,
          pid: process.pid,
          profile,
          started: true
        },
        serving
      )
      await untilAskedOrIdle(host, serving)
    } finally {
      removeFile()
      deps.err('Stopping …')
      await host.close()
    }
  } finally {
    const clean = await stopWithin(STOP_BOUND_MS, () => app.stop())
    if (!clean) deps.err('Some work was still under way. It is stored and goes on at the next start.')
  }
}

/** Where a host can be reached, as `--json` tells it. */
interface Ready extends Launch {
  readonly url: string
  readonly pid: number
  readonly profile: string
  /** Whether this process is the host, and not one that ran already. */
  readonly started: boolean
}

/** Prints the ready line, and shows the page. */
function announce({ page, ...ready }: Ready, { options, deps }: Serving): void {
  deps.out(options.json ? JSON.stringify(ready) : `ChatAPP is ready: ${ready.link}`)
  if (page !== undefined) deps.openAddress?.(page)
}

/** Resolves when the process is asked to end, or nobody has used the host for long enough. */
async function untilAskedOrIdle(
  host: Pick<BrowserHost, 'unusedMs'>,
  { options: { idleMs = Number.POSITIVE_INFINITY }, deps: { stop, err } }: Serving
): Promise<void> {
  const { promise: idle, resolve } = Promise.withResolvers<void>()
  let timer = startTimer(0, function look() {
    const left = idleMs - host.unusedMs()
    if (left > 0) timer = startTimer(left, look)
    else resolve(err('Nobody has used ChatAPP for as long as --idle says.'))
  })
  await Promise.race([idle, stop.aborted || once(stop, 'abort')])
  timer.cancel()
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

const portSchema = z.int().min(1).max(65_535)

const pathIn = (profileDir: string): string => join(profileDir, 'browser-port.json')

/** The port on which this profile was served last; undefined when that is not known, and any free one will do. */
const lastPort = (profileDir: string): number | undefined =>
  readJson(pathIn(profileDir), portSchema) ?? undefined

/** Notes the port, so that a page that is open then finds the next host of this profile. */
const rememberPort = (profileDir: string, port: number): void => writeJson(pathIn(profileDir), port)
