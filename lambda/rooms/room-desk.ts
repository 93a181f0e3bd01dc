import {
  MAX_ROOMS,
  PROCESSOR,
  isRoomId,
  type RoomAnswer,
  type RoomEntry,
  type RoomRequest
} from '../../src/shared/room-wire'
import type { Delivery } from '../delivery'
import type { HandlerContext } from '../message-handler'
import type { Processed } from '../process-delivery'
import type { ReplyQueues } from '../reply-queues'
import { runHandler, type HandlerDeps } from '../run-handler'
import { writeReply } from '../write-reply'
import type { Act } from './act'
import { afterwards } from './afterwards'
import { MAX_PRINCIPAL, readAsk } from './ask'
import { HEAD, isOwner, memberOf, roomKey, stateFor, type Head } from './head'
import { hello } from './hello'
import { createLanes, type Lanes, type Outcome } from './lanes'
import { deviceOf, isReading } from './members'
import { repeatedNews, tellNews } from './news'
import { enterPeople, personOf } from './people'
import { Refused } from './refused'
import type { RoomTable } from './room-table'
import { entriesOf, readLog } from './sync'

export interface DeskDeps extends HandlerDeps {
  readonly queues: Pick<ReplyQueues, 'send'>
  /** Throws `Refused` where there is no table. */
  readonly openTable: () => Promise<RoomTable>
}

interface Told {
  readonly answers: readonly RoomAnswer[]
  readonly news: Promise<unknown>
}

type Progress = HandlerContext['progress']

/** For so long a head that was read is begun with, in milliseconds. */
const FRESH_MS = 1000

/**
 * Does what requests ask of rooms, in one invocation: those of one room share their writes.
 *
 * A request that is refused is answered in words; what may go better another time is a failure of its record. Never throws.
 */
export function createRoomDesk(
  deps: DeskDeps
): (delivery: Delivery, progress: Progress) => Promise<Processed> {
  let opened: Promise<{ table: RoomTable; lanes: Lanes }> | undefined
  const open = async () => {
    const table = await deps.openTable()
    const named = (act: Act, head: Head | null): Promise<Act> => nameOf(act, head, table)
    return { table, lanes: createLanes({ ...deps, table, named }) }
  }

  return async (delivery, progress) => {
    const asked = delivery.request.ok ? delivery.request.body['room'] : undefined
    const { op, room } = Object(asked) as Partial<Record<string, unknown>>
    const handler = `room/${/^[a-z]{1,10}$/.exec(String(op))?.[0] ?? ''}`
    const startedAt = deps.now()
    const facts = { delivery, address: delivery.address, identity: deps.identity, startedAt }
    const write = (told: Parameters<typeof writeReply>[0], place = 0) => {
      const now = deps.now()
      return writeReply(told, { ...facts, processedAt: now, place: String(place), now })
    }
    try {
      assertSender(delivery)
      const ask = readAsk(asked)
      opened ??= open()
      const { answers, news } = await answer({ ...(await opened), delivery, ask, progress }, deps)
      const replies = answers.map((one, index) => write({ text: '', room: one }, index))
      return { status: 'answered', handler, replies, news }
    } catch (cause) {
      if (!(cause instanceof Refused)) return { status: 'failed', handler, cause }
      const refusal: RoomAnswer = {
        ...(isRoomId(room) ? { room } : {}),
        me: delivery.senderId,
        refused: cause.why
      }
      const replies = [write({ kind: 'error', text: cause.message, room: refusal })]
      return { status: 'refused', handler, replies }
    }
  }
}

function assertSender({ senderId, onSharedQueue }: Delivery): void {
  if (senderId === '' || senderId === PROCESSOR || senderId.length > MAX_PRINCIPAL)
    throw new Refused('no_sender')
  if (onSharedQueue) throw new Refused('shared_queue')
}

interface Question {
  readonly table: RoomTable
  readonly lanes: Lanes
  readonly delivery: Delivery
  readonly ask: RoomRequest
  readonly progress: Progress
}

