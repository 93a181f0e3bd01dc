import { expect, it } from 'vitest'
import type { RoomEntry } from '../src/shared/room-wire'
import { judgeRoom, shownOf, type Asked, type RoomEnd, type Row, type Seen } from './room-verdict'

const entry = (seq: number, by: string, fields: Partial<RoomEntry> = {}): RoomEntry => ({
  seq,
  id: `id ${seq}`,
  at: 1000 + seq,
  by,
  name: by.toUpperCase(),
  kind: 'message',
  ...fields
})

const log: readonly RoomEntry[] = [
  entry(1, 'ann', { kind: 'create' }),
  entry(2, 'bob', { kind: 'join' }),
  entry(3, 'ann', { text: 'one' }),
  entry(4, 'bob', { text: 'two' }),
  entry(5, 'ann', { kind: 'edit', target: 3, text: 'one, better' }),
  entry(6, 'ann', { kind: 'react', target: 4, emoji: '👍', on: true }),
  entry(7, 'bob', { text: 'three' }),
  entry(8, 'bob', { kind: 'delete', target: 7 })
]

const asked: readonly Asked[] = [
  { by: 'ann', op: 'say', message: 'id 3', text: 'one' },
  { by: 'ann', op: 'edit', message: 'id 3', text: 'one, better' },
  { by: 'ann', op: 'react' },
  { by: 'bob', op: 'say', message: 'id 4', text: 'two' },
  { by: 'bob', op: 'say', message: 'id 7', text: 'three' },
  { by: 'bob', op: 'delete', message: 'id 7' }
]

const all = (who: string): Seen => ({ who, isMember: true, rows: shownOf(log) })
const sound: RoomEnd = { log, asked, seen: [all('ann'), all('bob')] }
const clean = { lost: [], twice: [], misplaced: [], stale: [], stuck: [], forged: [] }

/** What Bob shows, spoilt. */
const bobShows = (spoil: (rows: Row[]) => Row[]): RoomEnd => ({
  ...sound,
  seen: [all('ann'), { ...all('bob'), rows: spoil(shownOf(log)) }]
})
const at = (rows: readonly Row[], index: number): Row => rows[index] as Row

it('finds nothing wrong where everybody shows the log', () => {
  expect(judgeRoom(sound)).toEqual({ ...clean, entries: 8, messages: 3 })
})

it('shows an edit, a reaction and a deletion at what they are of', () => {
  expect(shownOf(log).slice(2)).toEqual([
    {
      id: 'id 3',
      seq: 3,
      by: 'ann',
      kind: 'message',
      text: 'one, better',
      edited: true,
      deleted: false,
      reactions: {}
    },
    {
      id: 'id 4',
      seq: 4,
      by: 'bob',
      kind: 'message',
      text: 'two',
      edited: false,
      deleted: false,
      reactions: { '👍': 1 }
    },
    { id: 'id 7', seq: 7, by: 'bob', kind: 'message', text: '', edited: false, deleted: true, reactions: {} }
  ])
})

