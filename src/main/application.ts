import { parseArgs } from 'node:util'
import type { AboutPanelOptionsOptions, App, PowerMonitor } from 'electron'
import { stopWithin } from '../platform/stop'

interface ElectronArguments {
  readonly profile: string | undefined
  readonly dataDir: string | undefined
  /** Only the window, and nothing that may be what keeps it from working. */
  readonly safeMode: boolean
}

/**
 * Reads `--profile`, `--data-dir` and `--safe-mode` from the command line of the window.
 *
 * Everything else is left to Chromium, the system and the launcher, which add switches of their own; so an unknown
 * one is not an error here.
 */
export function parseElectronArguments(argv: readonly string[]): ElectronArguments {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { profile: { type: 'string' }, 'data-dir': { type: 'string' }, 'safe-mode': { type: 'boolean' } }
  })
  return {
    profile: text(values.profile),
    dataDir: text(values['data-dir']),
    safeMode: values['safe-mode'] === true
  }
}

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** What About shows. Electron's own name and version stand there otherwise, when the app is not packed. */
export const aboutPanel = (version: string, icon: string | undefined): AboutPanelOptionsOptions => ({
  applicationName: 'ChatAPP',
  applicationVersion: version,
  // macOS sets the build's number beside it, which is the same.
  version: '',
  copyright: 'Copyright © ChatAPP contributors',
  ...(icon === undefined ? {} : { iconPath: icon })
})

/** Longest that quitting waits for work under way, in milliseconds; what is left is stored and goes on next time. */
const QUIT_BOUND_MS = 10_000

interface QuitOptions {
  /** Whether the whole system is ending; see `systemEnds`. */
  readonly systemEnds?: () => boolean
  readonly boundMs?: number
}

/**
 * Lets the core finish before the process ends, however the user quits. A second quit does not start it twice.
 *
 * When the system ends, nothing is held up. The messages survive that: each is stored in one SQLite transaction before
 * anything goes on the network, and a reply leaves its queue only after it is stored. What was under way goes on at the
 * next start.
 */
export function stopBeforeQuit(
  electronApp: Pick<App, 'on' | 'exit'>,
  stop: () => Promise<void>,
  { systemEnds = () => false, boundMs = QUIT_BOUND_MS }: QuitOptions = {}
): void {
  let stopping = false
  electronApp.on('before-quit', (event) => {
    const passes = systemEnds()
    if (!passes) event.preventDefault()
    if (stopping) return
    stopping = true
    const stopped = stopWithin(boundMs, stop)
    if (!passes) void stopped.then(() => electronApp.exit(0))
  })
}

/**
 * Tells whether the user logs out, restarts or shuts down on macOS, which takes a quit that is held up for a refusal
 * and cancels it all.
 *
 * Electron says the same for Quit in the Dock (electron/electron#15022). Linux sends SIGTERM and waits, and Windows
 * asks nobody, so nothing is listened for there.
 */
export function watchSystemEnd(
  powerMonitor: Pick<PowerMonitor, 'on'>,
  platform: NodeJS.Platform
): () => boolean {
  let ends = false
  if (platform === 'darwin') powerMonitor.on('shutdown', () => (ends = true))
  return () => ends
}
