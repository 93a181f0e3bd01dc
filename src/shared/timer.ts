/** The longest that a timer of Node or of a browser waits, in milliseconds: one that is asked for more fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1

/** A wait that can be ended before its time. */
export interface Timer {
  cancel(): void
}

/** Calls back once after `ms`, however long that is: `Infinity` never does. Waits beyond a timer's reach go in steps. */
export function startTimer(ms: number, callback: () => void): Timer {
  const dueAt = performance.now() + Math.max(0, ms)
  let handle: ReturnType<typeof setTimeout>
  const step = (): void => {
    const left = dueAt - performance.now()
    handle = setTimeout(
      left > LONGEST_TIMER_MS ? step : callback,
      Math.min(Math.max(0, left), LONGEST_TIMER_MS)
    )
  }
  step()
  return { cancel: () => clearTimeout(handle) }
}

/** A signal that fires after `ms`, however long that is. */
export function timeoutSignal(ms: number): AbortSignal {
  const controller = new AbortController()
  startTimer(ms, () => controller.abort(new DOMException('The time is over.', 'TimeoutError')))
  return controller.signal
}
