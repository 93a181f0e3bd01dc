import { constants } from 'node:os'

/** One Ctrl+C can arrive twice, from the terminal and from npm, which passes it on; in milliseconds. */
const SAME_KEY_PRESS_MS = 500

type Asked = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void

/**
 * Aborted when the system or the user asks this process to end, with the signal's name as its reason. Asked once more
 * later, it exits at once. `listen`: who tells of it where the system cannot, as in a thread.
 */
export function stopSignal(listen: (asked: Asked) => void = toTheSystem): AbortSignal {
  const stop = new AbortController()
  let askedAt = Number.POSITIVE_INFINITY
  listen((signal) => {
    // Somebody who asks twice does not want to wait.
    if (performance.now() - askedAt > SAME_KEY_PRESS_MS) process.exit(128 + constants.signals[signal])
    askedAt = Math.min(askedAt, performance.now())
    stop.abort(signal)
  })
  return stop.signal
}

function toTheSystem(asked: Asked): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked(signal))
}

/** How a shell counts a process that this signal ended: 130 for Ctrl+C, 143 for SIGTERM. */
export function stoppedExitCode({ reason }: AbortSignal): number {
  const known = typeof reason === 'string' && reason in constants.signals
  return 128 + (known ? constants.signals[reason as NodeJS.Signals] : constants.signals.SIGINT)
}

/** Runs a stop and waits for it, but no longer than the bound. Resolves to whether it ended in time without a fault. */
export async function stopWithin(boundMs: number, stop: () => Promise<void>): Promise<boolean> {
  const { promise: bound, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), boundMs)
  const stopped = stop().then(
    () => true,
    () => false
  )
  try {
    return await Promise.race([stopped, bound])
  } finally {
    clearTimeout(timer)
  }
}
