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

/** Where the local backend differs from AWS on purpose, and why. */
export const exceptions: ReadonlyMap<string, string> = new Map([
  [
    'The older protocol (a form in, XML out), which old SDKs and tools speak, is answered',
    'Every SDK since the end of 2023 and the AWS CLI since 2.15 speak JSON. A form is what a web page of another site may post without being asked, so the local backend takes none.'
  ]
])
