import { setTimeout } from 'node:timers/promises'

/** Waits, or less when the signal fires. Never rejects. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => {})

/** Bounds of a back-off, in milliseconds. */
export interface BackoffBounds {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * How long to wait before attempt `attempts + 1`: full jitter, a random time up to 1, 2, 4 … times the first bound.
 *
 * Spreading over the whole range keeps many clients from coming back at the same moment.
 */
export const backoffMs = (attempts: number, bounds: BackoffBounds, random: () => number): number =>
  Math.ceil(random() * Math.min(bounds.maxMs, bounds.firstMs * 2 ** Math.min(attempts, 30)))
