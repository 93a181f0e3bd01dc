import { copyFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { ada, anEntry, aRoomIn, aState, roomId, sayIn } from '../../../test/rooms'
import { DataExport } from './data-export'
import { DataImports } from './data-imports'
import { Recovery } from './recovery'

type Profile = ReturnType<typeof aProfile>

/** A profile with a room in which something of everything was said. */
function aTalk(): Profile {
  const profile = aProfile()
  const { bring, say } = aRoomIn(profile)
  bring(
    anEntry(1, { kind: 'join', text: '' }),
    anEntry(2, { text: 'first' }),
    anEntry(3, { by: ada.id, name: 'Ada', quotes: 2, text: 'mine' }),
    anEntry(4, { kind: 'edit', target: 2, text: 'second' }),
    anEntry(5, { kind: 'react', target: 3, emoji: '🎉', on: true, text: '' })
  )
  say(anEntry(6).id, 'not sent')
  const outgoing = { id: anEntry(9).id, conversationId: roomId(), text: 'for later', attributes: [] }
  profile.db.transaction(() =>
    profile.scheduled.put({ ...outgoing, quotes: anEntry(2).id }, { sendAt: 1, waitMs: null }, 1)
  )
  return profile
}

/** What no processor has been told of: it stands as failed. */
const unsaid = [
  ['not sent', 3, undefined],
  ['for later', 3, 'second']
] as const

const byExport = async ({ db }: Profile, to: Profile): Promise<void> => {
  const imports = new DataImports(to.db)
  const id = imports.begin()
  await imports.add(id, new DataExport(db, () => 1).part(0).lines)
  await imports.commit(id)
}

const byRecovery = async (from: Profile, to: Profile): Promise<void> => {
  const name = 'chatapp.sqlite.newer-2026-01-01T00-00-00-000Z'
  from.db.sql('PRAGMA wal_checkpoint(TRUNCATE)').all()
  copyFileSync(from.file, `${dirname(to.file)}/${name}`)
  const imports = new DataImports(to.db)
  await new Recovery({ folder: dirname(to.file), db: to.db, imports, now: () => 1 }).readBack(name)
}

const logOf = ({ store }: Profile) =>
  store.history(roomId(), 100).messages.map(({ text, sender, room }) => ({ text, name: sender.name, room }))

it.each([
  ['an export', byExport],
  ['what was set aside', byRecovery]
])(
  'keeps the log of a room from %s as that of one that was left, and goes on with it when it is told of again',
  async (_, bring) => {
    const from = aTalk()
    const to = aProfile()

    await bring(from, to)

    const { unread, room } = to.conversations.get(roomId())
    expect({ unread, room }).toMatchObject({ unread: 0, room: { kind: 'room', state: 'left' } })
    // Whom it belongs to is told anew: nobody is oneself, and nobody has read anything, as far as is known.
    const aside = logOf(from).map((line) =>
      JSON.parse(JSON.stringify(line).replaceAll(/"seenBy":\d/g, '"seenBy":0'))
    )
    expect(logOf(to).slice(0, -1)).toEqual(aside)
    expect(
      to.store
        .history(roomId(), 9)
        .messages.slice(-2)
        .map(({ text, position, room }) => [text, position, room?.quotes?.text])
    ).toEqual(unsaid)
    expect(() => sayIn(to, anEntry(8).id, 'hello')).toThrowError(
      expect.objectContaining({ code: 'conflict' })
    )

    const answer = { room: roomId(), me: ada.id, state: aState({ seq: 7, revision: 9 }) }
    to.rooms.greet({ me: ada.id, rooms: [answer.state], people: [] }, { now: 1, backendId: 'other' })
    to.rooms.apply(
      roomId(),
      { room: roomId(), entries: [1, 2, 3].map((seq) => anEntry(seq)) },
      { now: 1, backendId: 'other' }
    )
    to.rooms.apply(
      roomId(),
      { room: roomId(), entries: [anEntry(7, { text: 'news' })] },
      { now: 1, backendId: 'other' }
    )

    expect(to.rooms.find(roomId())).toMatchObject({ state: 'open', backendId: 'other' })
    expect(logOf(to).map(({ text }) => text)).toEqual(['', 'second', 'mine', 'not sent', 'for later', 'news'])
    expect(to.conversations.get(roomId()).unread).toBe(1)
  }
)

it.each([
  ['an export', byExport],
  ['what was set aside', byRecovery]
])('keeps where the log of a room was put back from %s, and goes on behind it', async (_, bring) => {
  const from = aTalk()
  const at = { now: 9, backendId: 'local' }
  from.rooms.apply(
    roomId(),
    { room: roomId(), state: aState({ seq: 2, revision: 1 }) },
    { ...at, synced: { since: 5 } }
  )
  const to = aProfile()

  await bring(from, to)
  to.rooms.greet(
    { me: ada.id, rooms: [aState({ seq: 3, revision: 9 })], people: [] },
    { now: 1, backendId: 'other' }
  )
  const anew = anEntry(3, { id: anEntry(33).id, text: 'anew' })
  to.rooms.apply(roomId(), { room: roomId(), entries: [anew] }, { now: 1, backendId: 'other' })

  const lines = logOf(to).map(({ text, room }) => [text, room?.seq ?? null, room?.quotes?.text])
  expect(lines.slice(1)).toEqual([
    ['second', 2, undefined],
    ['mine', null, 'second'],
    ['not sent', null, undefined],
    ['1', null, undefined],
    ['for later', null, 'second'],
    ['anew', 3, undefined]
  ])
})
