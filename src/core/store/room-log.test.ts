import fc from 'fast-check'
import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { aRoomIn, anEntry, ada, bob, roomId } from '../../../test/rooms'
import { PROCESSOR, type RoomEntry } from '../../shared/room-wire'

/** What a room's log may hold; numbers pick who, and which of the entries before is meant. */
const act = fc.record({
  what: fc.constantFrom(
    'say',
    'say',
    'own',
    'answer',
    'edit',
    'delete',
    'react',
    'unreact',
    'join',
    'rename'
  ),
  who: fc.constantFrom(ada, bob),
  n: fc.nat(50)
})
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

/** A log as the processor would write it: only an author edits or deletes, and nothing that was deleted. */
function logOf(acts: readonly Act[], room: number): RoomEntry[] {
  const entries: RoomEntry[] = []
  const gone = new Set<number>()
  for (const { what, who, n } of acts) {
    const seq = entries.length + 1
    const mine = what === 'own' ? ada : who
    const add = (fields: Partial<RoomEntry>) =>
      entries.push(anEntry(seq, { room, by: mine.id, name: mine.name, ...fields }))
    const said = entries.filter(
      ({ kind, seq: of }) => (kind === 'message' || kind === 'answer') && !gone.has(of)
    )
    const target = said[n % Math.max(1, said.length)]
    const own = said.filter(({ by }) => by === who.id)
    const ownTarget = own[n % Math.max(1, own.length)]
    if (what === 'answer') add({ by: PROCESSOR, name: PROCESSOR, kind: 'answer' })
    else if (what === 'join') add({ kind: 'join', by: `local:${n}`, name: `Guest ${n}`, text: '' })
    else if (what === 'rename') add({ kind: 'rename', text: `Title ${n}` })
    else if (what === 'edit' && ownTarget)
      add({ kind: 'edit', target: ownTarget.seq, text: `edited at ${seq}` })
    else if (what === 'delete' && ownTarget) {
      gone.add(ownTarget.seq)
      add({ kind: 'delete', target: ownTarget.seq, text: '' })
    } else if ((what === 'react' || what === 'unreact') && target)
      add({ kind: 'react', target: target.seq, emoji: n % 2 ? '👍' : '🎉', on: what === 'react', text: '' })
    else add(target && n % 3 === 0 ? { quotes: target.seq } : {})
  }
  return entries
}

/** Pieces of a log, as syncs and news bring them: any, in any order, some of them twice. */
const pieces = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 6 })), { maxLength: 8 })

function brought(entries: readonly RoomEntry[], some: readonly (readonly [number, number])[]): RoomEntry[][] {
  const parts = some.map(([at, size]) => entries.slice(at % entries.length, (at % entries.length) + size))
  // What did not come comes in the end, as it does when a gap is found, once more with all the rest.
  return [...parts, [...entries]]
}

it('makes the same log of the same entries, in whichever pieces and order they come, however often', () => {
  const profile = aProfile()
  let rooms = 0
  const shown = (
    bring: (room: ReturnType<typeof aRoomIn>, entries: RoomEntry[]) => void,
    acts: readonly Act[]
  ) => {
    rooms += 1
    const room = aRoomIn(profile, rooms)
    bring(room, logOf(acts, rooms))
    const messages = room.log().map(({ text, sender, room: part, position }) => {
      const { quotes, ...rest } = part ?? {}
      return {
        text,
        name: sender.name,
        position,
        ...rest,
        quotes: quotes && [quotes.seq, quotes.name, quotes.text]
      }
    })
    const { unread, title, room: kept } = room.chat()
    const news = messages.filter(({ kind, by }) => (kind === 'message' || kind === 'answer') && by !== ada.id)
    expect(unread).toBe(news.length)
    return { messages, title, members: kept?.members }
  }
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 14 }), pieces, (acts, some) => {
      const inOrder = shown(({ bring }, entries) => bring(...entries), acts)
      const inPieces = shown(({ bring }, entries) => {
        for (const part of brought(entries, some)) if (part.length > 0) bring(...part)
      }, acts)

      expect(inPieces).toEqual(inOrder)
    }),
    { numRuns: Number(process.env['CHATAPP_PROPERTY_RUNS'] ?? 500) }
  )
}, 60_000)

it('gives one’s own message its number whether the answer or the news of it comes first, and once', () => {
  const profile = aProfile()
  const orders = [
    ['answer', 'news'],
    ['news', 'answer'],
    ['news', 'news', 'answer', 'answer']
  ]
  orders.forEach((order, index) => {
    const room = aRoomIn(profile, index + 1)
    const own = anEntry(1, { room: index + 1, by: ada.id, name: ada.name, text: 'mine' })
    room.say(own.id, 'mine')
    for (const how of order) room.bring.as(how === 'answer' ? own.id : undefined, own)

    expect(room.log()).toMatchObject([{ id: own.id, status: 'answered', position: 1, room: { seq: 1 } }])
    expect(room.rooms.asks.next('local', roomId(index + 1), 9000)).toBeNull()
  })
})

it('takes what oneself wrote on another device as one’s own, and as no news', () => {
  const { bring, log, chat } = aRoomIn(aProfile())

  bring(anEntry(1, { by: ada.id, name: 'Ada' }))

  expect(log()).toMatchObject([{ role: 'request', status: 'answered', text: 'message 1' }])
  expect(chat().unread).toBe(0)
})

it('leaves nothing of a text that was deleted, edited over, or quoted, wherever it was kept', () => {
  const { bring, log, db, store } = aRoomIn(aProfile())

  bring(anEntry(3, { kind: 'edit', target: 1, text: 'second secret' }))
  bring(anEntry(1, { text: 'first secret' }), anEntry(2, { quotes: 1, text: 'no' }))
  bring(anEntry(4, { kind: 'delete', target: 1, text: '' }))

  expect(log()).toMatchObject([
    { text: '', room: { deleted: true } },
    { text: 'no', room: { quotes: { seq: 1, text: '' } } }
  ])
  expect(store.search({ query: 'secret', limit: 10 }).hits).toEqual([])
  const kept = ['messages', 'room_acts'].map((table) =>
    JSON.stringify(db.sql(`SELECT * FROM ${table}`).all())
  )
  expect(kept.join('').includes('secret')).toBe(false)
})

it('lets nobody but the author edit or delete, whatever the log says', () => {
  const { bring, log } = aRoomIn(aProfile())

  bring(
    anEntry(1),
    anEntry(2, { kind: 'edit', target: 1, by: 'local:mallory', text: 'forged' }),
    anEntry(3, { kind: 'delete', target: 1, by: ada.id, text: '' })
  )

  expect(log()).toMatchObject([{ text: 'message 1' }])
  expect(log()[0]?.room).not.toHaveProperty('deleted')
})

it('loses no entry whose id is that of another message here, and changes none', () => {
  const { bring, log, say, store, add } = aRoomIn(aProfile())
  const elsewhere = add({ text: 'elsewhere' })
  const own = anEntry(9, { by: ada.id }).id
  say(own, 'mine')

  bring(
    anEntry(1, { id: elsewhere.id, text: 'a' }),
    anEntry(2, { id: own, text: 'b' }),
    anEntry(3, { id: 'no uuid' })
  )

  expect(log().map(({ text, role }) => [text, role])).toEqual([
    ['a', 'reply'],
    ['b', 'reply'],
    ['message 3', 'reply'],
    ['mine', 'request']
  ])
  expect(store.get(elsewhere.id)).toEqual(elsewhere)
})
