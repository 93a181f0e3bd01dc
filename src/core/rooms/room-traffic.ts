import { v7 as uuidv7 } from 'uuid'
import type { Clock } from '../../shared/clock'
import type { ChatError } from '../../shared/errors'
import { startTimer, type Timer } from '../../shared/timer'
import { toChatError } from '../../shared/to-chat-error'
import { MAX_NAME, type RoomAsk } from '../../shared/room-wire'
import type { Log } from '../../platform/log'
import type { BatchOutcome, RequestsOut } from '../backends/sqs-batch'
import type { ProfileDatabase } from '../store/database'
import type { MessageStore } from '../store/message-store'
import type { Refusal } from '../store/people'
import type { ProfileStore } from '../store/profile-store'
import { reopen } from '../store/room-reopen'
import type { Next } from '../store/room-asks'
import { endOf, endOfAll, type Gap } from '../store/room-state'
import type { RoomStore } from '../store/room-store'
import { RoomAsker } from './room-asker'
import { NO_ROOM, questionOf, wordingOf, type Seal } from './room-bodies'
import { isHello, RoomIntake, type Asked, type IncomingRoom, type Taken } from './room-intake'
import { SealedTexts, type DeviceKeyring } from './sealed-texts'

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

/** How often everybody is told that one is still there, and asked who else is, in milliseconds. */
const HELLO_EVERY_MS = 86_400_000

/** The same while something waits that the processor would not take, and may by now. */
const HELLO_AGAIN_MS = 900_000

/** How long a hole may be one because two messages have overtaken each other, in milliseconds. */
const REORDERED_MS = 400

/** How often it is told what has been read in a room, at most, in milliseconds. */
const READ_EVERY_MS = 4000

/** A log whose reading brings nothing new is not asked for again before so long, in milliseconds. */
const STUCK_MS = 60_000

/** Less than this after one was told who is there, nothing has been missed, in milliseconds. */
const BEGIN_AGAIN_MS = 60_000

/** Less often than this nothing is looked at, in milliseconds, unless something is told. */
const LOOK_MS = 10

