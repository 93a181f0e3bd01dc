import { useSyncExternalStore } from 'react'

const MINUTE = 60_000

/** The current time to the minute; a component that shows "Today" is drawn anew when the day turns. */
export function useNow(): number {
  return useSyncExternalStore(everyMinute, () => Math.floor(Date.now() / MINUTE) * MINUTE)
}

function everyMinute(tick: () => void): () => void {
  const timer = setInterval(tick, MINUTE)
  return () => clearInterval(timer)
}
