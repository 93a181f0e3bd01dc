import { messageRows } from './messages.ts'
import { protocolRows } from './protocol.ts'
import { queueRows } from './queues.ts'
import { redriveRows } from './redrive.ts'
import type { Row } from './trial.ts'

/** What SQS does, as AWS documents it, by subject. */
export const subjects: Record<string, Row[]> = {
  Queues: queueRows,
  ...messageRows,
  ...redriveRows,
  Protocol: protocolRows
}
