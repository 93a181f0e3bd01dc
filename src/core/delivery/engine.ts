import { AnswerWatch } from './answer-watch'
import type { Backend } from '../backends/backend'
import type { ConnectionMonitor, Route } from './connection-monitor'
import { systemClock, type Clock } from '../../shared/clock'
import { ClockWatch, type ClockChange } from '../../shared/clock-watch'
import type { ChatError } from '../../shared/errors'
import type { Log } from '../../platform/log'
import type { MessageStore } from '../store/message-store'
import { OutboxRelay } from './outbox-relay'
import type { PairStore } from '../store/pair-store'
import { PairTraffic } from './pair-traffic'
import { RoomTraffic, type RoomTrafficDeps } from '../rooms/room-traffic'
import type { ProfileDatabase } from '../store/database'
import type { ProfileStore } from '../store/profile-store'
import { ReplyReceiver, type ReplyReceiverDeps } from './reply-receiver'
import type { ConversationStore } from '../store/conversation-store'
import { RequestWriter } from '../store/request-writer'
import type { ScheduleStore } from '../store/schedule-store'
import { Scheduler } from './scheduler'
import { InstallationResponseQueue, type QueueNotes, type ResponseQueue } from '../backends/response-queue'
import { LeftQueues } from './left-queues'
import type { Told } from '../../shared/said'
import { toChatError } from '../../shared/to-chat-error'

export interface EngineDeps {
  backend: Backend
  backendId: string
  messages: MessageStore
  scheduled: ScheduleStore
  conversations: ConversationStore
  profile: ProfileStore
  pairs: PairStore
  db: ProfileDatabase
  rooms: RoomTrafficDeps['rooms']
  /** The keys of this device, for direct messages. */
  keys: RoomTrafficDeps['keys']
  monitor: ConnectionMonitor
  installId: string
  /** Told what a person has to put right. */
  warn: (told: Told) => void
  /** Told when replies come over the shared response queue, with the reason. */
  shared: (reason: Told) => void
  /** Told when the store cannot be read or written, so that nothing can be sent. */
  stalled: (error: ChatError) => void
  /** Whether the user has yet to say that messages may go to this backend. */
  held?: () => boolean
  /** How long an answer may take before its request is sent again, in milliseconds. */
  answerWithinMs: number
  /** How long the response queue may be left alone, in milliseconds, given for how long nothing has come on it. */
  pause?: (quietMs: number) => number
  log: Log
  /** The computer's own unless a test says otherwise. */
  clock?: Clock
}

/** How often to look whether the response queue has to be marked as in use, in milliseconds. */
const HEARTBEAT_LOOK_MS = 3_600_000

/** How often to look again for a backend that is not right and may be put right elsewhere, in milliseconds. */
const LOOK_AGAIN_MS = 5000

/**
 * What moves messages: the outbox relay and the reply receiver on one backend.
 *
 * Exactly one host of a profile runs it, the one that holds the profile's lock.
 */
export class Engine {
  private readonly relay: OutboxRelay
  private readonly scheduler: Scheduler
  private readonly receiver: ReplyReceiver
  private readonly queue: InstallationResponseQueue
  private readonly left: LeftQueues
  private readonly answers: AnswerWatch
  /** Of chats that are bound to queues. */
  readonly traffic: PairTraffic
  readonly rooms: RoomTraffic
  private readonly clock: Clock
  private readonly clockWatch: ClockWatch
  private heartbeat: NodeJS.Timeout | undefined
  private lookAgain: NodeJS.Timeout | undefined
  private others: NodeJS.Immediate | undefined
  private stopped = false
  private receiving = false
  private logged = ''

  /** What comes is stored with where it came from, and what was sent before it with it. */
  private readonly incoming: ReplyReceiverDeps['store'] = {
    hasRequest: (id) => this.deps.messages.hasRequest(id),
    addReplies: (replies) =>
      this.relay.marking((sent) => this.deps.messages.addReplies(replies, sent, this.deps.backendId))
  }

