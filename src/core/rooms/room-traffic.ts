import { v7 as uuidv7 } from 'uuid'
import type { Clock } from '../../shared/clock'
import type { ChatError } from '../../shared/errors'
import { startTimer, type Timer } from '../../shared/timer'
import { toChatError } from '../../shared/to-chat-error'
import type { RoomAsk } from '../../shared/room-wire'
import type { Log } from '../../platform/log'
import type { BatchOutcome, RequestsOut } from '../backends/sqs-batch'
import type { ProfileDatabase } from '../store/database'
import type { MessageStore } from '../store/message-store'
import type { ProfileStore } from '../store/profile-store'
import { endOfAll } from '../store/room-state'
import type { RoomStore } from '../store/room-store'
import { RoomAsker } from './room-asker'
import { ReadMarks } from './read-marks'
import { NO_ROOM, questionOf, wordingOf } from './room-bodies'
import { RoomGreeting } from './room-greeting'
import { isHello, RoomIntake, type Asked, type IncomingRoom, type Taken } from './room-intake'
import { RoomKeys } from './room-keys'
import type { DeviceKeyring } from './sealed-texts'
import { gapToAsk, Suspects } from './suspects'

export interface RoomTrafficDeps {
  db: ProfileDatabase
  rooms: RoomStore
  messages: Pick<MessageStore, 'markSent' | 'fail' | 'retryAfter'>
  profile: Pick<ProfileStore, 'settings'>
  keys: DeviceKeyring
  backend: RequestsOut
  backendId: string
  /** The response queue: on one that is shared, rooms are off. */
  queue: { readonly name: string; readonly shared: boolean }
  installId: string
  /** Whether the user has yet to say that messages may go to this backend. */
  held?: () => boolean
  /** For how long replies have been able to arrive without a break, in milliseconds; null while they cannot. */
  receivingFor: () => number | null
  /** Told what each call to SQS came to: null when it succeeded. */
  outcome: (error: ChatError | null) => void
  /** Told when the store cannot be read or written. */
  stalled: (error: ChatError) => void
  answerWithinMs: number
  clock: Clock
  random?: () => number
  log: Log
}

/** How long a hole may be one because two messages have overtaken each other, in milliseconds. */
const REORDERED_MS = 400

/** A log whose reading brings nothing new is not asked for again before so long, in milliseconds. */
const STUCK_MS = 60_000

/** Less often than this nothing is looked at, in milliseconds, unless something is told. */
const LOOK_MS = 10

/** Logs that are read at a time, each a page at a time. */
const SYNCS = 4

/**
 * Asks what rooms are to be asked, and takes what is told of them, on one backend.
 *
 * Of each room one stored thing (a message of one's own, or an act) is under way at a time, in the order in which they
 * were written, until it is answered. Who one is, what has been read and what is missing of a log follows from what is
 * stored, and is asked for when it is so. For a profile without rooms that never looked who is there nothing runs and
 * nothing is asked.
 */
export class RoomTraffic {
  private readonly asker: RoomAsker
  private readonly keys: RoomKeys
  private readonly greeting: RoomGreeting
  private readonly intake: RoomIntake
  /** What is under way, by the request's id. */
  private readonly asked = new Map<string, Asked>()
  private readonly suspects = new Suspects()
  private readonly readMarks: ReadMarks
  private used = false
  private stopped = true
  private turn: NodeJS.Immediate | undefined
  private timer: Timer | undefined

  constructor(private readonly deps: RoomTrafficDeps) {
    this.asker = new RoomAsker({
      ...deps,
      replyTo: () => deps.queue.name,
      mayAsk: () => deps.held?.() !== true && !deps.queue.shared,
      accepted: (id, outcome) => this.accepted(id, outcome),
      refused: (id, error) => this.refused(id, error),
      random: deps.random ?? Math.random
    })
    this.keys = new RoomKeys(deps, () => this.use())
    this.greeting = new RoomGreeting(deps)
    this.readMarks = new ReadMarks(deps)
    const { texts } = this.keys
    this.intake = new RoomIntake({ ...deps, texts, asked: (id) => this.asked.get(id) })
  }

  /** Before anything is received: what comes encrypted is opened as it comes, and not shown closed first. */
  async prepare(): Promise<void> {
    const { rooms, backendId, stalled } = this.deps
    try {
      if (rooms.isUsed(backendId)) await this.keys.texts.opened()
    } catch (error) {
      stalled(toChatError(error))
    }
  }

