import { z } from 'zod'
import { ChatError, sayProblems, type ErrorKey } from '../../shared/errors'
import { zodProblems } from '../../shared/input-error'
import {
  encodeBody,
  FORMAT_VERSION,
  nearestTime,
  parseStoredReply,
  timeSchema,
  type RequestBody,
  type Sender
} from '../../shared/message'
import { looseAttributesSchema, ownAttributesSchema } from '../../shared/own-attributes-schema'
import { messagePairSchema, pairSchema } from '../../shared/pair'
import type { Told } from '../../shared/said'
import { lineShape, type ImportedKey, type Row, type StoredMessage } from './columns'
import { storedBody } from './message-rows'
import { notSaid } from './room-say'

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
  createdAt: timeSchema,
  /** Left out where it is as most are, and in older exports: then the title is the user's, and nothing else holds. */
  named: z.boolean().optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
  muted: z.boolean().optional(),
  /** The queues that it is bound to, and those that what waits was written for; left out where there are none. */
  pairs: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(200),
        backendId: z.string().max(200),
        pair: pairSchema,
        current: z.boolean()
      })
    )
    .max(1000)
    .optional(),
  /** Where people talk: what it is, and on which backend. An import keeps it as one that was left. */
  room: z
    .strictObject({
      kind: z.enum(['room', 'direct']),
      backendId: z.string().max(200),
      /** Where its log was put back; left out where it never was. */
      shifts: z
        .array(z.tuple([count, count]))
        .max(1000)
        .optional()
    })
    .optional()
})
const messageLine = z.strictObject({ type: z.literal('message'), ...lineShape })
/** A template. It is left out of an export of one chat. */
const templateLine = z.strictObject({
  type: z.literal('template'),
  id: z.string().min(1).max(200),
  name: z.string().min(1).max(200),
  text: z.string(),
  attributes: looseAttributesSchema.optional()
})
/** A message that waits for a moment; it stands behind its conversation. */
const scheduledLine = z.strictObject({
  type: z.literal('scheduled'),
  id: z.uuid(),
  conversationId: z.string().min(1).max(200),
  text: z.string().min(1),
  attributes: ownAttributesSchema.optional(),
  sendAt: timeSchema,
  createdAt: timeSchema,
  /** The queues that it was written for, where its chat was bound to some. */
  pair: messagePairSchema.optional(),
  /** In a room: the id of the message that it replies to. */
  quotes: z.string().min(1).max(200).optional()
})
const footerLine = z.strictObject({ type: z.literal('end'), messages: count })
const exportLine = z.discriminatedUnion('type', [
  headerLine,
  conversationLine,
  templateLine,
  scheduledLine,
  messageLine,
  footerLine
])
/** A line of an export. */
export type ExportLine = z.output<typeof exportLine>
/** A conversation in an export. */
export type ConversationLine = z.output<typeof conversationLine>
/** A template in an export. */
export type TemplateLine = z.output<typeof templateLine>
/** A message that waited when it was exported. */
export type ScheduledLine = z.output<typeof scheduledLine>
/** A message in an export. */
export type MessageLine = z.output<typeof messageLine>

/** Reads one line of an export. Throws `invalid_input`, naming the line and what is wrong with it. */
export function parseLine(text: string, number: number): ExportLine {
  const refuse = (key: LineFault, wrong: Wrong = { field: '', reason: '' }, cause?: unknown): never => {
    throw new ChatError(key, { line: number, ...wrong }, { cause })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    return refuse('import.line_not_json', undefined, cause)
  }
  const parsed = exportLine.safeParse(value)
  if (!parsed.success) return refuse(...firstFault(parsed.error))
  if (parsed.data.type === 'message') {
    const body = storedBody(parsed.data.role, parsed.data.body)
    if (!body || body.id !== parsed.data.id) return refuse('import.line_body_unreadable')
    if (parsed.data.role === 'request' && body.conversationId !== parsed.data.conversationId)
      return refuse('import.line_of_other_chat')
    if ((parsed.data.role === 'request') !== (parsed.data.status !== null))
      return refuse('import.line_status_unfit')
  }
  return parsed.data
}

type LineFault = Extract<ErrorKey, `import.line_${string}`>

/** A field of a line, and why it is wrong. */
interface Wrong {
  readonly field: string
  readonly reason: Told | ''
}

function firstFault(error: z.ZodError): [LineFault, Wrong?] {
  const [issue] = error.issues
  if (!issue || issue.path.length === 0) return ['import.line_foreign']
  if (issue.code === 'invalid_union') return ['import.line_of_unknown_kind']
  const reason = sayProblems(
    zodProblems(error)
      .slice(0, 1)
      .map((one) => ({ ...one, field: '' }))
  )
  return ['import.line_field_wrong', { field: issue.path.join('.'), reason }]
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
    position: line.position ?? line.createdAt,
    ownAttributes: line.ownAttributes ?? [],
    delaySeconds: line.delaySeconds ?? 0,
    progress: line.progress ?? [],
    superseded: line.superseded ?? 0,
    pair: line.pair ?? null,
    wire: line.wire ?? null,
    room: line.room ?? null,
    evidence: line.evidence ?? {}
  }
  // Of one to a queue without replies nothing more is to come.
  const isDelivered = line.status === 'sent' && line.pair?.replyQueue === null
  if ((line.status !== 'queued' && line.status !== 'sent') || isDelivered) return message
  return { ...message, status: 'failed', reason: new ChatError('import.not_answered').toWire() }
}

