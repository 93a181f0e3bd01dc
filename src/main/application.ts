import { parseArgs } from 'node:util'
import type { MenuItemConstructorOptions, App } from 'electron'
import { stopWithin } from '../platform/stop'

interface ElectronArguments {
  readonly profile: string | undefined
  readonly dataDir: string | undefined
}

/**
 * Reads `--profile` and `--data-dir` from the command line of the window.
 *
 * Everything else is left to Chromium, the system and the launcher, which add switches of their own; so an unknown
 * one is not an error here.
 */
export function parseElectronArguments(argv: readonly string[]): ElectronArguments {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { profile: { type: 'string' }, 'data-dir': { type: 'string' } }
  })
  return { profile: text(values.profile), dataDir: text(values['data-dir']) }
}

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

type Item = MenuItemConstructorOptions

const separator: Item = { type: 'separator' }

/** The application menu: the roles and shortcuts that people of each system expect, nothing of our own. */
export function menuTemplate(platform: NodeJS.Platform, development: boolean): Item[] {
  const mac = platform === 'darwin'
  const first: Item[] = mac ? [{ role: 'appMenu' }] : []
  const forDevelopers: Item[] = development ? [{ role: 'reload' }, { role: 'toggleDevTools' }, separator] : []
  const zoom: Item[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }]
  const last: Item[] = mac ? [] : [{ role: 'help', submenu: [{ role: 'about' }] }]
  return [
    ...first,
    { label: '&File', submenu: [mac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    { label: '&View', submenu: [...forDevelopers, ...zoom, separator, { role: 'togglefullscreen' }] },
    { role: 'windowMenu' },
    ...last
  ]
}

/** Longest that quitting waits for work under way, in milliseconds; what is left is stored and goes on next time. */
const QUIT_BOUND_MS = 10_000

/** Lets the core finish before the process ends, however the user quits. A second quit does not start it twice. */
export function stopBeforeQuit(
  electronApp: Pick<App, 'on' | 'exit'>,
  stop: () => Promise<void>,
  boundMs = QUIT_BOUND_MS
): void {
  let stopping = false
  electronApp.on('before-quit', (event) => {
    event.preventDefault()
    if (stopping) return
    stopping = true
    void stopWithin(boundMs, stop).then(() => electronApp.exit(0))
  })
}
