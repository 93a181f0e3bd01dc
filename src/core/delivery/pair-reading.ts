import { createHash } from 'node:crypto'
import { atPath, parsed, parseJsonPath } from '../../shared/json-path'
import { encodeBody, FORMAT_VERSION, parseResponseBody, type ReplyBody } from '../../shared/message'
import type { MessagePair, QueuePair } from '../../shared/pair'
import { say } from '../../shared/said'
import type { ReceivedMessage } from '../backends/sqs-answers'
import type { MessageStore } from '../store/message-store'
import type { BoundQueues, PairStore } from '../store/pair-store'
import type { Reading } from './reply-receiver'
import { StopMark } from './stop-mark'

/** A reply as its envelope says it is to be read. */
export interface ReadReply {
  /** What stands where it says which request it answers; more than one where that is a list. */
  readonly ids: readonly string[]
  readonly text: string
  /** Whether the text was not where it should be: then it is all of it. */
  readonly whole: boolean
}

type Raw = Pick<ReceivedMessage, 'body' | 'attributes'>

/** What a comparison of times of two clocks is worth, in milliseconds. */
const CLOCKS_APART_MS = 2000

/** Longer lists of ids than this are none of ours. */
const MAX_IDS = 20

/** Reads what came on a reply queue, whatever it is. Never throws. */
export function readReply({ replyId, replyText }: QueuePair, { body, attributes }: Raw): ReadReply {
  const of = (place: typeof replyId | typeof replyText): unknown => {
    if (place.in === 'attribute')
      return Object.hasOwn(attributes, place.name) ? attributes[place.name] : undefined
    return place.in === 'body' ? atPath(parsed(body), parseJsonPath(place.path) ?? []) : undefined
  }
  const id = of(replyId)
  const ids = (Array.isArray(id) ? id.slice(0, MAX_IDS) : [id])
    .filter((one): one is string | number => typeof one === 'string' || typeof one === 'number')
    .map((one) => String(one).trim().slice(0, 200))
    // Some write an id in capitals.
    .map((one) => (/^[\dA-F-]{36}$/.test(one) ? one.toLowerCase() : one))
    .filter((one) => one !== '')
  const text = replyText.in === 'whole' ? body : asText(of(replyText))
  return { ids: [...new Set(ids)], text: text ?? body, whole: text === null }
}

function asText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (value === undefined) return null
  try {
    return JSON.stringify(value)
  } catch {
    // Nested too deep to be written.
    return null
  }
}

export interface PairReadingDeps {
  pairs: Pick<PairStore, 'ofRequest' | 'isDeleted' | 'oldestAwaited' | 'hasQueued'>
  messages: Pick<MessageStore, 'find'>
  /** The queues that are read here, of chats as they are and as they were. */
  on: () => readonly BoundQueues[]
  /** Keeps what fits to no request, so that a person can see what came. */
  stranger: (message: ReceivedMessage, ids: readonly string[]) => void
  isOurMark: (body: string) => boolean
}

/**
 * Finds out what a message on the reply queue of some chats is.
 *
 * It is a reply if it names exactly one request that was written for these queues. One that names two is set aside, and so
 * is one that names none where the queue is the chat's own; where others read it too, that is theirs. Without a name in it
 * it is taken for the answer to the oldest request that waits, on a queue of one's own alone.
 */
export function readOnQueue(deps: PairReadingDeps, message: ReceivedMessage, receivedAt: number): Reading {
  const on = deps.on()
  const own = isOwn(on)
  if (deps.isOurMark(message.body)) return { as: 'nothing' }
  if (!own && StopMark.isLike(message.body)) return { as: 'foreign' }
  // Taken already, and not deleted: it stays the answer to what it answered then.
  const before = deps.messages.find(replyIdOf(message))
  if (before) return { as: 'nothing' }
  const named = new Map(on.map((queues) => [queues.id, idsIn(queues.pair, message)]))
  const ids = [...new Set([...named.values()].flat())]
  const requests = ids.filter((id) => named.get(deps.pairs.ofRequest(id) ?? '')?.includes(id))
  const [first, second] = requests
  if (second !== undefined)
    return { as: 'unreadable', reason: say('pair.two_requests', { ids: requests.join(', ') }) }
  if (first !== undefined) return replyTo(deps, on, { message, requestId: first, receivedAt, guess: false })
  if (ids.some((id) => deps.pairs.isDeleted(id))) return { as: 'nothing' }
  if (!own) {
    deps.stranger(message, ids)
    return { as: 'foreign' }
  }
  return inOrder(deps, on, { message, receivedAt, ids })
}

