import type { Clock } from '../../shared/clock'
import type { ChatError } from '../../shared/errors'
import type { Told } from '../../shared/said'
import { parseIncomingBody, parseResponseBody, PROGRESS, type ReplyBody } from '../../shared/message'
import { ROOM_NEWS } from '../../shared/room-wire'
import { backoffMs, type BackoffBounds } from '../../platform/pause'
import { crashPoint } from '../../platform/crash-point'
import type { Log } from '../../platform/log'
import type { IncomingReply, MessageStore } from '../store/message-store'
import type { ProfileStore } from '../store/profile-store'
import type { ResponseQueue } from '../backends/response-queue'
import type { ReceivedMessage } from '../backends/sqs-answers'
import { isFifo, MAX_BATCH } from '../backends/sqs-batch'
import { LONG_POLL_SECONDS } from '../backends/sqs-gateway'
import type { IncomingRoom } from '../rooms/room-intake'
import { StopMark } from './stop-mark'
import { toChatError } from '../../shared/to-chat-error'

/** What a message from a response queue is: a reply, somebody else's, or none; `nothing` is let go of unseen. */
export type Reading =
  | { readonly as: 'reply'; readonly reply: IncomingReply }
  | { readonly as: 'room'; readonly told: IncomingRoom }
  | { readonly as: 'foreign' | 'nothing' }
  | { readonly as: 'unreadable'; readonly reason: Told }

export interface ReplyReceiverDeps {
  queue: () => ResponseQueue
  store: Pick<MessageStore, 'addReplies' | 'hasRequest'>
  /** Left out where nothing is told of rooms: what is cannot be read then. On a shared queue nothing is, for anybody reads it. */
  rooms?: {
    /** Whether a reply that tells nothing of rooms answers what was asked of them: its function knows none. */
    asked: (reply: ReplyBody) => boolean
    /** Stores what was told in one transaction with other work. */
    take: <T>(told: readonly IncomingRoom[], also: () => T) => T
  }
  quarantine: Pick<ProfileStore, 'quarantine'>
  /** Told what each call to SQS came to: null when it succeeded. */
  outcome: (error: ChatError | null) => void
  clock: Clock
  random: () => number
  log: Log
  backoff?: BackoffBounds
  /** Signs the message to ourselves; the same for every run of a profile. */
  stopKey: () => string
  /**
   * What a message is, where that is not as MessageProcessor writes it. Messages are then stored one by one: what one is
   * may depend on those before it.
   */
  read?: (message: ReceivedMessage, receivedAt: number) => Reading
  /** Told how many replies to others were released on a shared queue. */
  released?: (count: number) => void
  /**
   * How long the queue may be left alone now, in milliseconds, given for how long nothing has come; 0 where replies are
   * waited for all the time.
   */
  pause?: (quietMs: number) => number
  /** How long `stop` waits for the last poll before it abandons it, in milliseconds. */
  stopWithinMs?: number
}

/** A user who is back online should not wait long; one call in some seconds is no load. */
const defaultBackoff: BackoffBounds = { firstMs: 250, maxMs: 5000 }

/** A poll that brings nothing new sooner than this was not a long poll: the server is not well, in milliseconds. */
const EARLY_MS = 1000

/** A poll costs more time than telling of a reply, and what it leads to: unless more are waiting these go first, in milliseconds. */
const TELL_FIRST_MS = 1

/** How often a receiver that rests looks whether somebody waits by now, in milliseconds; `wake` tells it at once. */
const LOOK_MS = 5000

/** How long a stored reply waits for others to be deleted with, in milliseconds: one call takes ten, and AWS charges by the call. */
const DELETE_WITHIN_MS = 100

/** How long a reply to somebody else stays hidden on a shared queue, in seconds: from, to. */
const RELEASE_SECONDS = [1, 5] as const

/**
 * Brings replies from the response queue into the store.
 *
 * Polls again at once and deletes off the critical path: stored first, deleted after. What it cannot read is set
 * aside in the quarantine, then deleted. A crash between the two brings the message back, and it is recognised.
 */
