import { useSyncExternalStore } from 'react'

const SECOND = 1000

/** The current time to the second; a component draws itself anew with it while `running`. */
export function useSeconds(running: boolean): number {
  return useSyncExternalStore(running ? everySecond : never, () => Math.floor(Date.now() / SECOND) * SECOND)
}

function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, SECOND)
  return () => clearInterval(timer)
}

const never = (): (() => void) => () => {}

/** Whole seconds until `at`, reckoned from `useSeconds`, which is up to a second behind: never more than are left, rounded up. */
export function secondsUntil(at: number, now: number): number {
  return Math.floor((at - now) / SECOND)
}

/** A span of time in whole seconds: 48 s, 3 min 5 s. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
