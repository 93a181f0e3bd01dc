import type { Told } from '../../shared/said'

/** What was seen of a queue over time, by the moment at which a period begins. */
export interface QueueSeries {
  /** How much time one value stands for, in milliseconds. */
  readonly periodMs: number
  readonly visible: ReadonlyMap<number, number>
  readonly inFlight: ReadonlyMap<number, number>
  readonly delayed: ReadonlyMap<number, number>
  readonly oldestMs: ReadonlyMap<number, number>
  /** Why something is missing; empty when nothing is. */
  readonly missing: readonly Told[]
}

/** Values by their moment where there are none. */
export const noValues: ReadonlyMap<number, number> = new Map()

/** Where nobody looks at queues but this host. */
export const noSeries: QueueSeries = {
  periodMs: 60_000,
  visible: noValues,
  inFlight: noValues,
  delayed: noValues,
  oldestMs: noValues,
  missing: []
}
