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