export class ReplyReceiver {
  private stopping = false
  /** While stopping: polls go on until the message to ourselves has come, so that it is not left behind. */
  private awaitsStopSign = false
  /** Between two polls that are late on purpose. */
  private resting = false
  private newsAt = 0
  private loop: Promise<void> = Promise.resolve()
  private letStart: () => void = () => {}
  private readonly pending = new Set<Promise<void>>()
  private wakeSleeper: () => void = () => {}
  private mark: StopMark | undefined
  /** Receipt handles of what is stored, to be deleted from this queue. */
  private stored: { queue: ResponseQueue; handles: string[] } | undefined
  private deleteTimer: NodeJS.Timeout | undefined
  /** What the last poll brought, by the ids of SQS, and how often in a row it was the same. */
  private brought: ReadonlySet<string> = new Set()
  private repeats = 0
  /** The poll after a full batch: the queue gathers the next one while this one is stored. */
  private ahead: Promise<ReceivedMessage[]> | undefined

  constructor(private readonly deps: ReplyReceiverDeps) {}

  /** Made when it is needed: the key may have to be written first, and a full disk must not keep us from starting. */
  private get stopMark(): StopMark {
    this.mark ??= new StopMark(this.deps.stopKey())
    return this.mark
  }

  /**
   * Makes sure that the queue is there and begins to poll. Resolves when it is there, or when it is stopped before:
   * whoever sends earlier sends requests whose answers have nowhere to go.
   */
  start(): Promise<void> {
    this.stopping = false
    this.newsAt = this.deps.clock.elapsed()
    return new Promise((resolve) => {
      this.letStart = resolve
      this.loop = this.run(resolve)
    })
  }

  /** Somebody may wait for a reply: a rest ends now if it is so. */
  wakeRest(): void {
    if (this.resting) this.wakeSleeper()
  }

  /** The way is open again: a back-off ends now. */
  wake(): void {
    this.wakeSleeper()
  }

  /**
   * Resolves when the last poll has returned, what it brought is stored, and deletions are through.
   *
   * The poll is ended by a message to ourselves, not aborted. Where that does not come back within `stopWithinMs`
   * the poll is abandoned, and the queue's visibility timeout brings back what it held.
   */
  async stop(): Promise<void> {
    if (this.stopping) return
    this.stopping = true
    // Nothing is under way while it rests.
    this.awaitsStopSign = !this.resting
    this.wakeSleeper()
    this.deleteStored()
    // The call that makes the queue may wait a minute for credentials; who waits for the start need not.
    this.letStart()
    const bound = new Promise<void>((resolve) => {
      setTimeout(resolve, this.deps.stopWithinMs ?? 2000).unref()
    })
    const ended = (async () => {
      try {
        if (this.awaitsStopSign) await this.deps.queue().nudge(this.stopMark.body)
      } catch {
        this.awaitsStopSign = false
      }
      await this.loop
      this.deleteStored()
      await Promise.allSettled(this.pending)
    })()
    await Promise.race([ended, bound])
    this.awaitsStopSign = false
  }

  private async run(ready: () => void): Promise<void> {
    let failures = 0
    let ensured = false
    while (!this.stopping || this.awaitsStopSign || this.ahead) {
      const startedAt = this.deps.clock.elapsed()
      try {
        if (!ensured) {
          await this.deps.queue().ensure()
          ensured = true
          // After a failure it is the poll that tells whether the way is open again.
          if (failures === 0) this.deps.outcome(null)
          ready()
          continue
        }
        // After a failure a short poll tells at once that the way is open again; a long one only when it ends.
        const waitSeconds = failures > 0 ? 0 : LONG_POLL_SECONDS
        const poll = this.ahead ?? this.deps.queue().receive(waitSeconds)
        this.ahead = undefined
        const messages = await poll
        failures = 0
        this.deps.outcome(null)
        const early = this.deps.clock.elapsed() - startedAt < EARLY_MS
        if (messages.length === MAX_BATCH) this.pollAhead()
        if (messages.length > 0) this.takeAll(messages)
        if (messages.length > 0 && messages.length < MAX_BATCH) await this.sleep(TELL_FIRST_MS)
        else if (messages.length === 0 && early && waitSeconds > 0) await this.sleep(EARLY_MS)
        await this.pauseWithoutNews(messages, early)
        await this.rest()
      } catch (cause) {
        const error = toChatError(cause)
        this.awaitsStopSign = false
        // Refused: somebody else's credentials are used now, and get a queue of their own.
        ensured = ensured && error.code !== 'queue_missing' && error.code !== 'access_denied'
        this.deps.outcome(error)
        this.deps.log.warn({ err: error, failures }, 'poll failed')
        await this.sleep(backoffMs(failures++, this.deps.backoff ?? defaultBackoff, this.deps.random))
      }
    }
  }