it.each<[string, RoomEnd, Record<string, unknown>]>([
  [
    'a message that one member does not show',
    bobShows((rows) => rows.toSpliced(2, 1)),
    { lost: ['bob: shows no 3'] }
  ],
  [
    'a message that is shown twice',
    bobShows((rows) => rows.toSpliced(3, 0, at(rows, 3))),
    { twice: ['bob: id 4 2 times', 'bob: 4 2 times'] }
  ],
  [
    'two messages that changed places',
    bobShows((rows) => [...rows.slice(0, 2), at(rows, 3), at(rows, 2), at(rows, 4)]),
    { misplaced: ['bob: 3 behind 4'] }
  ],
  [
    'a text from before its edit',
    bobShows((rows) => rows.with(2, { ...at(rows, 2), text: 'one', edited: false })),
    { stale: [expect.stringContaining('bob: ')] }
  ],
  [
    'a message that is shown though it was deleted',
    bobShows((rows) => rows.with(4, { ...at(rows, 4), text: 'three', deleted: false })),
    { stale: [expect.stringContaining('bob: ')] }
  ],
  [
    'a reaction that is missing',
    bobShows((rows) => rows.with(3, { ...at(rows, 3), reactions: {} })),
    { stale: [expect.stringContaining('bob: ')] }
  ],
  [
    'a message under another name',
    bobShows((rows) => rows.with(2, { ...at(rows, 2), by: 'bob' })),
    { stale: [expect.stringContaining('bob: ')] }
  ],
  [
    'a message that still has no number',
    bobShows((rows) => rows.with(3, { ...at(rows, 3), seq: null })),
    { stuck: ['bob: id 4 has no number'] }
  ],
  [
    'a message that is in nobody’s log',
    bobShows((rows) => [...rows, { ...at(rows, 4), id: 'made up', seq: 9 }]),
    { forged: ['bob: shows 9 made up, which the log has not'] }
  ],
  [
    'an acknowledged message that the log has not',
    { ...sound, asked: [...asked, { by: 'bob', op: 'say', message: 'id 9', text: 'four' }] },
    { lost: ['bob asked say four: not in the log'] }
  ],
  [
    'an acknowledged edit that the log has not',
    { ...sound, asked: [...asked, { by: 'bob', op: 'edit', message: 'id 4', text: 'two, better' }] },
    { lost: ['bob asked edit two, better: not in the log'] }
  ],
  ['a hole in the numbers', { log: log.toSpliced(5, 1), asked, seen: [] }, { lost: ['log: no 6'] }],
  [
    'a message that is in the log twice',
    { log: [...log, entry(9, 'ann', { id: 'id 3', text: 'one' })], asked, seen: [] },
    { twice: ['log: id 3 is 3 and 9'], forged: ['log: nobody asked for 9, message of ann'] }
  ],
  [
    'two entries with one number',
    {
      log: log.with(4, entry(4, 'ann', { id: 'id 5', kind: 'edit', target: 3, text: 'one, better' })),
      asked,
      seen: []
    },
    { twice: ['log: 2 entries are 4'], lost: ['log: no 5'] }
  ],
  [
    'what an author said in another order',
    { ...sound, asked: [asked[1], asked[0], ...asked.slice(2)] as Asked[] },
    { misplaced: ['log: ann asked for 5 before 3'] }
  ],
  [
    'what nobody asked for',
    { log: [...log, entry(9, 'ann', { text: 'I owe Bob 100' })], asked, seen: [] },
    { forged: ['log: nobody asked for 9, message of ann'] }
  ],
  [
    'what was refused and is in the log all the same',
    { ...sound, asked: asked.with(3, { ...(asked[3] as Asked), refused: true }) },
    { forged: ['bob asked say two: refused, and in the log as 4'] }
  ]
])('finds %s', (_, end, wrong) => {
  expect(judgeRoom(end)).toMatchObject({ ...clean, ...wrong })
})

it('finds nothing wrong with a log whose edited and deleted texts are gone', () => {
  const { text: _, ...said } = entry(3, 'ann')
  const { text: __, ...deleted } = entry(7, 'bob')
  const erased = log.with(2, said).with(6, deleted)

  expect(judgeRoom({ ...sound, log: erased })).toMatchObject(clean)
})

it('finds which of two edits was lost, though the text of the first is gone', () => {
  const { text: _, ...first } = entry(5, 'ann', { kind: 'edit', target: 3 })
  const twice: Asked = { by: 'ann', op: 'edit', message: 'id 3', text: 'one, best' }
  const both = [...log.with(4, first), entry(9, 'ann', { kind: 'edit', target: 3, text: 'one, best' })]
  const acts = [...asked, twice]

  expect(judgeRoom({ log: both, asked: acts, seen: [] })).toMatchObject(clean)
  expect(judgeRoom({ log, asked: acts, seen: [] }).lost).toEqual(['ann asked edit one, best: not in the log'])
})

it('lets an act be missing whose host died, and no other', () => {
  const unsure: Asked = { by: 'bob', op: 'edit', message: 'id 4', text: 'two, better', unsure: true }

  expect(judgeRoom({ ...sound, asked: [...asked, unsure] })).toMatchObject(clean)
})

it('finds nothing wrong with somebody who left and shows what there was until then', () => {
  const left: Seen = { who: 'bob', isMember: false, rows: shownOf(log.slice(0, 4)) }

  expect(judgeRoom({ ...sound, seen: [all('ann'), left] })).toMatchObject(clean)
})

it('finds what somebody who left shows wrong', () => {
  const rows = shownOf(log.slice(0, 4)).with(2, { ...at(shownOf(log), 2), text: 'another' })

  expect(judgeRoom({ ...sound, seen: [{ who: 'bob', isMember: false, rows }] }).stale).toHaveLength(1)
})
