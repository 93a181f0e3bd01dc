import { BrowserWindow, dialog, nativeTheme, screen, type Rectangle } from 'electron'
import { systemClock } from '../shared/clock'
import { guardContents, CrashGuard, crashNotice } from './contents-guard'
import { openOutside } from './open-outside'
import { t } from './speech'
import { groundColour, windowOptions } from './window-bounds'

/** What all windows on our page have in common. */
export interface AppWindowOptions {
  readonly pageUrl: string
  readonly preload: string
  /** A picture for the task bar; undefined where the package has brought one. */
  readonly icon: string | undefined
  /** Says so in its title, and forgets how large the page was shown. */
  readonly safeMode: boolean
}

/** The screens that there are now, without their task bars, the main one first. */
export const workAreas = (): Rectangle[] =>
  [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea)

/**
 * Opens a window on our page, guarded and hidden; `place` is what follows the page's address.
 *
 * `ready` resolves when there is something to be shown, or the window is closed again.
 */
export function openAppWindow(
  { pageUrl, preload, icon, safeMode }: AppWindowOptions,
  bounds: Rectangle,
  place = ''
): { window: BrowserWindow; ready: Promise<void> } {
  const look = { dark: nativeTheme.shouldUseDarkColors, icon }
  const window = new BrowserWindow(windowOptions(bounds, preload, look))
  guardContents(window.webContents, pageUrl + place, (link) => void openOutside(link))
  surviveCrashes(window)
  keepGround(window)
  if (safeMode) showSafeMode(window)
  void window.loadURL(pageUrl + place)
  return { window, ready: visible(window) }
}

/** Brings a window to the front, from wherever it is. */
export function bringUp(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** A window that has shown no sign of its page by then is shown as it is, in milliseconds. */
const SHOW_AFTER_MS = 2000

/** Resolves at the first sign of the page, or of its end: the event that is meant for it is late or missing on Wayland. */
function visible(window: BrowserWindow): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, SHOW_AFTER_MS)
    const first = (): void => {
      clearTimeout(timer)
      resolve()
    }
    window.once('ready-to-show', first)
    window.once('closed', first)
    window.webContents.once('did-finish-load', first)
    window.webContents.once('did-fail-load', first)
  })
}

/** A page that is loaded again, or a window that grows, shows the ground of the theme that counts by then. */
function keepGround(window: BrowserWindow): void {
  const change = (): void => window.setBackgroundColor(groundColour(nativeTheme.shouldUseDarkColors))
  nativeTheme.on('updated', change)
  window.once('closed', () => nativeTheme.off('updated', change))
}

function surviveCrashes(window: BrowserWindow): void {
  const guard = new CrashGuard(systemClock.elapsed)
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const notice = { type: 'warning', ...crashNotice(reason) } as const
    if (guard.next() === 'reload') {
      window.webContents.reload()
      void dialog.showMessageBox(window, notice)
      return
    }
    const message = t('The ChatAPP window keeps stopping')
    void dialog
      .showMessageBox(window, {
        ...notice,
        message,
        buttons: [t('Load again'), t('Close window')],
        defaultId: 0
      })
      .then(({ response }) => (response === 0 ? window.webContents.reload() : window.close()))
  })
}

function showSafeMode(window: BrowserWindow): void {
  window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(1))
  window.on('page-title-updated', (event, title) => {
    event.preventDefault()
    window.setTitle(`${title} (safe mode)`)
  })
}
