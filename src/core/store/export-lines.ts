import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import {
  MAX_TIME,
  parseStoredReply,
  parseStoredRequest,
  requestStatuses,
  timelineSchema,
  timeSchema,
  wireErrorSchema
} from '../../shared/message'

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
/** A message, its body as it stands on the wire. */
export const messageLine = z.strictObject({
  type: z.literal('message'),
  id: z.string().min(1).max(200),
  conversationId: z.string().min(1).max(200),
  role: z.enum(['request', 'reply']),
  body: z.string(),
  attributes: z.record(z.string(), z.string()),
  status: z.enum(requestStatuses).nullable(),
  reason: wireErrorSchema.nullable(),
  attempts: count,
  createdAt: timeSchema,
  /** Where it stands in its log, when that is not where its time would put it. */
  position: count.max(2 * MAX_TIME).optional(),
  timeline: timelineSchema,
  roundTripMs: count.max(MAX_TIME).nullable()
})
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
    const body = bodyOrNull(parsed.data)
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

function bodyOrNull({ role, body }: MessageLine) {
  const parsed = role === 'reply' ? parseStoredReply(body) : parseStoredRequest(body)
  return parsed.ok ? parsed.body : null
}

/** What the store keeps beside the body: whom it answers, of which kind it is, and its text. */
export function bodyOf(line: MessageLine): { inReplyTo: string | null; kind: string | null; text: string } {
  const reply = line.role === 'reply' ? parseStoredReply(line.body) : null
  if (reply?.ok) return reply.body
  return { inReplyTo: null, kind: null, text: bodyOrNull(line)?.text ?? '' }
}
