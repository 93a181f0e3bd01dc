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

/** Runs work until it ends or its time is over; then the signal is aborted and the promise rejects with `TimeoutError`. */
export async function withinTime<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => T | Promise<T>
): Promise<T> {
  const abort = new AbortController()
  const over = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const late = new Error(`it was not done within ${(milliseconds / 1000).toFixed(1)} s`)
    late.name = 'TimeoutError'
    abort.abort(late)
    over.reject(late)
  }, milliseconds)
  try {
    return await Promise.race([over.promise, (async () => work(abort.signal))()])
  } finally {
    clearTimeout(timer)
  }
}
