import type { CallOutput } from '../shared/contract'
import type { ChatError } from '../shared/errors'
import type { ChatMessage, ReplyMessage, RequestMessage } from '../shared/message'
import { systemLine } from '../shared/system-line'

/** One sent message and its answer, as `--json` prints it: one object a line. */
export const sentLine = (request: RequestMessage, reply: ReplyMessage | null): string =>
  JSON.stringify({
    id: request.id,
    conversationId: request.conversationId,
    text: request.text,
    status: request.status,
    reply: reply && { id: reply.id, text: reply.text, kind: reply.kind, ...guessOf(reply) },
    roundTripMs: request.roundTripMs,
    ...(request.deliverAt === undefined ? {} : { deliverAt: request.deliverAt }),
    ...request.pair,
    ...(request.room ? { room: request.room } : {}),
    ...(request.reason ? { reason: request.reason } : {})
  })

/** What of a reply on a queue of one's own is not sure. */
export const guessOf = ({ pair }: ReplyMessage) => ({
  ...(pair?.guess && { guess: true }),
  ...(pair?.whole && { whole: true })
})

/** A message that waits for a moment, as `--json` prints it. */
export const waitingLine = ({ id, conversationId, text, sendAt }: CallOutput<'scheduled.get'>): string =>
  JSON.stringify({ id, conversationId, text, status: 'scheduled', sendAt, reply: null, roundTripMs: null })

/** A text that was not even stored, as `--json` prints it. */
export const refusedLine = (text: string, error: ChatError): string =>
  JSON.stringify({
    id: null,
    conversationId: null,
    text,
    status: 'failed',
    reply: null,
    roundTripMs: null,
    reason: error.toWire()
  })

/** One reply on its own, as `receive --json` prints it. */
export const replyLine = (reply: ReplyMessage): string =>
  JSON.stringify({
    id: reply.id,
    inReplyTo: reply.inReplyTo,
    conversationId: reply.conversationId,
    text: reply.text,
    kind: reply.kind,
    receivedAt: reply.timeline.received ?? reply.createdAt,
    ...(reply.room ? { from: reply.sender.name, room: reply.room } : {})
  })

/** What of a message changes after it was printed: an edit, a deletion, or that it can be read now, makes it another line. */
export const versionOf = ({ id, room }: ChatMessage): string =>
  [id, room?.editedAt, room?.deleted, room?.sealed].filter((part) => part !== undefined).join(' ')

/** A line of a room's log in words; no text can pass for another line. */
export function roomWords(message: ReplyMessage): string {
  const { sender, text, room } = message
  const line = systemLine(message, oneLine)
  if (line !== null) return line
  const name = oneLine(sender.name)
  if (room?.sealed === 'unreadable') return `${name}: (encrypted, and not readable here so far)`
  if (room?.deleted) return `${name} deleted a message.`
  const edited = room?.editedAt === undefined ? '' : ' (edited)'
  return `${name}: ${text.replaceAll('\n', '\n  ')}${edited}`
}

/** A text that cannot pass for another line. */
export const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()

/** A moment as people write it here: date and time, to the minute. */
export const momentLine = (at: number): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** A time as a log shows it: hours, minutes and seconds here. */
export const clock = (at: number): string => new Date(at).toLocaleTimeString('en-GB')
