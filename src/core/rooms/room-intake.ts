import { ChatError } from '../../shared/errors'
import type { RoomBody } from '../../shared/message'
import {
  ROOM_NEWS,
  type RoomAnswer,
  type RoomAsk,
  type RoomPerson,
  type RoomRefusal
} from '../../shared/room-wire'
import type { Clock } from '../../shared/clock'
import type { Log } from '../../platform/log'
import type { IncomingReply, MessageStore } from '../store/message-store'
import type { Refusal } from '../store/people'
import type { Gap } from '../store/room-state'
import { refusalOf } from '../store/room-outcome'
import type { RoomStore } from '../store/room-store'
import type { SealedTexts } from './sealed-texts'

/** What was told of rooms, asked for or not, as it came from the response queue; without `room` its function knows none. */
export type IncomingRoom = Omit<IncomingReply<RoomBody>, 'rawBody' | 'pair' | 'wire'>

/** What is under way. */
export type Asked =
  | { readonly what: 'hello'; readonly name: string }
  | {
      readonly what: 'sync'
      readonly room: string
      readonly gap: Gap
      /** The highest number of its log that was here when it was asked. */
      readonly top: number
    }
  | { readonly what: 'read'; readonly room: string; readonly seq: number }
  | {
      readonly what: 'stored'
      readonly room: string | null
      readonly ask: RoomAsk
      readonly name: string
      /** Nothing is to be marked when SQS has it. */
      sent: boolean
    }

/** What follows from what was taken, once it is stored. */
export interface Taken {
  /** The request that is answered. */
  readonly settled?: string | undefined
  /** Rooms whose log may have a hole now, and when to look. */
  readonly rooms: readonly string[]
  readonly at?: 'now' | 'soon' | 'late'
  /** One is known by this name now, or is not. */
  readonly greeted?: { readonly name: string }
  /** The backend does not do it now. */
  readonly waits?: boolean
  /** Keys may have been told of. */
  readonly keys?: boolean
  /** Logs that may have been put back: each is looked at after this number. */
  readonly doubts?: ReadonlyMap<string, number>
  /** Rooms that were answered for: how they stand, and whose keys are in them, is as it is now. */
  readonly standing?: readonly string[]
  /** Rooms of which nothing was told where all of one's own were to be. */
  readonly absent?: readonly string[]
}

export interface RoomIntakeDeps {
  rooms: RoomStore
  messages: Pick<MessageStore, 'fail' | 'retryAfter'>
  texts: SealedTexts
  asked: (id: string) => Asked | undefined
  backendId: string
  clock: Pick<Clock, 'now'>
  log: Log
}

/** Refusals of a backend, or of one's name, not of what was asked: that waits until it is different. */
const waits: readonly RoomRefusal[] = ['no_table', 'no_sender', 'shared_queue', 'name_taken']

/** What an answer to `hello` has told so far: it comes in several parts, of which the first settles what was asked. */
interface Page {
  readonly id: string
  readonly asked?: Asked
  readonly people: readonly RoomPerson[]
  readonly rooms: readonly string[]
}

/** Takes what is told of rooms into the store. Inside a transaction. */
export class RoomIntake {
  /** Who is there, by the pages of the newest answer to `hello`. */
  private page: Page = { id: '', people: [], rooms: [] }

  constructor(private readonly deps: RoomIntakeDeps) {}

  take({ body }: IncomingRoom): Taken {
    const { room: answer, inReplyTo } = body
    if (body.kind === ROOM_NEWS) return answer ? this.news(answer) : { rooms: [] }
    const asked = this.deps.asked(inReplyTo) ?? this.stored(inReplyTo) ?? this.greeting(inReplyTo)
    // Somebody else can have their answers sent here: of these only what is the room's own counts.
    if (!asked) return answer ? this.news(roomsOwn(answer)) : { rooms: [] }
    if (!answer) return this.without(inReplyTo, asked, body)
    if (isHello(asked)) return this.hello(inReplyTo, asked, answer)
    if (answer.refused !== undefined && waits.includes(answer.refused))
      return this.wait(inReplyTo, asked, answer.refused)
    return this.answer(inReplyTo, asked, answer)
  }

  /** This backend does not do it, and says so: what is asked waits. */
  refuse(refused: Refusal, asked = ''): void {
    const { rooms, backendId } = this.deps
    rooms.people.keep(backendId, { refused, asked })
  }

  /** SQS takes a request never: of what is stored it is told why. */
  notTaken(id: string, error: ChatError): Taken {
    const { rooms, clock } = this.deps
    const asked = this.deps.asked(id)
    if (asked?.what === 'stored') {
      if (rooms.asks.end(id, clock.now()) === null) this.deps.messages.fail(id, error.toWire())
      else if (asked.room !== null) rooms.note(asked.room, error)
    }
    return { settled: id, rooms: [] }
  }

  private stored(id: string): Asked | undefined {
    const stored = this.deps.rooms.asks.find(id, this.deps.clock.now())
    return stored ? { what: 'stored', room: stored.roomId, ask: stored.ask, name: '', sent: true } : undefined
  }

  private greeting(id: string): Asked | undefined {
    return this.page.id === id ? this.page.asked : undefined
  }