interface Suspect {
  /** When it is looked at for holes. */
  readonly at: number
  /** It is asked for what is new although none is known. */
  readonly whole: boolean
  /** It may have been put back: it is asked for what stands after this number, although that is here. */
  readonly after?: number | undefined
}

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
  private readonly texts: SealedTexts
  private readonly intake: RoomIntake
  /** What is under way, by the request's id. */
  private readonly asked = new Map<string, Asked>()
  /** When a log is to be looked at, by its room. */
  private readonly suspects = new Map<string, Suspect>()
  private readonly readAt = new Map<string, number>()
  /** Messages that have been told why they wait. */
  private readonly told = new Set<string>()
  /** Since when, and by which name, one was told of last; null for not yet. */
  private greeted: { at: number; name: string } | null = null
  private used = false
  /** Why nothing but hello is asked; null when all is, undefined until the store has been asked. */
  private refusal: Refusal | 'unknown' | null | undefined
  /** Keys may have been accepted, or told of, since what is sealed was looked at. */
  private toOpen = true
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
    this.texts = new SealedTexts({ ...deps, ready: () => this.use() })
    this.intake = new RoomIntake({ ...deps, texts: this.texts, asked: (id) => this.asked.get(id) })
  }

  /** Before anything is received: what comes encrypted is opened as it comes, and not shown closed first. */
  async prepare(): Promise<void> {
    const { rooms, backendId, stalled } = this.deps
    try {
      if (rooms.isUsed(backendId)) await this.texts.opened()
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
    if (healed) this.texts.again()
    this.asker.wake(healed)
    this.turn ??= setImmediate(() => this.look({ anew: healed }))
  }

  /** The same, whether rooms were used before or not. */
  use(): void {
    if (this.stopped) return
    this.toOpen = true
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

  private noted({ settled, rooms, at, greeted, absent = [], keys = false, waits, doubts }: Taken): void {
    const now = this.deps.clock.elapsed()
    if (settled !== undefined) this.settle(settled)
    if (greeted || waits) this.refusal = undefined
    if (greeted) this.greeted = { at: now, name: greeted.name }
    if (at === 'late') for (const room of rooms) this.suspects.delete(room)
    const waitMs = at === 'soon' ? REORDERED_MS : at === 'late' ? STUCK_MS : 0
    for (const room of rooms) this.suspect(room, now + waitMs)
    this.toOpen ||= keys
    for (const room of absent) this.suspect(room, now, { whole: true })
    for (const [room, after] of doubts ?? []) this.suspect(room, now, { after })
  }

  private suspect(room: string, at: number, { whole = false, after }: Partial<Suspect> = {}): void {
    const known = this.suspects.get(room)
    this.suspects.set(room, {
      at: Math.min(known?.at ?? Infinity, at),
      whole: whole || known?.whole === true,
      after: after ?? known?.after
    })
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
      if (!this.texts.loadKey()) return
      void this.texts.loadSealing()
      this.openAgain()
      const ready = this.whyNot() === null
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
    if (this.whyNot() === 'shared_queue') return
    this.deps.db.transaction(() => this.intake.refuse('shared_queue'))
    this.refusal = 'shared_queue'
  }

  /** Whether an answer to anything that was asked is to come. */
  awaits(): boolean {
    return this.asked.size > 0
  }

  /** What was told meanwhile may have been lost, or be on its way. */
  private beginAnew(): void {
    const now = this.deps.clock.elapsed()
    if (this.greeted && now - this.greeted.at > BEGIN_AGAIN_MS) this.greeted = null
    for (const { id } of this.deps.rooms.of(this.deps.backendId)) this.suspect(id, now)
  }

  private greet(): void {
    if (!this.isGreeting() && this.greetIn() <= 0)
      this.ask({ op: 'hello' }, { what: 'hello', name: this.name() })
  }

  /** In how long one is to say hello again, in milliseconds; 0 or less for now. */
  private greetIn(): number {
    const { rooms, backendId, clock } = this.deps
    if (this.greeted?.name !== this.name()) return 0
    const every =
      this.whyNot() !== null && rooms.asks.waiting(backendId).length > 0 ? HELLO_AGAIN_MS : HELLO_EVERY_MS
    return this.greeted.at + every - clock.elapsed()
  }

  /** Read once: everybody on the backend stands beside it. */
  private whyNot(): Refusal | 'unknown' | null {
    const { rooms, backendId } = this.deps
    if (this.refusal === undefined) {
      const hello = rooms.people.of(backendId)
      this.refusal = hello ? hello.refused : 'unknown'
    }
    return this.refusal
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
    const seal = this.sealFor(next, wording.ask)
    if (seal === 'waits') return this.tellWhy(next)
    const sent = next.what === 'ask' || next.sent
    this.asked.set(next.id, { what: 'stored', room, sent, name: this.name(), ask: wording.ask })
    this.asker.ask(questionOf(wording, this.who(), seal))
  }

  /** What cannot be sealed in this host says so, once; what waits for a key of the other is told by its conversation. */
  private tellWhy({ id, what }: Next): void {
    const { problem } = this.texts
    if (!problem || what === 'ask' || this.told.has(id)) return
    this.told.add(id)
    this.deps.messages.retryAfter([id], { now: this.deps.clock.now(), waitMs: 0 }, problem.toWire())
  }

  /** How a text is sealed that goes to a direct conversation: for the devices whose keys are accepted; it waits while there is none. */
  private sealFor(next: Next, ask: RoomAsk): Seal | undefined | 'waits' {
    if (next.roomId === null || (ask.op !== 'say' && ask.op !== 'edit')) return undefined
    const room = this.deps.rooms.find(next.roomId)
    if (room?.kind !== 'direct') return undefined
    return this.texts.sealFor(room) ?? 'waits'
  }

  private tellRead(): void {
    const { rooms, backendId, clock } = this.deps
    const now = clock.elapsed()
    for (const { id: room, seq } of rooms.readToTell(backendId)) {
      if (this.isUnderWay('read', room) || now - (this.readAt.get(room) ?? -Infinity) < READ_EVERY_MS)
        continue
      this.readAt.set(room, now)
      this.ask({ op: 'read', room, seq }, { what: 'read', room, seq })
    }
  }

  private readOn(): void {
    const { rooms, clock } = this.deps
    const now = clock.elapsed()
    for (const [room, suspect] of this.suspects) {
      if (suspect.at > now || this.isUnderWay('sync', room)) continue
      const gap = this.gapOf(room, suspect)
      if (!gap) this.suspects.delete(room)
      else if (this.underWay('sync') < SYNCS) {
        this.suspects.set(room, { at: now, whole: false })
        const top = endOfAll(rooms.get(room).spans)
        this.ask({ op: 'sync', room, ...gap }, { what: 'sync', room, gap, top })
      }
    }
  }

  /** What a log is asked for. The last entry before it comes once more: it says whether the log is still the same. */
  private gapOf(room: string, { whole, after }: Suspect): Gap | null {
    const { rooms } = this.deps
    const known = rooms.find(room)
    if (known && after !== undefined) return { since: after }
    const gap = rooms.gap(room) ?? (whole && known ? { since: endOf(known.spans) } : null)
    return gap && { ...gap, since: Math.max(0, gap.since - 1) }
  }

  /** What could not be opened when it came may be by now. */
  private openAgain(): void {
    if (!this.toOpen) return
    this.toOpen = false
    const { db, rooms, backendId } = this.deps
    for (const { id, kind } of rooms.of(backendId))
      if (kind === 'direct') reopen(db, id, this.texts.opener(id))
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

  private name(): string {
    const { rooms, profile, backendId } = this.deps
    return rooms.people.name(backendId) ?? profile.settings().senderName.trim().slice(0, MAX_NAME)
  }

  private who(): Parameters<typeof questionOf>[1] {
    return { installId: this.deps.installId, name: this.name(), key: this.texts.publicKey }
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
    const { rooms, backendId } = this.deps
    const reads = rooms.readToTell(backendId).map(({ id }) => (this.readAt.get(id) ?? now) + READ_EVERY_MS)
    const logs = [...this.suspects.values()].map(({ at }) => at).filter((at) => at > now)
    const hello = this.isGreeting() ? Infinity : now + this.greetIn()
    this.timer?.cancel()
    this.timer = startTimer(Math.max(LOOK_MS, Math.min(...reads, ...logs, hello) - now), () => this.wake())
  }
}
