import type { ElicitResult } from '@modelcontextprotocol/sdk/types.js'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { aProfile as storesIn } from '../../test/profile'
import { ada, anEntry, aRoomIn, aState, bob, roomId } from '../../test/rooms'
import { anAgent, aProfile, unlock } from './test-agent'

const direct = '0192f1a0-0000-8000-8000-00000000abcd'

/** A profile whose backend agents may send to, with a room of two and a direct conversation. */
async function aProfileWithRooms(): Promise<string> {
  const dataDir = await aProfile(unlock)
  const { rooms, at, bring } = aRoomIn(storesIn(join(dataDir, 'profiles', 'default')))
  bring(
    anEntry(1, { kind: 'create', by: ada.id, name: ada.name, text: 'Kitchen' }),
    anEntry(2, { kind: 'join', text: '' }),
    anEntry(3, { text: 'soup or salad?' }),
    anEntry(4, { by: ada.id, name: ada.name, text: 'soup', quotes: 3 }),
    anEntry(5, { text: 'a secret' }),
    anEntry(6, { kind: 'edit', target: 3, text: 'soup or bread?' }),
    anEntry(7, { kind: 'delete', target: 5, text: '' })
  )
  rooms.open({ id: direct, backendId: 'local', kind: 'direct', title: 'Bob', person: bob.id }, 1)
  const state = { ...aState(), room: direct, kind: 'direct', title: '' } as const
  rooms.apply(direct, { room: direct, me: ada.id, state }, at)
  return dataDir
}

it('reads rooms as chats: what they are, who said what in them, and what became of it', async () => {
  const { use } = await anAgent(await aProfileWithRooms())

  const { chats } = await use('list_chats')
  const { messages } = await use('read_chat', { chat: 'Kitchen' })
  const { hits } = await use('search_messages', { query: 'bread' })

  expect(chats.map(({ title, room }: { title: string; room?: object }) => [title, room])).toEqual(
    expect.arrayContaining([
      ['MessageProcessor', undefined],
      ['Kitchen', { kind: 'room', state: 'open', members: 2 }],
      ['Bob', { kind: 'direct', state: 'open', members: 2 }]
    ])
  )
  expect(
    messages.map(({ from, text, room }: { from: string; text: string; room: object }) => [from, text, room])
  ).toEqual([
    ['Ada', 'Kitchen', { seq: 1, by: ada.id, kind: 'create' }],
    ['Bob', '', { seq: 2, by: bob.id, kind: 'join' }],
    ['Bob', 'soup or bread?', { seq: 3, by: bob.id, kind: 'message', editedAt: '1970-01-01T00:00:01.006Z' }],
    [
      'Ada',
      'soup',
      {
        seq: 4,
        by: ada.id,
        kind: 'message',
        quotes: { seq: 3, id: anEntry(3).id, name: 'Bob', text: 'soup or bread?' }
      }
    ],
    ['Bob', '', { seq: 5, by: bob.id, kind: 'message', deleted: true }]
  ])
  expect(hits).toMatchObject([{ from: 'Bob', chatId: roomId(), room: { seq: 3 } }])
  expect(await use('read_message', { id: anEntry(3).id })).toMatchObject({
    message: { from: 'Bob', text: 'soup or bread?', room: { seq: 3, kind: 'message' } }
  })
})

it('says nothing to people, by the title of a room, its id or a person’s name, and asks nobody whether it may', async () => {
  const dataDir = await aProfileWithRooms()
  const answer = vi.fn<() => ElicitResult>(() => ({ action: 'accept', content: { send: true } }))
  const { use } = await anAgent(dataDir, { answer })
  const before = await use('read_chat', { chat: 'Kitchen' })

  const refusals = []
  for (const chat of ['Kitchen', roomId(), 'Bob', direct])
    refusals.push((await use('send_message', { text: 'as their user', chat })).error)

  for (const refusal of refusals)
    expect(refusal).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('agents may not send')
    })
  expect(answer).not.toHaveBeenCalled()
  expect(await use('read_chat', { chat: 'Kitchen' })).toEqual(before)
  expect((await use('read_chat', { chat: 'Bob' })).messages).toEqual([])
})
