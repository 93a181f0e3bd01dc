import type { Clock } from '../../shared/clock'
import type { Stranger } from '../../shared/contract'
import type { ChatError } from '../../shared/errors'
import { say, sayError, type Told } from '../../shared/said'
import type { Log } from '../../platform/log'
import type { Backend } from '../backends/backend'
import type { ResponseQueue } from '../backends/response-queue'
import type { ReceivedMessage } from '../backends/sqs-answers'
import { SqsGateway } from '../backends/sqs-gateway'
import type { ConversationStore } from '../store/conversation-store'
import type { MessageStore } from '../store/message-store'
import type { BoundQueues, PairStore } from '../store/pair-store'
import type { ProfileStore } from '../store/profile-store'
import { OutboxRelay } from './outbox-relay'
import { isOwn, readOnQueue } from './pair-reading'
import { ReplyReceiver } from './reply-receiver'
import { StopMark } from './stop-mark'

export interface PairTrafficDeps {
  backend: Backend
  backendId: string
  pairs: PairStore
  messages: MessageStore
  conversations: ConversationStore
  profile: ProfileStore
  /** Told what a person has to put right. */
  warn: (told: Told) => void
  /** Told when the store cannot be read or written. */
  stalled: (error: ChatError) => void
  /** Whether the user has yet to say that messages may go to this backend. */
  held?: () => boolean
  clock: Clock
  log: Log
}

/** A request that has waited so long for its reply is no reason to ask all the time, in milliseconds. */
const EAGER_MS = 900_000

/** How long what was read and not deleted stays hidden, in seconds, whatever the queue's own time is. */
const HIDDEN_SECONDS = 10

/** Somebody else's queue is not asked every few seconds whether it is back. */
const backoff = { firstMs: 500, maxMs: 60_000 }

/** What came and fits to nothing is remembered up to here, and so much of each. */
const STRANGERS = 10
const STRANGER_CHARACTERS = 20_000

interface Reader {
  readonly receiver: ReplyReceiver
  readonly close: () => void
}

/**
 * Brings messages of chats that are bound to queues to those queues, and their replies back.
 *
 * Each set of queues and envelope has its own relay, so that one whose queue is gone holds up no other; each reply queue
 * one poll loop on a client of its own, which rests while no chat waits for a reply there or is looked at. Nothing is
 * created, and nothing is put on a reply queue.
 */
export class PairTraffic {
  private readonly relays = new Map<string, OutboxRelay>()
  private readonly readers = new Map<string, Reader>()
  private readonly strange = new Map<string, Stranger[]>()
  private readonly troubles = new Map<string, string>()
  /** Reply queues that are there, as far as is known: what goes out must find where its reply is to come. */
  private readonly ready = new Set<string>()
  private stopped = true

  constructor(private readonly deps: PairTrafficDeps) {}

  start(): void {
    this.stopped = false
    this.wake()
  }

  /** Something may be due, or somebody waits. `healed`: the way is open again. */
  wake(healed = false): void {
    if (this.stopped) return
    try {
      const { pairs, clock } = this.deps
      if (!pairs.any()) return
      const sending = pairs.toSend()
      const awaited = pairs.awaiting(clock.now()).map(({ pairId }) => pairId)
      const reading = new Set([...awaited, ...pairs.opened(clock.now()), ...sending])
      if (reading.size === 0) return
      const all = pairs.of(this.deps.backendId)
      // A reply must find its reader.
      for (const queues of all) if (reading.has(queues.id)) this.read(queues, healed)
      for (const queues of all) if (sending.includes(queues.id)) this.relayOf(queues).wake(healed)
    } catch (error) {
      this.deps.log.error({ err: error }, 'the queues of chats could not be read')
    }
  }

  /** The clock was set, or the machine woke. */
  reckonAnew(): void {
    for (const relay of this.relays.values()) relay.reckonAnew()
    for (const { receiver } of this.readers.values()) receiver.wake()
  }

  /** What came on a reply queue lately and fits to no request, newest first. */
  strangers(queue: string): readonly Stranger[] {
    return this.strange.get(queue) ?? []
  }

  /** Sends nothing more from this moment on; resolves when nothing is in flight, but for a poll that is left to its end. */
  async stop(): Promise<void> {
    this.stopped = true
    await Promise.all([...this.relays.values()].map((relay) => relay.stop()))
    await Promise.all([...this.readers.values()].map(({ receiver }) => receiver.stop()))
    for (const { close } of this.readers.values()) close()
  }

  private relayOf({ id, pair, conversationId }: BoundQueues): OutboxRelay {
    const known = this.relays.get(id)
    if (known) return known
    const { backend, messages, stalled, clock, log, held } = this.deps
    const relay = new OutboxRelay({
      store: {
        due: (now, limit, onePerConversation) => messages.dueTo(id, { now, limit }, onePerConversation),
        nextDueIn: (now) => messages.nextDueIn(now, id),
        markSent: (batches) => messages.markSent(batches),
        retryAfter: (ids, wait, reason) => messages.retryAfter(ids, wait, reason),
        holdBack: (entry, wait) => messages.holdBack(entry, wait),
        hurry: (now) => messages.hurry(now),
        fail: (entry, reason) => messages.fail(entry, reason)
      },
      backend: { gateway: () => backend.gateway(), names: { requestQueue: pair.requestQueue } },
      replyTo: () => pair.replyQueue ?? '',
      outcome: (error) => this.tell('notice.pair_waits', { queue: pair.requestQueue, conversationId }, error),
      stalled,
      held: () => held?.() === true || (pair.replyQueue !== null && !this.ready.has(pair.replyQueue)),
      clock,
      random: Math.random,
      log,
      backoff
    })
    this.relays.set(id, relay)
    relay.start()
    return relay
  }

