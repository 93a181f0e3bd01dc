import type { DryRun } from '../../shared/contract'
import type { Letter } from '../../shared/letter'
import { parseReplyBody } from '../../shared/message'
import type { LetterLook } from '../backends/backend'

/** Runs the function on a message as it would be sent, and reads what it would have answered. */
export async function dryRunOf(
  processor: Pick<LetterLook, 'dryRun'>,
  { body, attributes, sentAt }: Pick<Letter, 'body' | 'attributes' | 'sentAt'>
): Promise<DryRun> {
  const messageAttributes = Object.fromEntries(
    attributes.map(({ name, type, value }) => [
      name,
      type.startsWith('Binary')
        ? { DataType: type, BinaryValue: value }
        : { DataType: type, StringValue: value }
    ])
  )
  const { replies, ...outcome } = await processor.dryRun({ body, messageAttributes, sentAt })
  return {
    ...outcome,
    replies: replies.map(({ queue, body: reply }) => {
      const parsed = parseReplyBody(reply)
      return parsed.ok
        ? { queue, text: parsed.body.text, kind: parsed.body.kind }
        : { queue, text: reply, kind: 'other' as const }
    })
  }
}