async function answer(question: Question, deps: DeskDeps): Promise<Told> {
  const { table, lanes, delivery, ask } = question
  const { request, address, senderId, replyQueue } = delivery
  const { text, sender } = request.ok ? request.body : { text: '', sender: { name: '' } }
  const act: Act = {
    ask,
    id: address.id,
    by: senderId,
    queue: replyQueue,
    text,
    answer: null,
    at: deps.now(),
    name: sender.name.trim(),
    named: false
  }
  if (ask.op === 'hello') return hello({ act, delivery, table, lanes })
  const { room } = ask
  const commanded = ask.op === 'say' && ask.sealed === undefined ? await command(act, question, deps) : act
  const outcome = await lanes(room, commanded, delivery)
  return finish({ ...question, room, outcome }, deps)
}

/** Lets the processor answer a command, before anything is written: what it says stands under the question. */
async function command(act: Act, question: Question, deps: DeskDeps): Promise<Act> {
  const { ask, table, delivery, progress } = question
  const route = deps.route(act.text)
  if (!route.isCommand || ask.op !== 'say') return act
  const head = await table.get<Head>(roomKey(ask.room), HEAD)
  if (!head || !memberOf(head, act.by) || head.closed || head.recent.some(({ id }) => id === act.id))
    return act
  const room = { id: ask.room, title: head.title, member: act.by }
  const replies = await runHandler({ delivery, text: act.text, route, progress, room }, deps)
  const isLater = replies.some(({ delaySeconds = 0 }) => delaySeconds > 0)
  const said = isLater
    ? 'I cannot answer later in a room. Ask me alone.'
    : replies.map(({ text }) => text).join('\n\n')
  // What was read long ago is read again, not written upon.
  return { ...act, answer: said, ...(deps.now() - act.at < FRESH_MS ? { head } : {}) }
}

/** The request by the name that its sender has, who takes it when it is another one than before. */
async function nameOf(act: Act, head: Head | null, table: RoomTable): Promise<Act> {
  const { ask, by, name, at } = act
  const member = memberOf(head, by)
  const isEntering = ask.op === 'create' || ask.op === 'join' || ask.op === 'direct'
  const isKnown = member ? member.name === name : !isEntering
  if (!act.named && !isKnown) {
    const me = await enterPeople(table, { id: by, name, device: deviceOf(act), now: at })
    if (isEntering && !member && me.rooms.length >= MAX_ROOMS && !me.rooms.includes(ask.room))
      throw new Refused('too_many_rooms')
  }
  return ask.op === 'direct' ? { ...act, other: await personOf(table, ask.member) } : act
}

interface Finish extends Question {
  readonly room: string
  readonly outcome: Outcome
}

async function finish({ room, outcome, table, delivery, ask }: Finish, deps: DeskDeps): Promise<Told> {
  const { step, head, state } = outcome
  const { act } = step
  const log = { table, room, head }
  const tell = (
    told: { entries?: readonly RoomEntry[]; more?: boolean },
    withState: boolean
  ): RoomAnswer => ({
    room,
    me: act.by,
    ...told,
    ...(withState && memberOf(head, act.by) ? { state: stateFor(head, room, isOwner(head, act.by)) } : {})
  })
  if (ask.op === 'sync') return { answers: [tell(await readLog(log, ask), true)], news: outcome.news }
  if (isReading(ask.op)) return { answers: [tell({}, false)], news: outcome.news }
  if ('done' in step) {
    const entries = await entriesOf(log, step.done)
    await afterwards(act, { ...log, entries })
    const news = tellNews(repeatedNews(room, head, { step, entries }), delivery, { ...deps, table })
    return { answers: [tell({ entries }, true)], news }
  }
  const entries = head.pending
  await afterwards(act, { ...log, entries })
  return { answers: [tell({ entries }, state || step.change.state)], news: outcome.news }
}
