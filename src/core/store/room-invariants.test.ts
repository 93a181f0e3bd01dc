import fc from 'fast-check'
import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { ada, anEntry, aRoomIn, aState, bob, roomId, sayIn } from '../../../test/rooms'
import { someSettings } from '../../../test/settings'
import type { RoomEntry } from '../../shared/room-wire'
import { ConversationStore } from './conversation-store'
import type { ProfileDatabase } from './database'
import { MessageStore } from './message-store'
import { openDatabase } from './open-database'
import { PairStore } from './pair-store'
import { ProfileStore } from './profile-store'
import { RoomStore } from './room-store'
import { RoomView } from './room-view'

// That a log is the same in whichever pieces it comes is held in room-log.test.ts. Here: what is counted of it.

/** One thing that happens to a room; `n` picks what it happens to. */
const step = fc.record({
  what: fc.constantFrom(
    'bob says',
    'bob says',
    'bob edits',
    'bob deletes',
    'bob sets the topic',
    'ada says',
    'ada says elsewhere',
    'ada is answered',
    'ada is refused',
    'news comes',
    'news comes',
    'all of it comes',
    'read here',
    'read elsewhere',
    'something is asked',
    'crash'
  ),
  n: fc.nat(30)
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const id = roomId()
const at = { now: 5000, backendId: 'local' }

const storesOn = (db: ProfileDatabase) => {
  const store = new MessageStore(db)
  return {
    db,
    store,
    conversations: new ConversationStore(db),
    rooms: new RoomStore(db, store),
    view: new RoomView(db),
    profile: new ProfileStore(db, someSettings),
    pairs: new PairStore(db)
  }
}

/** A room in a store that can crash, its log as the processor has it, and what should be true of it. */
class Trial {
  private readonly first = aProfile()
  stores = storesOn(aRoomIn(this.first).db)
  readonly log: RoomEntry[] = []
  /** Numbers that are here, of what is unread, and up to which all is read. */
  readonly here = new Set<number>()
  unread = new Set<number>()
  private read = 0
  private revision = 1
  private ids = 1000
  asked = 0

  private nextId = (): string => anEntry(++this.ids).id
  private said = (by: string): RoomEntry[] =>
    this.log.filter((one) => one.kind === 'message' && one.by === by)

  private add(fields: Partial<RoomEntry>): RoomEntry {
    const entry = anEntry(this.log.length + 1, { text: `text ${this.log.length + 1}`, ...fields })
    this.log.push(entry)
    return entry
  }

  private bring(entries: readonly RoomEntry[], asked?: string): void {
    if (entries.length === 0) return
    this.stores.rooms.apply(id, { room: id, entries }, { ...at, asked })
    for (const { seq, by, kind } of entries) {
      if (!this.here.has(seq) && kind === 'message' && by !== ada.id && seq > this.read) this.unread.add(seq)
      this.here.add(seq)
    }
  }

  private crash(): void {
    // Another connection sees what a process that starts again would: what was committed.
    const { db } = openDatabase(this.first.file, 'alone')
    this.end()
    this.stores = storesOn(db)
  }

  end(): void {
    if (this.stores.db !== this.first.db) this.stores.db.close()
  }

  do({ what, n }: Step): void {
    const { rooms, conversations } = this.stores
    const bobs = this.said(bob.id)
    const target = bobs[n % Math.max(1, bobs.length)]?.seq
    const next = rooms.asks.next('local', id, 4000)
    if (what === 'bob says') this.add({})
    else if (what === 'bob edits' && target) this.add({ kind: 'edit', target })
    else if (what === 'bob deletes' && target) this.add({ kind: 'delete', target, text: '' })
    else if (what === 'bob sets the topic') this.add({ kind: 'topic' })
    else if (what === 'ada says') sayIn(this.stores, this.nextId(), `own ${n}`)
    else if (what === 'ada says elsewhere') this.add({ id: this.nextId(), by: ada.id, name: ada.name })
    else if (what === 'ada is answered' && next?.what === 'message') {
      const { text } = JSON.parse(next.body) as { text: string }
      this.bring([this.add({ id: next.id, by: ada.id, name: ada.name, text })], next.id)
    } else if (what === 'ada is refused' && next) {
      rooms.apply(id, { room: id, refused: 'too_large' }, { ...at, asked: next.id })
      if (next.what === 'ask') this.asked--
    } else if (what === 'news comes') this.bring(this.log.slice(n % Math.max(1, this.log.length)).slice(0, 3))
    else if (what === 'all of it comes') this.bring(this.log)
    else if (what === 'read here') {
      conversations.markRead(id)
      if (this.unread.size > 0) this.read = Math.max(this.read, ...this.here)
      this.unread = new Set()
    } else if (what === 'read elsewhere') this.readElsewhere(n)
    else if (what === 'something is asked') {
      rooms.asks.add(
        { id: this.nextId(), backendId: 'local', roomId: id, ask: { op: 'topic', room: id, topic: '' } },
        6000
      )
      this.asked++
    } else if (what === 'crash') this.crash()
  }

  private readElsewhere(n: number): void {
    const readSeq = Math.min(n, this.log.length)
    const state = aState({
      revision: ++this.revision,
      seq: this.log.length,
      members: [{ ...ada, readSeq }, bob]
    })
    this.stores.rooms.apply(id, { room: id, state }, at)
    this.read = Math.max(this.read, readSeq)
    this.unread = new Set([...this.unread].filter((seq) => seq > readSeq))
    this.told = Math.max(this.told, this.log.length)
  }
  told = 0
}

it('counts what is unread, here, known and waiting, and shows the last message, whatever happens in whichever order', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 8, maxLength: 30 }), (steps) => {
      const trial = new Trial()
      for (const one of steps) {
        trial.do(one)
        holds(trial)
      }
      trial.end()
    }),
    { numRuns: Number(process.env['CHATAPP_PROPERTY_RUNS'] ?? 150) }
  )
}, 60_000)

function holds({
  stores: { store, conversations, rooms, view, db },
  unread,
  here,
  asked,
  told
}: Trial): void {
  const chat = conversations.get(id)
  const log = store.history(id, 1000).messages
  expect(chat.unread).toBe(unread.size)
  expect(view.get(id)).toMatchObject({
    here: here.size,
    known: Math.max(0, told, ...here),
    waiting: asked
  })
  const numbered = log.flatMap(({ room }) => room?.seq ?? [])
  expect(numbered).toEqual([...new Set(numbered)].toSorted((a, b) => a - b))
  // What waits for its number stands behind all that has one; what was refused stays where it was written.
  const underWay = log.filter(
    (one) => one.role === 'request' && one.room?.seq === null && one.status !== 'failed'
  )
  expect(underWay).toEqual(log.slice(log.length - underWay.length))
  const last = log.findLast(({ room }) => room?.kind === 'message')
  expect(chat.preview.endsWith(last?.text ?? '')).toBe(true)
  expect(chat.lastActivityAt).toBe(last?.createdAt ?? chat.createdAt)
  const queued = log.flatMap((one) => (one.role === 'request' && one.status === 'queued' ? [one.id] : []))
  const outbox = db.sql('SELECT m.id FROM outbox o JOIN messages m USING (seq)').all()
  expect(new Set(outbox.map((row) => String(row['id'])))).toEqual(new Set(queued))
  expect(rooms.gap(id) === null).toBe(here.size === Math.max(0, told, ...here))
}
