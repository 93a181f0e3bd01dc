import type { RoomRequest } from '../../src/shared/room-wire'
import type { Act, Change, Found } from './act'
import { changeRoom } from './change-room'
import {
  HEAD,
  MAX_HEAD_BYTES,
  idKey,
  logKey,
  memberOf,
  reactKey,
  reactedBy,
  roomKey,
  sizeOf,
  type Denied,
  type Done,
  type Head
} from './head'
import { isReading } from './members'
import { asRefused, Refused } from './refused'
import type { RoomTable } from './room-table'
import { jitter } from './update'

/** What became of one request. `done`: an earlier delivery of it was written. */
export type Step =
  | { readonly act: Act; readonly change: Change }
  | { readonly act: Act; readonly done: Done }
  | { readonly act: Act; readonly refused: Refused }

export interface Written {
  /** The head before and after; null where there is no room. */
  readonly before: Head | null
  readonly head: Head | null
  /** Of the first requests, in their order: one write does not take more. */
  readonly steps: readonly Step[]
}

export interface WriteDeps {
  readonly table: RoomTable
  /** How long it may take from now on, in milliseconds. */
  readonly timeLeft: () => number
  /** The request by the name that its sender has on this backend. Throws `Refused`. */
  readonly named: (act: Act, head: Head | null) => Promise<Act>
}

/**
 * Writes what requests make of a room, in their order and in one write: get the head, complete what the write before
 * left pending, put the head with the new entries pending, on condition that nobody else has. Otherwise it begins anew.
 *
 * What the head says is written, and nothing else is: a crash at any step is completed by the redelivery or by whoever
 * writes next. Throws when the time is over or the table cannot be reached.
 */
export async function writeRoom(room: string, acts: readonly Act[], deps: WriteDeps): Promise<Written> {
  const until = performance.now() + deps.timeLeft()
  for (let tries = 0; ; tries++) {
    const known = tries === 0 && acts.length === 1 ? acts[0]?.head : undefined
    const before = known ?? (await deps.table.get<Head>(roomKey(room), HEAD))
    const written = await writeOnce({ pk: roomKey(room), before }, acts, deps)
    if (written) {
      await remember(roomKey(room), written, deps.table)
      return written
    }
    if (performance.now() > until) throw new Error('too many write at once')
    await jitter(tries)
  }
}

interface Room {
  readonly pk: string
  readonly before: Head | null
}

async function writeOnce(
  { pk, before }: Room,
  acts: readonly Act[],
  deps: WriteDeps
): Promise<Written | null> {
  const { table } = deps
  const isWriting = acts.some(({ ask }) => !isReading(ask.op))
  const [named, found] = await Promise.all([
    Promise.all(acts.map((act) => deps.named(act, before).catch(asRefused))),
    lookUp({ pk, before }, acts, table),
    before && isWriting ? complete(pk, before, table) : null
  ])
  const start = before && isWriting ? { ...before, pending: [], recent: [] } : before
  const { head, steps } = play(start, { acts, named, before, found })
  if (!head || head === start) return { before, head: before, steps }
  const data = { ...head, revision: (before?.revision ?? 0) + 1 }
  const isFirst = await table.put({ pk, sk: HEAD, data }, before?.revision ?? null)
  return isFirst ? { before, head: data, steps } : null
}

/** Remembers what is refused before anybody is told: a later delivery finds the same, whatever has become of the room. */
async function remember(pk: string, { before, steps }: Written, table: RoomTable): Promise<void> {
  await Promise.all(
    steps.map(async (step) => {
      const { ask, id, by } = step.act
      if (!before || !('refused' in step) || isReading(ask.op)) return
      const refused = step.refused.why
      const data: Denied = { id, by, refused, revision: againIn(ask) + 1 }
      // Once a name is free, whoever wants it asks again without being told to.
      if (refused !== 'name_taken') await table.put({ pk, sk: idKey(id), data }, 'older')
    })
  )
}

const againIn = (ask: RoomRequest): number => (ask.op === 'say' ? (ask.again ?? 0) : 0)

/** What the requests are about, besides the head. */
async function lookUp({ pk, before }: Room, acts: readonly Act[], table: RoomTable): Promise<Found> {
  const pending = new Map<string, unknown>(
    before?.pending.flatMap((entry) => [
      [logKey(entry.seq), entry] as const,
      ...(entry.kind === 'react' ? [[reactKey(entry), reactedBy(entry)] as const] : [])
    ])
  )
  const wanted = acts.flatMap(({ ask, id, by }) => [
    ...(isReading(ask.op) ? [] : [idKey(id)]),
    ...('target' in ask ? [logKey(ask.target)] : []),
    ...(ask.op === 'react' ? [reactKey({ ...ask, by })] : [])
  ])
  const missing = before ? [...new Set(wanted)].filter((sk) => !pending.has(sk)) : []
  const got = await Promise.all(missing.map(async (sk) => [sk, await table.get<unknown>(pk, sk)] as const))
  return new Map([...pending, ...got])
}

/** Puts the newest entries into the log; done again it puts the same. */
async function complete(pk: string, { pending, recent }: Head, table: RoomTable): Promise<void> {
  const given = pending.filter(({ kind }) => kind === 'react')
  await Promise.all([
    table.write([
      ...pending.map((entry) => ({ pk, sk: logKey(entry.seq), data: entry })),
      ...recent.map((done) => ({ pk, sk: idKey(done.id), data: done }))
    ]),
    // Unlike the others it changes from one entry to the next: whoever comes late does not put it back.
    ...given.map((entry) => table.put({ pk, sk: reactKey(entry), data: reactedBy(entry) }, 'older'))
  ])
}

interface Known {
  readonly acts: readonly Act[]
  readonly named: readonly (Act | Refused)[]
  readonly before: Head | null
  readonly found: Found
}

/** Lets the requests change the head one after the other, as far as it takes them. */
function play(start: Head | null, { acts, named, ...known }: Known) {
  const steps: Step[] = []
  let head = start
  for (const [index, act] of acts.entries()) {
    const { op } = act.ask
    try {
      const step = stepOf(named[index] as Act | Refused, head, known)
      if ('change' in step) {
        if (sizeOf(step.change.head) > MAX_HEAD_BYTES) {
          if (head?.pending.length) break
          throw new Refused(op === 'join' ? 'room_full' : 'too_large')
        }
        ;({ head } = step.change)
      }
      steps.push(step)
      // Whoever goes is told of this write, and of nothing that follows.
      if ('change' in step && (op === 'leave' || op === 'remove')) break
    } catch (error) {
      steps.push({ act, refused: asRefused(error) })
    }
  }
  return { head, steps }
}

/** What one request makes of the head. Throws `Refused`. */
function stepOf(
  act: Act | Refused,
  head: Head | null,
  { before, found }: Pick<Known, 'before' | 'found'>
): Step {
  if (act instanceof Refused) throw act
  const { by, id, ask } = act
  const recent = [...(before?.recent ?? []), ...(head?.recent ?? [])]
  const known = (recent.find((one) => one.id === id) ?? found.get(idKey(id))) as
    | Done
    | Denied
    | null
    | undefined
  const denied = known && 'refused' in known ? known : null
  if (denied?.by === by && againIn(ask) < denied.revision) throw new Refused(denied.refused)
  const done = denied ? null : (known as Done | null | undefined)
  if (!done || isReading(ask.op)) return { act, change: changeRoom(head, act, found) }
  if (done.by === by) return { act, done }
  throw new Refused(memberOf(head, by) ? 'id_taken' : 'unknown_room')
}
