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
