import type { BrowserWindow, Rectangle, WebContents } from 'electron'
import { bringUp, openAppWindow, workAreas, type AppWindowOptions } from './app-window'
import { fitBounds } from './window-bounds'

const WIDTH = 560
const HEIGHT = 720
/** How far right and down of the window it comes from, in pixels: both can be seen, and reached. */
const STEP = 32

/** Chats that have a window of their own, one each. */
export class ChatWindows {
  readonly #windows = new Map<string, BrowserWindow>()

  constructor(private readonly options: AppWindowOptions) {}

  /** The pages of all of them. */
  contents(): WebContents[] {
    return [...this.#windows.values()].map(({ webContents }) => webContents)
  }

  /** Brings the window of a chat to the front; false when it has none. */
  bringUp(id: string): boolean {
    const window = this.#windows.get(id)
    if (window) bringUp(window)
    return window !== undefined
  }

  /** Opens the window of a chat, beside the one that it comes from. Resolves when it is on the screen, or closed again. */
  async open(id: string, from: Rectangle | undefined): Promise<void> {
    if (this.bringUp(id)) return
    const { window, ready } = openAppWindow(this.options, besides(from), `#chat=${encodeURIComponent(id)}`)
    this.#windows.set(id, window)
    window.once('closed', () => this.#windows.delete(id))
    await ready
    if (!window.isDestroyed()) window.show()
  }

  /** Its chat is gone. */
  close(id: string): void {
    this.#windows.get(id)?.close()
  }
}

function besides(from: Rectangle | undefined): Rectangle {
  const areas = workAreas()
  const size = { width: WIDTH, height: HEIGHT }
  const main = areas[0] ?? { x: 0, y: 0, ...size }
  const corner = from ?? main
  return fitBounds({ x: corner.x + STEP, y: corner.y + STEP, ...size }, areas)
}
