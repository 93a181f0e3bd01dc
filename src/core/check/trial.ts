import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { toChatError } from '../../shared/to-chat-error'
import { encodeBody, FORMAT_VERSION, parseReplyBody } from '../../shared/message'
import type { OwnAttribute } from '../../shared/own-attributes'
import { roomAnswerSchema } from '../../shared/room'
import type { RoomAnswer, RoomAsk } from '../../shared/room-wire'
import type { Backend } from '../backends/backend'
import { MAX_BATCH } from '../backends/sqs-batch'
import { OWNED, responseQueueName, responseQueueTags } from '../backends/response-queue'

/** Long polls that the answer is given, each up to 20 s. */
export const POLLS = 2

/** What a queue of a trial keeps, should it stay behind, in seconds. */
const RETENTION_SECONDS = '300'

export interface TrialDeps {
  backend: Pick<Backend, 'gateway' | 'names' | 'identity'>
  installId: string
  /** Who sends it, as MessageProcessor's log shows. */
  name: string
  /** What it says, with which attributes, and in which conversation. */
  text?: string
  attributes?: readonly OwnAttribute[]
  conversationId?: string
  /** What it asks of rooms, in the place of a text. */
  ask?: RoomAsk
}

/** What one poll brought: the handle of the answer, and of what was meant for others. */
export interface TrialPoll {
  readonly handle: string | null
  /** What the answer says; empty without one. */
  readonly text: string
  /** What it tells of rooms; null where that is nothing. */
  readonly room: RoomAnswer | null
  readonly foreign: readonly string[]
}

/** One real message to MessageProcessor, answered on a queue of the trial's own. */
export class Trial {
  readonly id = uuidv7()
  readonly ownQueue: string
  /** Where it is answered: the queue of its own, unless another was chosen. */
  replyQueue: string
  private sentAt = 0

  constructor(private readonly deps: TrialDeps) {
    // Short, so that the whole stays within what MessageProcessor answers on.
    const suffix = `${OWNED}${randomBytes(4).toString('hex')}`
    this.ownQueue = responseQueueName(deps.backend.names.sharedResponseQueue, suffix)
    this.replyQueue = this.ownQueue
  }

  async createQueue(): Promise<void> {
    const { backend, installId } = this.deps
    const gateway = backend.gateway()
    const caller = (await backend.identity())?.userId || null
    const tags = responseQueueTags(installId, gateway.serverNow(), caller)
    await gateway.ensureQueue(this.ownQueue, { MessageRetentionPeriod: RETENTION_SECONDS }, tags)
  }

  /** Rejects with why SQS refused it. */
  async send(): Promise<void> {
    const { backend, installId, name, text = '/echo ok', attributes = [] } = this.deps
    const { conversationId = 'trial', ask } = this.deps
    const sender = { id: installId, name }
    const body = encodeBody({
      v: FORMAT_VERSION,
      id: this.id,
      conversationId,
      sender,
      text,
      sentAt: Date.now(),
      ...(ask ? { room: ask } : {})
    })
    this.sentAt = performance.now()
    const { refused } = await backend
      .gateway()
      .sendRequests(
        backend.names.requestQueue,
        [{ id: this.id, conversationId, body, ownAttributes: attributes }],
        this.replyQueue
      )
    if (refused[0]) throw refused[0].error
  }

  /** One long poll. */
  async poll(): Promise<TrialPoll> {
    let answer: Omit<TrialPoll, 'foreign'> = { handle: null, text: '', room: null }
    const foreign: string[] = []
    for (const { body, receiptHandle } of await this.deps.backend.gateway().receive(this.replyQueue)) {
      const parsed = parseReplyBody(body)
      if (parsed.ok && parsed.body.inReplyTo === this.id) {
        const { text, room } = parsed.body
        answer = { handle: receiptHandle, text, room: roomAnswerSchema.safeParse(room).data ?? null }
      } else foreign.push(receiptHandle)
    }
    return { ...answer, foreign }
  }

  /**
   * Takes the message back from a queue that nobody works on, so that it is not answered days later, or counted among
   * the dead letters; whether it is gone from there, or somebody works on it. Others that wait there are seen for a
   * second. Rejects where the queue may not be read: whoever only uses it need not be able to.
   */
  async takeBack(): Promise<boolean> {
    if (this.sentAt === 0) return true
    const { backend } = this.deps
    const { requestQueue } = backend.names
    const { visible, inFlight } = await backend.gateway().depth(requestQueue)
    // In flight it is being worked on, and among many it may not be found: then it is left to MessageProcessor.
    if (inFlight > 0 || visible === 0) return true
    if (visible > MAX_BATCH) return false
    const waiting = await backend.gateway().receive(requestQueue, 1)
    const handles = (own: boolean): string[] =>
      waiting.filter(({ body }) => body.includes(this.id) === own).map(({ receiptHandle }) => receiptHandle)
    if (handles(true).length > 0) await backend.gateway().deleteMessages(requestQueue, handles(true))
    if (handles(false).length > 0) await backend.gateway().releaseMessages(requestQueue, handles(false), 1)
    return handles(true).length > 0
  }

  /** Time since it was sent, in milliseconds. */
  elapsed(): number {
    return Math.round(performance.now() - this.sentAt)
  }

  async deleteQueue(): Promise<void> {
    await this.deps.backend.gateway().deleteQueue(this.ownQueue)
  }
}

/** What MessageProcessor answers to a text that is no message of a chat. Rejects with why it cannot be had. */
export async function answerOf(
  deps: TrialDeps
): Promise<Pick<TrialPoll, 'text' | 'room'> & { elapsedMs: number }> {
  const trial = new Trial(deps)
  await trial.createQueue()
  try {
    await trial.send()
    for (let poll = 0; poll < POLLS; poll++) {
      const { handle, text, room } = await trial.poll()
      if (handle !== null) return { text, room, elapsedMs: trial.elapsed() }
    }
    throw toChatError(Object.assign(new Error('no answer'), { name: 'TimeoutError' }))
  } finally {
    await trial.deleteQueue()
  }
}

/** A question about rooms that changes nothing: what is new in one that nobody has. */
export const askAboutRooms = (): RoomAsk => ({ op: 'sync', room: uuidv7(), since: 0 })

/** What the answer to it says: whether there are rooms, none for want of a table, or a function from before there were any. */
export function roomsFound(answer: RoomAnswer | null): 'yes' | 'no_table' | 'older' {
  if (answer === null) return 'older'
  return answer.refused === 'no_table' ? 'no_table' : 'yes'
}
