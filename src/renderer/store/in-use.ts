import type { ChatHost } from '../../shared/contract'
import type { Attention } from './attention'

/** How often the host hears that this window is in use, in milliseconds. It counts on that for two minutes. */
const TELL_EVERY_MS = 60_000

/** A window in front that nobody has touched for so long is not in use, in milliseconds. */
const UNTOUCHED_MS = 300_000

/** What somebody does who is there. */
const touches = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const

/** Lets the host know while somebody works in this window, at once when they come back to it. Returns how to stop. */
export function tellInUse(host: Pick<ChatHost, 'call'>, attention: Attention): () => void {
  let touchedAt = performance.now()
  const tell = (): void => {
    if (!attention.isFocused() || performance.now() - touchedAt > UNTOUCHED_MS) return
    void host.call('app.inUse', undefined)
  }
  const touched = (): void => {
    const before = touchedAt
    touchedAt = performance.now()
    if (touchedAt - before > UNTOUCHED_MS) tell()
  }
  for (const touch of touches) document.addEventListener(touch, touched, { capture: true, passive: true })
  const stopLooking = attention.onChange(tell)
  const timer = setInterval(tell, TELL_EVERY_MS)
  tell()
  return () => {
    clearInterval(timer)
    stopLooking()
    for (const touch of touches) document.removeEventListener(touch, touched, { capture: true })
  }
}