/**
 * One that waited for a moment which has passed: an import sends nothing, so it stands as failed. In a room, `quotes` is
 * the number of the message that it replies to, if any.
 */
export function missedFrom(
  line: ScheduledLine,
  sender: Sender,
  room: { readonly quotes?: number | undefined } | null
): MessageLine {
  const { id, conversationId, text, createdAt, attributes, pair } = line
  const body: RequestBody = { v: FORMAT_VERSION, id, conversationId, sender, text, sentAt: createdAt }
  const unsaid = room && notSaid(conversationId, body, room.quotes)
  return {
    type: 'message',
    id,
    conversationId,
    role: 'request',
    body: unsaid?.rawBody ?? encodeBody(body),
    ...(unsaid ? { room: unsaid.part } : {}),
    status: 'failed',
    reason: new ChatError('import.moment_passed').toWire(),
    attempts: 0,
    createdAt,
    timeline: { queued: createdAt },
    roundTripMs: null,
    ...(attributes ? { ownAttributes: attributes } : {}),
    ...(pair ? { pair } : {}),
    attributes: {}
  }
}

/** A row of a template, of whichever version, as a line. */
export const templateLineOf = (row: Row): TemplateLine => ({
  type: 'template',
  id: String(row['id']),
  name: String(row['name']),
  ...contentOf(row)
})

/** A row of what waits as a line. */
export const scheduledLineOf = (row: Row): ScheduledLine => ({
  type: 'scheduled',
  id: String(row['id']),
  conversationId: String(row['conversation_id']),
  ...contentOf(row),
  sendAt: nearestTime(Number(row['send_at'])),
  createdAt: nearestTime(Number(row['created_at'])),
  ...(typeof row['pair'] === 'string' ? { pair: messagePairSchema.parse(JSON.parse(row['pair'])) } : {}),
  ...(typeof row['quotes'] === 'string' ? { quotes: row['quotes'] } : {})
})

function contentOf(row: Row): Pick<TemplateLine, 'text' | 'attributes'> {
  const attributes = looseAttributesSchema.parse(JSON.parse(String(row['attributes'])))
  return { text: String(JSON.parse(String(row['text']))), ...(attributes.length > 0 ? { attributes } : {}) }
}

/** What of a row of a conversation is in its line. */
export const COLUMNS_WITHOUT_ROOM = `id, title, created_at, named, pinned, archived, muted, (
  SELECT json_group_array(json_object('id', p.id, 'backendId', p.backend_id, 'pair', json(p.pair),
    'current', json(iif(p.current = 1, 'true', 'false')))) FROM pairs p
  WHERE p.conversation_id = conversations.id AND (p.current = 1 OR p.id IN
    (SELECT pair ->> '$.id' FROM scheduled WHERE conversation_id = conversations.id AND pair IS NOT NULL))
) AS pairs`

/** The same with what a room is; an earlier version has no table of them. */
export const CONVERSATION_COLUMNS = `${COLUMNS_WITHOUT_ROOM}, (
  SELECT iif(r.shifts = '[]', json_object('kind', r.kind, 'backendId', r.backend_id),
    json_object('kind', r.kind, 'backendId', r.backend_id, 'shifts', json(r.shifts)))
  FROM rooms r WHERE r.id = conversations.id
) AS room`

/** A row of a conversation as a line. */
export const conversationLineOf = (row: Row): ConversationLine => ({
  type: 'conversation',
  id: String(row['id']),
  title: String(row['title']),
  createdAt: nearestTime(Number(row['created_at'])),
  ...marksOf(row)
})

/** How the list keeps a conversation, as far as its row, of whichever version, says something unusual. */
export const marksOf = (
  row: Row
): Pick<ConversationLine, 'named' | 'pinned' | 'archived' | 'muted' | 'pairs' | 'room'> => ({
  ...(row['named'] === 0 ? { named: false } : {}),
  ...(row['pinned'] === 1 ? { pinned: true } : {}),
  ...(row['archived'] === 1 ? { archived: true } : {}),
  ...(row['muted'] === 1 ? { muted: true } : {}),
  ...(typeof row['pairs'] === 'string' && row['pairs'] !== '[]'
    ? { pairs: conversationLine.shape.pairs.parse(JSON.parse(row['pairs'])) }
    : {}),
  ...(typeof row['room'] === 'string'
    ? { room: conversationLine.shape.room.parse(JSON.parse(row['room'])) }
    : {})
})