  private pollAhead(): void {
    if (this.stopping) return
    this.ahead = this.deps.queue().receive(LONG_POLL_SECONDS)
    // It is looked at in its turn, after a store that fails now not at once.
    this.ahead.catch(() => {})
  }

  /**
   * A server that hands out the same messages again and again makes no tight loop, and is not waited for at the end. A
   * reply to somebody else that comes back when its release is over holds nobody up.
   */
  private async pauseWithoutNews(messages: readonly ReceivedMessage[], early: boolean): Promise<void> {
    const before = this.brought
    this.brought = new Set(messages.map(({ sqsMessageId }) => sqsMessageId))
    const isNews = messages.length === 0 || messages.some(({ sqsMessageId }) => !before.has(sqsMessageId))
    if (isNews) {
      this.repeats = 0
      return
    }
    this.awaitsStopSign = false
    if (early)
      await this.sleep(backoffMs(this.repeats++, this.deps.backoff ?? defaultBackoff, this.deps.random))
  }

  /** Leaves the queue alone as long as nobody waits for a reply, and no poll is under way. */
  private async rest(): Promise<void> {
    const { clock, pause = () => 0 } = this.deps
    const from = clock.elapsed()
    while (!this.stopping && !this.ahead) {
      const now = clock.elapsed()
      const left = pause(now - this.newsAt) - (now - from)
      if (left <= 0) return
      this.resting = true
      await this.sleep(Math.min(left, LOOK_MS))
      this.resting = false
    }
  }

  private takeAll(messages: readonly ReceivedMessage[]): void {
    if (this.deps.read) for (const message of messages) this.take([message])
    else this.take(messages)
  }

  /** Stores first, then lets go. Throws when the store does: the messages then come back. */
  private take(messages: readonly ReceivedMessage[]): void {
    const { clock, log } = this.deps
    const queue = this.deps.queue()
    const receivedAt = clock.now()
    const replies: IncomingReply[] = []
    const told: IncomingRoom[] = []
    const done: string[] = []
    const foreign: string[] = []
    const { read = (message) => this.read(message, receivedAt), rooms } = this.deps
    for (const message of messages) {
      const reading = read(message, receivedAt)
      if (reading.as === 'foreign') {
        foreign.push(message.receiptHandle)
        continue
      }
      done.push(message.receiptHandle)
      if (reading.as === 'reply') replies.push(reading.reply)
      else if (reading.as === 'room') told.push(reading.told)
      else if (reading.as === 'unreadable') this.setAside(queue, message, reading.reason)
    }
    const store = (): string[] => this.deps.store.addReplies(replies)
    const stored = rooms && told.length > 0 ? rooms.take(told, store) : store()
    crashPoint('after-store-reply')
    if (replies.length + told.length > 0) this.newsAt = clock.elapsed()
    const { answers = [], progress = [] } = Object.groupBy(replies, ({ body }) =>
      body.kind === PROGRESS ? 'progress' : 'answers'
    )
    if (answers.length > 0)
      log.info({ ...idsOf(answers), repeated: answers.length - stored.length }, 'replies stored')
    if (progress.length > 0) log.info(idsOf(progress), 'progress noted')
    if (told.length > 0)
      log.info({ ...idsOf(told), rooms: told.map(({ body }) => body.room?.room ?? null) }, 'told of rooms')
    if (foreign.length > 0) this.release(queue, foreign)
    crashPoint('before-delete-reply')
    if (done.length > 0) this.deleteSoon(queue, done)
  }

