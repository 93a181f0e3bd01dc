import type { BrowserWindowConstructorOptions, Rectangle } from 'electron'
import { MIN_HEIGHT, MIN_WIDTH } from './window-bounds'

/** How the window is made: the page runs in a sandbox, in a world of its own, with one preload and no Node. */
export function windowOptions(
  bounds: Rectangle,
  preload: string,
  dark: boolean
): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'ChatAPP',
    // Shown when the page has painted, so that no white flash is seen.
    show: false,
    backgroundColor: dark ? '#16171d' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: true
    }
  }
}
