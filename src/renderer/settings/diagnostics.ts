import type { AppInfo, Connection, Faults, QueueStatus } from '../../shared/contract'
import { machineTime } from '../text/time'

/** What helps to find a fault: facts and counts, never the text of a message or a credential. */
export interface DiagnosticsInput {
  readonly info: AppInfo
  readonly connection: Connection | null
  readonly queues: readonly QueueStatus[] | null
  readonly setAside: number
  readonly faults: Faults | null
  /** When the queues were counted, epoch milliseconds; null when they were not. */
  readonly countedAt: number | null
}

/** The diagnostics as JSON to put into a bug report. */
export function diagnosticsText({
  info,
  connection,
  queues,
  setAside,
  faults,
  countedAt
}: DiagnosticsInput): string {
  const text = {
    app: info,
    connection,
    queues: queues ?? 'not read',
    countedAt: countedAt === null ? null : machineTime(countedAt),
    setAside,
    faults: faults ?? 'no fault lab'
  }
  return JSON.stringify(text, null, 2)
}