  /** What another receive is held back by, on a FIFO queue, goes at once; else ten share a call. */
  private deleteSoon(queue: ResponseQueue, handles: readonly string[]): void {
    if (this.stored && this.stored.queue.name !== queue.name) this.deleteStored()
    this.stored ??= { queue, handles: [] }
    this.stored.handles.push(...handles)
    if (this.stopping || isFifo(queue.name) || this.stored.handles.length >= MAX_BATCH) this.deleteStored()
    else this.deleteTimer ??= setTimeout(() => this.deleteStored(), DELETE_WITHIN_MS)
  }

  private deleteStored(): void {
    clearTimeout(this.deleteTimer)
    this.deleteTimer = undefined
    if (!this.stored) return
    const { queue, handles } = this.stored
    this.stored = undefined
    for (let at = 0; at < handles.length; at += MAX_BATCH)
      this.later(queue.delete(handles.slice(at, at + MAX_BATCH)), 'delete failed; the messages come back')
  }

  private read(message: ReceivedMessage, receivedAt: number): Reading {
    const { shared } = this.deps.queue()
    const rooms = shared ? undefined : this.deps.rooms
    const { body: rawBody, attributes, sqsMessageId, clock } = message
    const came = { attributes, receivedAt, sqsMessageId, clock }
    const parsed = rooms ? parseIncomingBody(rawBody) : parseResponseBody(rawBody)
    if (shared && this.isForAnother(rawBody, parsed)) return { as: 'foreign' }
    if (!parsed.ok) return { as: 'unreadable', reason: parsed }
    const { body } = parsed
    if (body.kind === ROOM_NEWS || (body.kind !== PROGRESS && rooms && (body.room || rooms.asked(body))))
      return { as: 'room', told: { ...came, body } }
    return { as: 'reply', reply: { ...came, body, rawBody } }
  }

  /** Whether what came from a shared queue is another client's: a reply, or what ends its long poll. */
  private isForAnother(body: string, parsed: ReturnType<typeof parseIncomingBody>): boolean {
    if (parsed.ok) return !this.deps.store.hasRequest(parsed.body.inReplyTo)
    return StopMark.isLike(body) && !this.stopMark.isOurs(body)
  }

  private setAside(queue: ResponseQueue, message: ReceivedMessage, reason: Told): void {
    const { sqsMessageId, body, attributes } = message
    if (body === this.stopMark.body) this.awaitsStopSign = false
    if (this.stopMark.isOurs(body)) return
    const { quarantine, clock, log } = this.deps
    quarantine.quarantine({ sqsMessageId, queue: queue.name, reason, body, attributes }, clock.now())
    log.warn({ sqsMessageId, queue: queue.name }, 'unreadable message set aside')
  }

  /** Random times keep the clients of a shared queue from taking the same replies in turn for ever. */
  private release(queue: ResponseQueue, foreign: readonly string[]): void {
    const [shortest, longest] = RELEASE_SECONDS
    const seconds = shortest + Math.round(this.deps.random() * (longest - shortest))
    this.later(queue.release(foreign, seconds), 'release failed; the visibility timeout does it')
    this.deps.released?.(foreign.length)
    this.deps.log.info({ count: foreign.length, queue: queue.name }, 'replies to others released')
  }

  /** Runs off the critical path; `stop` waits for it. */
  private later(work: Promise<void>, onFailure: string): void {
    const deletion = work.catch((error: unknown) => this.deps.log.warn({ err: error }, onFailure))
    this.pending.add(deletion)
    void deletion.finally(() => this.pending.delete(deletion))
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopping) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wakeSleeper = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

const idsOf = (replies: readonly (IncomingReply | IncomingRoom)[]) => ({
  correlationIds: replies.map(({ body }) => body.inReplyTo)
})