/** The queues of those who read here now: of chats as they are, else of those that still wait. */
function readers(on: readonly BoundQueues[]): readonly BoundQueues[] {
  const now = on.filter(({ current }) => current)
  return now.length > 0 ? now : on
}

/** Whether a reply queue is a chat's own, as the user says now. */
export const isOwn = (on: readonly BoundQueues[]): boolean =>
  on.length > 0 && readers(on).every(({ pair }) => pair.own)

interface Unnamed {
  readonly message: ReceivedMessage
  readonly receivedAt: number
  /** What stands where the id of a request was looked for. */
  readonly ids: readonly string[]
}

function inOrder(deps: PairReadingDeps, on: readonly BoundQueues[], { ids, ...came }: Unnamed): Reading {
  const chats = new Set(readers(on).map(({ conversationId }) => conversationId))
  const ordered = on.filter((one) => isInOrder(one) && chats.has(one.conversationId)).map(({ id }) => id)
  const oldest = deps.pairs.oldestAwaited(ordered)
  const request = oldest === null ? null : deps.messages.find(oldest)
  if (oldest !== null && request && isOlder(came.message, request.createdAt)) {
    deps.stranger(came.message, ids)
    return { as: 'unreadable', reason: say('pair.older') }
  }
  if (oldest !== null) return replyTo(deps, on, { ...came, requestId: oldest, guess: true })
  // It may answer what SQS has already and what is not noted as sent yet: then it is known in a moment.
  if (deps.pairs.hasQueued(ordered)) return { as: 'foreign' }
  deps.stranger(came.message, ids)
  return {
    as: 'unreadable',
    reason:
      ids.length === 0 ? say('pair.no_id') : say('pair.unknown_id', { ids: ids.join(', ').slice(0, 200) })
  }
}

const isInOrder = ({ pair }: BoundQueues): boolean =>
  pair.envelope.kind !== 'chatapp' && pair.replyId.in === 'order'

function idsIn(pair: QueuePair, message: ReceivedMessage): readonly string[] {
  if (pair.envelope.kind !== 'chatapp') return readReply(pair, message).ids
  const read = parseResponseBody(message.body)
  return read.ok ? [read.body.inReplyTo] : []
}

interface Answer {
  readonly message: ReceivedMessage
  readonly requestId: string
  readonly receivedAt: number
  readonly guess: boolean
}

function replyTo(deps: PairReadingDeps, on: readonly BoundQueues[], answer: Answer): Reading {
  const { message, requestId, receivedAt, guess } = answer
  const request = deps.messages.find(requestId)
  const queues = on.find(({ id }) => id === deps.pairs.ofRequest(requestId))
  if (!request || !queues) return { as: 'nothing' }
  const { body: wire, attributes, sqsMessageId, clock } = message
  const { requestQueue, replyQueue, envelope } = queues.pair
  const pair: MessagePair = { id: queues.id, requestQueue, replyQueue, attributes: [] }
  const common = { attributes, receivedAt, sqsMessageId, clock }
  if (envelope.kind === 'chatapp') {
    const read = parseResponseBody(wire)
    if (read.ok) return { as: 'reply', reply: { ...common, body: read.body, rawBody: wire, pair } }
  }
  const { text, whole } = readReply(queues.pair, message)
  const body: ReplyBody = {
    v: FORMAT_VERSION,
    id: replyIdOf(message),
    inReplyTo: requestId,
    conversationId: request.conversationId,
    sender: { id: `queue:${replyQueue ?? ''}`, name: requestQueue },
    text,
    sentAt: sentAt(message) ?? receivedAt,
    kind: 'reply',
    trace: {}
  }
  const noted = { ...pair, ...(guess && { guess: true as const }), ...(whole && { whole: true as const }) }
  return { as: 'reply', reply: { ...common, body, rawBody: encodeBody(body), pair: noted, wire } }
}

/** What was on the queue before a request was written cannot answer it. */
function isOlder(message: ReceivedMessage, writtenAt: number): boolean {
  const at = sentAt(message)
  const { aheadMs = 0, withinMs = CLOCKS_APART_MS } = message.clock ?? {}
  return at !== null && at - aheadMs + withinMs + CLOCKS_APART_MS < writtenAt
}

/** When SQS took it, by its clock. */
function sentAt({ attributes }: Raw): number | null {
  const at = Number(attributes['SentTimestamp'])
  return Number.isSafeInteger(at) && at > 0 ? at : null
}

/** Of the id that SQS gave it, so that a message that comes twice is one reply. */
function replyIdOf({ sqsMessageId }: ReceivedMessage): string {
  const hash = createHash('sha256').update(`chatapp-reply:${sqsMessageId}`).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
