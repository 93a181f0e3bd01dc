import { expect, it } from 'vitest'
import { roomAnswerSchema } from './room'

const room = '0192f1a0-0000-7000-8000-000000000001'
const entry = (seq: number, fields: object = {}) => ({
  seq,
  id: `id-${seq}`,
  at: 1000,
  by: 'AIDA',
  name: 'Ada',
  kind: 'message',
  text: 'hi',
  ...fields
})
const reads = (value: unknown) => roomAnswerSchema.safeParse(value).success

it('reads entries that follow one another, and leaves out what it does not know', () => {
  const read = roomAnswerSchema.parse({ room, entries: [entry(3, { colour: 'red' }), entry(4)], mood: 1 })

  expect(read).toEqual({ room, entries: [entry(3), entry(4)] })
})

it('refuses a hole, a wrong order, an entry that is none, and entries of no room', () => {
  expect(reads({ room, entries: [entry(3), entry(5)] })).toBe(false)
  expect(reads({ room, entries: [entry(4), entry(3)] })).toBe(false)
  expect(reads({ room, entries: [entry(0)] })).toBe(false)
  expect(reads({ room, entries: [entry(3, { kind: 'vote' })] })).toBe(false)
  expect(reads({ room, entries: [entry(3, { text: 'x'.repeat(200_000) })] })).toBe(false)
  expect(reads({ entries: [entry(3)] })).toBe(false)
  expect(reads({ room: '../people', entries: [] })).toBe(false)
})

it('refuses a state of another room than it speaks of', () => {
  const state = { kind: 'room', title: 'x', topic: '', seq: 1, revision: 1, members: [], invitations: [] }

  expect(reads({ room, state: { ...state, room, closed: false } })).toBe(true)
  expect(reads({ room, state: { ...state, room: room.replace('0192', '0193'), closed: false } })).toBe(false)
})

it('takes a refusal in a word that it does not know for one all the same', () => {
  expect(roomAnswerSchema.parse({ room, refused: 'too_loud' })).toEqual({ room, refused: 'malformed' })
})
