import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { roomAnswerSchema } from './room'
import { directRoomId, isRoomId } from './room-wire'

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
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
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

it('gives a direct conversation one id, whoever of the two asks: a UUID of version 8', () => {
  const id = directRoomId('AIDA:ada', 'AROA:bob', sha256)

  expect(id).toBe('a6f93728-09e3-8d88-8446-c2f303642f7a')
  expect(directRoomId('AROA:bob', 'AIDA:ada', sha256)).toBe(id)
  expect(isRoomId(id)).toBe(true)
})