  /** After replies have somewhere to go: says hello, and asks for what was missed, where rooms are used. */
  start(): void {
    this.stopped = false
    this.asker.start()
    this.look({ anew: true })
  }

  /** Something may be to be asked: cheap where rooms are not used. `healed`: the way is open again. */
  wake(healed = false): void {
    if (this.stopped) return
    if (!this.used && !healed) return
    if (healed) this.keys.texts.again()
    this.asker.wake(healed)
    this.turn ??= setImmediate(() => this.look({ anew: healed }))
  }

  /** The same, whether rooms were used before or not. */
  use(): void {
    if (this.stopped) return
    this.keys.changed()
    this.turn ??= setImmediate(() => this.look({ anew: false }))
  }

  /** Whether a reply that tells nothing of rooms answers what was asked of them. */
  isAsked(inReplyTo: string, conversationId: string): boolean {
    return conversationId === NO_ROOM || this.asked.has(inReplyTo)
  }

  /** Stores what was told, in one transaction with other work. */
  take<T>(told: readonly IncomingRoom[], also: () => T): T {
    const taken: Taken[] = []
    const result = this.deps.db.transaction(() => {
      for (const one of told) taken.push(this.intake.take(one))
      return also()
    })
    this.used = true
    for (const one of taken) this.noted(one)
    this.wake()
    return result
  }

  /** Asks nothing more from this moment on; resolves when no call is under way. */
  async stop(): Promise<void> {
    this.stopped = true
    clearImmediate(this.turn)
    this.timer?.cancel()
    await this.asker.stop()
  }

  private noted({
    settled,
    rooms,
    at,
    greeted,
    absent = [],
    keys = false,
    waits,
    doubts,
    standing = []
  }: Taken): void {
    const now = this.deps.clock.elapsed()
    if (settled !== undefined) this.settle(settled)
    if (greeted || waits) this.greeting.heard(greeted?.name)
    if (at === 'late') for (const room of rooms) this.suspects.clear(room)
    const waitMs = at === 'soon' ? REORDERED_MS : at === 'late' ? STUCK_MS : 0
    for (const room of rooms) this.suspects.add(room, now + waitMs)
    if (keys) this.keys.changed()
    for (const room of standing) this.keys.told(room)
    for (const room of absent) this.suspects.add(room, now, { whole: true })
    for (const [room, after] of doubts ?? []) this.suspects.add(room, now, { after })
  }

  private settle(id: string): void {
    this.asker.settle(id)
    this.asked.delete(id)
  }

  /** Asks everything that is to be asked now, and sees to it that this is looked at again. */
  private look({ anew }: { anew: boolean }): void {
    clearImmediate(this.turn)
    this.turn = undefined
    if (this.stopped) return
    try {
      const { rooms, backendId } = this.deps
      this.used ||= rooms.isUsed(backendId)
      if (!this.used) return
      if (this.deps.queue.shared) return this.turnOff()
      if (anew) this.beginAnew()
      // Whoever is told of this device is to be able to write to it.
      if (!this.keys.load()) return
      this.keys.openAgain()
      const ready = this.greeting.whyNot() === null
      this.askStored(ready)
      this.greet()
      if (ready) {
        this.tellRead()
        this.readOn()
      }
      this.sleep()
    } catch (error) {
      this.deps.stalled(toChatError(error))
      this.timer?.cancel()
      this.timer = startTimer(1000, () => this.wake())
    }
  }

  /** On a shared response queue anybody could read what is told. */
  private turnOff(): void {
    if (this.greeting.whyNot() === 'shared_queue') return
    this.deps.db.transaction(() => this.intake.refuse('shared_queue'))
    this.greeting.heard()
  }

  /** Whether an answer to anything that was asked is to come. */
  awaits(): boolean {
    return this.asked.size > 0
  }

  /** What was told meanwhile may have been lost, or be on its way. */
  private beginAnew(): void {
    const now = this.deps.clock.elapsed()
    if (this.greeting.beginAnew()) this.keys.beginAnew()
    for (const { id } of this.deps.rooms.of(this.deps.backendId)) this.suspects.add(id, now)
  }

