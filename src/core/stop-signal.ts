/** One Ctrl+C can arrive twice, from the terminal and from npm, which passes it on; in milliseconds. */
const SAME_KEY_PRESS_MS = 500

/** Aborted when the system or the user asks this process to end. Asked once more later, it exits at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController()
  let askedAt = Number.POSITIVE_INFINITY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Somebody who asks twice does not want to wait.
      if (performance.now() - askedAt > SAME_KEY_PRESS_MS) process.exit(130)
      askedAt = Math.min(askedAt, performance.now())
      stop.abort()
    })
  }
  return stop.signal
}