  private news(answer: RoomAnswer): Taken {
    const { rooms, backendId, clock, texts } = this.deps
    const { room } = answer
    if (room === undefined) return { rooms: [] }
    const told = rooms.apply(room, answer, { now: clock.now(), backendId, open: texts.opener(room) })
    return { rooms: [room], at: 'soon', keys: answer.state?.kind === 'direct', ...doubtOf(room, told) }
  }

  private answer(id: string, asked: Asked, answer: RoomAnswer): Taken {
    const { rooms, backendId, clock, texts } = this.deps
    const room = answer.room ?? ('room' in asked ? asked.room : null)
    if (!room) return { settled: id, rooms: [] }
    const now = clock.now()
    const gap = gapAsked(asked)
    const before = gap && JSON.stringify(rooms.gap(room))
    const open = texts.opener(room)
    const synced = gap ? { synced: 'top' in asked ? { ...gap, top: asked.top } : gap } : {}
    const stored = rooms.apply(room, answer, { now, backendId, open, asked: id, ...synced })
    // It is about a room that is not here (any more): the answer is all that was waited for.
    if (!stored) rooms.asks.end(id, now)
    if (asked.what === 'read' && answer.refused === undefined) rooms.readTold(room, asked.seq)
    const isStuck = gap && JSON.stringify(rooms.gap(room)) === before
    const keys = answer.state?.kind === 'direct'
    return {
      settled: id,
      rooms: [room],
      at: isStuck ? 'late' : 'now',
      keys,
      standing: [room],
      ...doubtOf(room, stored)
    }
  }

  private hello(id: string, asked: Asked, answer: RoomAnswer): Taken {
    const { rooms, backendId, clock } = this.deps
    const now = clock.now()
    const { people: before, rooms: told } = this.page.id === id ? this.page : { people: [], rooms: [] }
    const ids = (answer.rooms ?? []).map(({ room }) => room)
    this.page = { id, asked, people: [...before, ...(answer.people ?? [])], rooms: [...told, ...ids] }
    const people = answer.people ? { people: this.page.people } : {}
    // One that tells of less than is here may have been put back: it is looked at after what is here.
    const ahead = (answer.rooms ?? []).map(({ room, seq }) => [room, rooms.aheadOf(room, seq)] as const)
    const doubts = new Map(ahead.filter((one): one is [string, number] => one[1] !== null))
    const changed = rooms.greet({ ...answer, ...people }, { now, backendId, asked: this.nameIn(asked) })
    const isWhole = answer.rooms !== undefined && answer.more !== true && answer.refused === undefined
    const open = isWhole ? rooms.of(backendId).filter(({ state }) => state === 'open') : []
    const absent = open.flatMap(({ id: room }) => (this.page.rooms.includes(room) ? [] : [room]))
    return {
      ...this.greeted(id, asked),
      rooms: changed,
      at: 'now',
      absent,
      keys: true,
      doubts,
      standing: changed
    }
  }

  private greeted(id: string, asked: Asked): Taken {
    this.deps.rooms.asks.end(id, this.deps.clock.now())
    return { settled: id, rooms: [], greeted: { name: 'name' in asked ? asked.name : '' } }
  }

  /** By which name it was asked; what another process asked, by the one that is wanted now. */
  private nameIn(asked: Asked): string {
    const name = 'name' in asked ? asked.name : ''
    return name === '' ? (this.deps.rooms.people.name(this.deps.backendId) ?? '') : name
  }

  /** It waits, and says why; it is asked for anew once hello is answered otherwise. */
  private wait(id: string, asked: Asked, refused: Refusal): Taken {
    const { clock, messages } = this.deps
    this.refuse(refused, this.nameIn(asked))
    messages.retryAfter([id], { now: clock.now(), waitMs: 0 }, refusalOf(refused).toWire())
    return { settled: id, rooms: [], waits: true }
  }

  /** An answer of a function that knows no rooms, or of one that has given up on this request. */
  private without(id: string, asked: Asked, body: RoomBody): Taken {
    if (body.kind !== 'error') {
      const waiting = this.wait(id, asked, 'function_old')
      return isHello(asked) ? this.greeted(id, asked) : waiting
    }
    const { rooms, messages, clock, log } = this.deps
    log.warn({ correlationId: id }, 'what was asked of rooms failed')
    if (asked.what !== 'stored') return { rooms: [] }
    const reason = ChatError.of('processing_failed', body.text.split('\n', 1)[0] ?? '')
    if (rooms.asks.end(id, clock.now()) === null) messages.fail(id, reason.toWire())
    else if (asked.room !== null) rooms.note(asked.room, reason)
    return { settled: id, rooms: [] }
  }
}

/** Without who was told, and what was refused to them. */
function roomsOwn({ me: _me, refused: _refused, ...answer }: RoomAnswer): RoomAnswer {
  return answer
}

const doubtOf = (room: string, told: { doubt: number | null } | null): Pick<Taken, 'doubts'> =>
  told === null || told.doubt === null ? {} : { doubts: new Map([[room, told.doubt]]) }

function gapAsked(asked: Asked): Gap | undefined {
  if (asked.what === 'sync') return asked.gap
  if (asked.what !== 'stored' || asked.ask.op !== 'sync') return undefined
  const { since, before } = asked.ask
  return before === undefined ? { since } : { since, before }
}

export const isHello = (asked: Asked): boolean =>
  asked.what === 'hello' || (asked.what === 'stored' && asked.ask.op === 'hello')