  private greet(): void {
    if (!this.isGreeting() && this.greeting.dueIn() <= 0)
      this.ask({ op: 'hello' }, { what: 'hello', name: this.greeting.name() })
  }

  /** What waits in the store: of each room the next thing, once the one before is answered. */
  private askStored(ready: boolean): void {
    const { rooms, backendId } = this.deps
    const waiting = new Set(rooms.asks.waiting(backendId))
    for (const [id, asked] of this.asked)
      if (asked.what === 'stored' && !waiting.has(asked.room)) this.settle(id)
    for (const room of waiting) if (ready || room === null) this.askNext(room)
  }

  private askNext(room: string | null): void {
    const { rooms, backendId, clock } = this.deps
    const next = rooms.asks.next(backendId, room, clock.now())
    for (const [id, asked] of this.asked)
      if (asked.what === 'stored' && asked.room === room && id !== next?.id) this.settle(id)
    if (!next || this.asked.has(next.id)) return
    const wording = wordingOf(next)
    const seal = this.keys.sealFor(next, wording.ask)
    if (seal === 'asks') return this.askForKeys(next.roomId)
    if (seal === 'waits') return
    const sent = next.what === 'ask' || next.sent
    this.asked.set(next.id, { what: 'stored', room, sent, name: this.greeting.name(), ask: wording.ask })
    this.asker.ask(questionOf(wording, this.who(), seal))
  }

  /** Hello tells of all; what of it was lost is asked for. */
  private askForKeys(room: string | null): void {
    if (room === null || !this.greeting.isAnswered() || this.isUnderWay('sync', room)) return
    this.suspects.add(room, this.deps.clock.elapsed(), { whole: true })
  }

  private tellRead(): void {
    for (const { id: room, seq } of this.readMarks.due((one) => this.isUnderWay('read', one)))
      this.ask({ op: 'read', room, seq }, { what: 'read', room, seq })
  }

  private readOn(): void {
    const { rooms, clock } = this.deps
    const now = clock.elapsed()
    for (const [room, why] of this.suspects.due(now)) {
      if (this.isUnderWay('sync', room)) continue
      const gap = gapToAsk(rooms, room, why)
      if (!gap) this.suspects.clear(room)
      else if (this.underWay('sync') < SYNCS) {
        this.suspects.asked(room, now)
        const top = endOfAll(rooms.get(room).spans)
        this.ask({ op: 'sync', room, ...gap }, { what: 'sync', room, gap, top })
      }
    }
  }

  private ask(ask: RoomAsk, asked: Asked): void {
    const id = uuidv7()
    this.asked.set(id, asked)
    this.asker.ask(questionOf({ id, ask, text: '', sentAt: this.deps.clock.now() }, this.who()))
  }

  private accepted(
    id: string,
    { sqsMessageIds, clock }: Pick<BatchOutcome, 'sqsMessageIds' | 'clock'>
  ): void {
    const asked = this.asked.get(id)
    if (asked?.what !== 'stored' || asked.sent) return
    const { messages, queue } = this.deps
    messages.markSent([
      { ids: [id], replyTo: queue.name, at: this.deps.clock.now(), sqsMessageIds, clock: clock ?? null }
    ])
    asked.sent = true
  }

  private refused(id: string, error: ChatError): void {
    this.noted(this.intake.notTaken(id, error))
    this.wake()
  }

  private who(): Parameters<typeof questionOf>[1] {
    return { installId: this.deps.installId, name: this.greeting.name(), key: this.keys.texts.publicKey }
  }

  private underWay(what: Asked['what']): number {
    return [...this.asked.values()].filter((asked) => asked.what === what).length
  }

  private isUnderWay(what: 'sync' | 'read', room: string): boolean {
    return [...this.asked.values()].some((asked) => asked.what === what && asked.room === room)
  }

  private isGreeting(): boolean {
    return [...this.asked.values()].some(isHello)
  }

  private sleep(): void {
    const now = this.deps.clock.elapsed()
    const logs = this.suspects.nextAfter(now)
    const hello = this.isGreeting() ? Infinity : now + this.greeting.dueIn()
    this.timer?.cancel()
    this.timer = startTimer(Math.max(LOOK_MS, Math.min(this.readMarks.next(), logs, hello) - now), () =>
      this.wake()
    )
  }
}
