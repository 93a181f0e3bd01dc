import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import { nearestTime, parseStoredReply, timeSchema } from '../../shared/message'
import { lineShape, type ImportedKey, type Row, type StoredMessage } from './columns'
import { storedBody } from './message-rows'

const count = z.number().int().nonnegative()

const headerLine = z.strictObject({
  type: z.literal('chatapp-export'),
  version: z.literal(1),
  exportedAt: timeSchema
})
/** A conversation; it stands before its messages. */
const conversationLine = z.strictObject({
  type: z.literal('conversation'),
  id: z.string().min(1).max(200),
  title: z.string().min(1).max(200),
  createdAt: timeSchema
})
const messageLine = z.strictObject({ type: z.literal('message'), ...lineShape })
const footerLine = z.strictObject({ type: z.literal('end'), messages: count })
const exportLine = z.discriminatedUnion('type', [headerLine, conversationLine, messageLine, footerLine])
/** A line of an export. */
export type ExportLine = z.output<typeof exportLine>
/** A conversation in an export. */
export type ConversationLine = z.output<typeof conversationLine>
/** A message in an export. */
export type MessageLine = z.output<typeof messageLine>

/** Reads one line of an export. Throws `invalid_input`, naming the line and what is wrong with it. */
export function parseLine(text: string, number: number): ExportLine {
  const refuse = (why: string, cause?: unknown): never => {
    throw new ChatError(
      'invalid_input',
      `Line ${number} of the file is damaged: ${why} Nothing was changed.`,
      { cause }
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    return refuse('it is not JSON.', cause)
  }
  const parsed = exportLine.safeParse(value)
  if (!parsed.success) return refuse(firstFault(parsed.error))
  if (parsed.data.type === 'message') {
    const body = storedBody(parsed.data.role, parsed.data.body)
    if (!body || body.id !== parsed.data.id) return refuse('its message body cannot be read.')
    if (parsed.data.role === 'request' && body.conversationId !== parsed.data.conversationId)
      return refuse('its conversation is another than its body says.')
    if ((parsed.data.role === 'request') !== (parsed.data.status !== null))
      return refuse('its status does not fit its role.')
  }
  return parsed.data
}

function firstFault({ issues: [issue] }: z.ZodError): string {
  if (!issue || issue.path.length === 0) return 'it is not a line of a ChatAPP export.'
  if (issue.code === 'invalid_union') return 'it is of no kind that this ChatAPP knows.'
  return `the field ${issue.path.join('.')} is wrong (${issue.message}).`
}

/**
 * What an import stores of a line. A request that was still on its way when it was exported is not sent again: it
 * stands as failed.
 */
export function importedFrom(line: MessageLine): Pick<StoredMessage, ImportedKey> & { text: string } {
  const reply = line.role === 'reply' ? parseStoredReply(line.body) : null
  const answers = reply?.ok ? reply.body : { inReplyTo: null, kind: null }
  const message = {
    ...line,
    inReplyTo: answers.inReplyTo,
    kind: answers.kind,
    text: storedBody(line.role, line.body)?.text ?? '',
    position: line.position ?? line.createdAt
  }
  if (line.status !== 'queued' && line.status !== 'sent') return message
  const words = 'It was not answered when it was exported. Retry sends it from here.'
  return { ...message, status: 'failed', reason: new ChatError('cancelled', words).toWire() }
}

/** A row of a conversation as a line. */
export const conversationLineOf = (row: Row): ConversationLine => ({
  type: 'conversation',
  id: String(row['id']),
  title: String(row['title']),
  createdAt: nearestTime(Number(row['created_at']))
})
