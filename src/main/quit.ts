import type { App } from 'electron'
import { stopWithin } from '../platform/stop'

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
