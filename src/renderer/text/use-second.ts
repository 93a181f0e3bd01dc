import { useCallback, useSyncExternalStore } from 'react'

const SECOND = 1000

/** The current time to the second while `active`; else 0, and nothing ticks. */
export function useSecond(active: boolean): number {
  const subscribe = useCallback(
    (tick: () => void) => {
      const timer = active ? setInterval(tick, SECOND) : undefined
      return () => clearInterval(timer)
    },
    [active]
  )
  return useSyncExternalStore(subscribe, () => (active ? Math.floor(Date.now() / SECOND) * SECOND : 0))
}
