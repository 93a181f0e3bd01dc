import type { BrowserWindow, WebContents } from 'electron'
import { bringUp, openAppWindow, workAreas, type AppWindowOptions } from './app-window'
import { fitBounds, readWindowState, writeWindowState } from './window-bounds'

export interface MainWindowOptions extends AppWindowOptions {
  /** Where the window's place on the screen is remembered; null: nowhere. */
  readonly stateFile: string | null
}

/** The window with all chats: opened when asked for, brought to the front when it is there already. */
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
    if (this.#window) bringUp(this.#window)
    else await this.#open()
  }

  /** Remembers where the window stands and takes it off the screen; the app is about to end. */
  retire(): void {
    this.#remember()
    this.#window?.hide()
  }

  async #open(): Promise<void> {
    const { stateFile } = this.options
    const state = stateFile === null ? null : readWindowState(stateFile)
    const { window, ready } = openAppWindow(this.options, fitBounds(state?.bounds, workAreas()))
    this.#window = window
    window.on('close', () => this.#remember())
    window.once('closed', () => (this.#window = undefined))
    await ready
    if (window.isDestroyed()) return
    if (state?.maximized) window.maximize()
    window.show()
  }

  #remember(): void {
    const { stateFile } = this.options
    if (!this.#window || stateFile === null) return
    const state = { bounds: this.#window.getNormalBounds(), maximized: this.#window.isMaximized() }
    writeWindowState(stateFile, state)
  }
}