  constructor(private readonly deps: EngineDeps) {
    const { backend, messages, profile, monitor, installId, log } = deps
    const clock = (this.clock = deps.clock ?? systemClock)
    this.clockWatch = new ClockWatch({ clock, changed: (change) => this.clockChanged(change) })
    const notes: QueueNotes = {
      read: () => profile.queueNote(deps.backendId),
      write: (note) => {
        try {
          profile.noteQueue(deps.backendId, note)
        } catch (error) {
          // It is worked out anew at the next start; a full disk must not keep replies away.
          log.warn({ err: error }, 'the response queue could not be noted')
        }
      }
    }
    const sharing = (reason: Told | null): void => {
      monitor.setNote(reason)
      if (reason !== null) deps.shared(reason)
    }
    this.queue = new InstallationResponseQueue(backend, { installId, notes, sharing })
    this.relay = new OutboxRelay({
      store: messages,
      backend,
      replyTo: () => this.queue.name,
      held: deps.held ?? (() => false),
      outcome: (error) => this.report('send', error),
      stalled: deps.stalled,
      clock,
      random: Math.random,
      log
    })
    this.traffic = new PairTraffic({ ...deps, clock })
    this.rooms = new RoomTraffic({
      ...deps,
      queue: this.queue,
      outcome: (error) => this.report('send', error),
      receivingFor: () => this.receivingFor(),
      clock
    })
    this.scheduler = new Scheduler({
      scheduled: deps.scheduled,
      messages,
      writer: new RequestWriter(deps),
      filled: () => {
        this.relay.wake()
        this.receiver.wakeRest()
        this.traffic.wake()
      },
      stalled: deps.stalled,
      clock
    })
    this.receiver = this.receiverOf(this.queue, (error) => this.report('receive', error))
    this.left = new LeftQueues({
      gateway: () => backend.gateway(),
      notes,
      receiver: (...queue) => this.receiverOf(...queue),
      clock,
      log
    })
    this.answers = new AnswerWatch({
      store: messages,
      backend,
      replyTo: () => this.queue.name,
      receivingFor: () => this.receivingFor(),
      clock,
      log,
      answerWithinMs: deps.answerWithinMs
    })
    backend.onChange((state) => {
      if (state === 'up') this.healed()
      else
        this.report(
          'backend',
          toChatError(Object.assign(new Error('backend down'), { code: 'ECONNREFUSED' }))
        )
    })
  }

  private receiverOf(queue: ResponseQueue, outcome: (error: ChatError | null) => void): ReplyReceiver {
    const { profile, pause, log } = this.deps
    return new ReplyReceiver({
      queue: () => queue,
      store: this.incoming,
      rooms: {
        asked: ({ inReplyTo, conversationId }) => this.rooms.isAsked(inReplyTo, conversationId),
        take: (told, also) => this.rooms.take(told, also)
      },
      quarantine: profile,
      stopKey: () => profile.stopKey(),
      outcome,
      ...(pause === undefined ? {} : { pause }),
      clock: this.clock,
      random: Math.random,
      log
    })
  }

  /** Brings the backend up, then receives, then sends: a reply must find its queue. */
  async start(): Promise<void> {
    this.resume()
    this.clockWatch.start()
    this.scheduler.start()
    await this.bringUp()
    if (this.stopped) return
    await this.rooms.prepare()
    if (this.stopped) return
    this.receiving = true
    await this.receiver.start()
    if (this.stopped) return
    this.relay.start()
    this.traffic.start()
    this.rooms.start()
    this.answers.start()
    this.left.start()
    // CreateQueue leaves the tags of a queue that exists as they are. Many clients start in the same minutes of a
    // morning: what can wait does so for some part of an hour.
    this.beat('pressing')
    this.heartbeat = setTimeout(() => this.beatOn(), Math.random() * HEARTBEAT_LOOK_MS)
  }

  /** The queue that replies come on now: this installation's own, or the shared one. */
  responseQueue(): string {
    return this.queue.name
  }

  /**
   * Something may be due, in the outbox or of what waits for a moment, or somebody waits for replies. The outbox is seen to
   * at once, all else once a turn of the event loop: most that is written goes out there.
   */
  wake(): void {
    this.relay.wake()
    this.others ??= setImmediate(() => this.wakeOthers())
  }

  private wakeOthers(): void {
    this.others = undefined
    if (this.stopped) return
    this.scheduler.wake()
    this.receiver.wakeRest()
    this.answers.wake()
    this.traffic.wake()
    this.rooms.wake()
  }

