import { BrowserWindow, dialog, nativeTheme, screen, type WebContents } from 'electron'
import { guardContents, CrashGuard, crashNotice } from './contents-guard'
import { fitBounds, groundColour, readWindowState, writeWindowState, windowOptions } from './window-bounds'
import { systemClock } from '../shared/clock'
import { openOutside } from './open-outside'

export interface MainWindowOptions {
  readonly pageUrl: string
  readonly preload: string
  /** Where the window's place on the screen is remembered. */
  readonly stateFile: string
  /** A picture for the task bar; undefined where the package has brought one. */
  readonly icon: string | undefined
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

/** The one window of the app: opened when asked for, brought to the front when it is there already. */
export class MainWindow {
  #window: BrowserWindow | undefined

  constructor(private readonly options: MainWindowOptions) {}

  /** The page's contents; undefined while no window is open. */
  contents(): WebContents | undefined {
    return this.#window?.webContents
  }

  /** The window that others belong to; undefined while none is open. */
  window(): BrowserWindow | undefined {
    return this.#window
  }

  /** Opens the window, or brings it to the front. Resolves when it is on the screen, or closed again. */
  async show(): Promise<void> {
    if (!this.#window) return await this.#open()
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  /** Remembers where the window stands and takes it off the screen; the app is about to end. */
  retire(): void {
    this.#remember()
    this.#window?.hide()
  }

  async #open(): Promise<void> {
    const { pageUrl, preload, stateFile, icon } = this.options
    const state = readWindowState(stateFile)
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea)
    const look = { dark: nativeTheme.shouldUseDarkColors, icon }
    const options = windowOptions(fitBounds(state?.bounds, areas), preload, look)
    const window = new BrowserWindow(options)
    this.#window = window
    guardContents(window.webContents, pageUrl, (link) => void openOutside(link))
    this.#surviveCrashes(window)
    keepGround(window)
    window.on('close', () => this.#remember())
    window.once('closed', () => (this.#window = undefined))
    void window.loadURL(pageUrl)
    await visible(window)
    if (window.isDestroyed()) return
    if (state?.maximized) window.maximize()
    window.show()
  }

  #remember(): void {
    if (!this.#window) return
    const state = { bounds: this.#window.getNormalBounds(), maximized: this.#window.isMaximized() }
    writeWindowState(this.options.stateFile, state)
  }

  #surviveCrashes(window: BrowserWindow): void {
    const guard = new CrashGuard(systemClock.elapsed)
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit' || window.isDestroyed()) return
      const notice = { type: 'warning', ...crashNotice(reason) } as const
      if (guard.next() === 'reload') {
        window.webContents.reload()
        void dialog.showMessageBox(window, notice)
        return
      }
      const message = 'The ChatAPP window keeps stopping'
      void dialog
        .showMessageBox(window, { ...notice, message, buttons: ['Load again', 'Close window'], defaultId: 0 })
        .then(({ response }) => (response === 0 ? window.webContents.reload() : window.close()))
    })
  }
}