  private read({ pair, conversationId }: BoundQueues, healed: boolean): void {
    const queue = pair.replyQueue
    if (queue === null) return
    const known = this.readers.get(queue)
    if (!known) return this.begin(queue, conversationId)
    if (healed) known.receiver.wake()
    else known.receiver.wakeRest()
  }

  private begin(queue: string, conversationId: string): void {
    const { backendId, messages, profile, pairs, clock, log } = this.deps
    const mark = new StopMark(profile.stopKey())
    const way = this.ownWay()
    const receiver = new ReplyReceiver({
      queue: () => this.replyQueue(queue, way.gateway),
      store: {
        hasRequest: (id) => messages.hasRequest(id),
        addReplies: (replies) => messages.addReplies(replies, [], backendId)
      },
      read: (message, receivedAt) => {
        // What SQS has taken counts as sent before its reply is looked at.
        for (const relay of this.relays.values()) relay.marking((sent) => messages.markSent(sent))
        const on = (): BoundQueues[] => this.on(queue)
        const stranger = (one: ReceivedMessage, ids: readonly string[]): void =>
          this.remember(queue, one, ids)
        const deps = { pairs, messages, on, stranger, isOurMark: (body: string) => mark.isOurs(body) }
        return readOnQueue(deps, message, receivedAt)
      },
      quarantine: profile,
      stopKey: () => profile.stopKey(),
      outcome: (error) => this.reads(queue, conversationId, error),
      pause: () => this.pause(queue),
      clock,
      random: Math.random,
      log,
      backoff
    })
    this.readers.set(queue, { receiver, close: way.close })
    void receiver.start()
  }

  private on(queue: string): BoundQueues[] {
    return this.deps.pairs.of(this.deps.backendId).filter(({ pair }) => pair.replyQueue === queue)
  }

  /** How long a reply queue may be left alone, in milliseconds: for ever while no chat needs it. */
  private pause(queue: string): number {
    const { pairs, profile, backend, clock } = this.deps
    const now = clock.now()
    const all = this.on(queue)
    const on = new Set(all.map(({ id }) => id))
    if ([...pairs.opened(now)].some((id) => on.has(id))) return 0
    const sendable = all.filter(({ pair }) => !this.troubles.has(pair.requestQueue))
    const sending = new Set(pairs.toSend())
    if (sendable.some(({ id }) => sending.has(id))) return 0
    const awaited = pairs.awaiting(now).filter(({ pairId }) => on.has(pairId))
    if (awaited.length === 0) return Number.POSITIVE_INFINITY
    const eager = awaited.some(({ since }) => now - since < EAGER_MS)
    return eager || !backend.capabilities.account ? 0 : profile.settings().lateSeconds * 1000
  }

  /** Never created, and nothing is sent to it, not even to end a poll: it is somebody's own. */
  private replyQueue(name: string, gateway: () => SqsGateway): ResponseQueue {
    return {
      name,
      shared: !isOwn(this.on(name)),
      ensure: async () => void (await gateway().locate(name)),
      receive: (waitSeconds) => gateway().receive(name, waitSeconds, HIDDEN_SECONDS),
      delete: (handles) => gateway().deleteMessages(name, handles),
      release: (handles, seconds) => gateway().releaseMessages(name, handles, seconds),
      nudge: () => Promise.reject(new Error('not on a queue of others'))
    }
  }

  /** A client of its own, made anew when the backend has come to another place. */
  private ownWay(): { gateway: () => SqsGateway; close: () => void } {
    let [place, own]: [string, SqsGateway | null] = ['', null]
    return {
      gateway: () => {
        const connection = this.deps.backend.connection()
        const now = JSON.stringify(connection)
        if (own && now === place) return own
        own?.close()
        place = now
        own = new SqsGateway(connection)
        return own
      },
      close: () => own?.close()
    }
  }

  private remember(queue: string, { body, attributes }: ReceivedMessage, ids: readonly string[]): void {
    const known = this.strange.get(queue) ?? []
    const shown = body.slice(0, STRANGER_CHARACTERS)
    const others = known.filter((one) => one.body !== shown)
    const one = { at: this.deps.clock.now(), body: shown, attributes: { ...attributes }, ids: [...ids] }
    this.strange.set(queue, [one, ...others].slice(0, STRANGERS))
  }

  /** While a reply queue is gone, messages wait: a function that cannot answer may fail at them. */
  private reads(queue: string, conversationId: string, error: ChatError | null): void {
    this.tell('notice.pair_no_replies', { queue, conversationId }, error)
    if (error && needsUser(error)) this.ready.delete(queue)
    if (error || this.ready.has(queue)) return
    this.ready.add(queue)
    this.wake()
  }

  /** What time alone does not mend is told, once until it is mended. */
  private tell(
    key: 'notice.pair_waits' | 'notice.pair_no_replies',
    { queue, conversationId }: { queue: string; conversationId: string },
    error: ChatError | null
  ): void {
    const { conversations, warn } = this.deps
    if (error === null) this.troubles.delete(queue)
    if (!error || !needsUser(error) || this.troubles.get(queue) === error.code) return
    this.troubles.set(queue, error.code)
    const { title } = conversations.extent(conversationId)
    warn(say(key, { title, queue, problem: sayError(error) }))
  }
}

const needsUser = ({ code }: ChatError): boolean => code === 'queue_missing' || code === 'access_denied'