  /** The computer woke, or its network is back: what waits for its next try is tried at once. */
  tryNow(): void {
    if (this.stopped) return
    this.relay.wake(true)
    this.traffic.wake(true)
    this.rooms.wake(true)
    this.clockWatch.look()
    this.receiver.wake()
    if (this.lookAgain) void this.bringUp()
  }

  /** Sends nothing more from this moment on; resolves when nothing is in flight. Safe while `start` is under way. */
  async stop(): Promise<void> {
    this.stopped = true
    this.clockWatch.stop()
    this.scheduler.stop()
    clearTimeout(this.heartbeat)
    clearTimeout(this.lookAgain)
    // A poll of somebody else's queue is waited for up to its bound, which must not come on top of ours.
    const traffic = this.traffic.stop()
    await Promise.all([this.relay.stop(), this.answers.stop(), this.left.stop(), this.rooms.stop()])
    if (this.receiving) await this.receiver.stop()
    await traffic
  }

  /** Judged by a moment: a clock that has just been set must not make all that is awaited overdue. */
  private receivingFor(): number | null {
    this.clockWatch.look()
    return this.deps.monitor.receivingFor()
  }

  private beatOn(): void {
    this.beat()
    this.heartbeat = setTimeout(() => this.beatOn(), HEARTBEAT_LOOK_MS)
  }

  private beat(when: 'due' | 'pressing' = 'due'): void {
    this.queue
      .heartbeat(when)
      .catch((error: unknown) => this.deps.log.warn({ err: error }, 'heartbeat failed'))
  }

  /** Moments that an earlier run, or another host, wrote down may have been told by a wrong clock. */
  private resume(): void {
    try {
      this.deps.messages.resume(this.clock.now())
    } catch (error) {
      this.deps.stalled(toChatError(error))
    }
  }

  private async bringUp(): Promise<void> {
    if (this.stopped) return
    clearTimeout(this.lookAgain)
    this.lookAgain = undefined
    try {
      await this.deps.backend.recover()
      this.logged = ''
      if (this.deps.monitor.report('backend', null)) this.healed()
    } catch (error) {
      const chatError = toChatError(error)
      // It is looked for again and again; the log needs each reason once.
      if (this.logged !== chatError.message) this.deps.log.error({ err: chatError }, 'backend did not start')
      this.logged = chatError.message
      this.deps.monitor.report('backend', chatError)
      if (!this.stopped) this.lookAgain = setTimeout(() => void this.bringUp(), LOOK_AGAIN_MS)
    }
  }

  private report(route: Route, error: ReturnType<typeof toChatError> | null): void {
    const healed = this.deps.monitor.report(route, error)
    if (healed) this.healed()
    // A call that finds nobody may mean that the backend's owner has gone: look for it, or become it.
    // Credentials that were refused may have been renewed: they are looked up anew.
    if (error?.code === 'offline' || error?.code === 'credentials') void this.bringUp()
  }

  /** What began before goes on as if the clock had not been set; what may have died in a sleep begins anew, at once. */
  private clockChanged({ jumpMs, absentMs }: ClockChange): void {
    const { messages, scheduled, monitor, log, stalled } = this.deps
    log.info({ jumpMs, absentMs }, 'the clock was set, or this computer was away')
    try {
      if (jumpMs !== 0) {
        messages.clockSet(jumpMs, this.clock.now())
        scheduled.clockSet(jumpMs)
      }
    } catch (error) {
      stalled(toChatError(error))
    }
    if (absentMs > 0 || jumpMs > 0) {
      monitor.wasAway()
      this.dropConnections()
    }
    this.scheduler.wake()
    this.relay.reckonAnew()
    this.traffic.reckonAnew()
    this.rooms.wake(absentMs > 0 || jumpMs > 0)
    this.receiver.wake()
    this.beat()
  }

  private dropConnections(): void {
    try {
      this.deps.backend.gateway().dropConnections()
    } catch {
      // There is none: the backend is being looked for already.
    }
  }

  private healed(): void {
    this.deps.monitor.report('backend', null)
    this.relay.wake(true)
    this.receiver.wake()
    this.traffic.wake(true)
    this.rooms.wake(true)
  }
}
