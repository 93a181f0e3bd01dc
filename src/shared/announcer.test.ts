import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { someSettings } from '../../test/settings'
import { announcementOf, Announcer, isQuiet, type Announcement } from './announcer'
import type { Conversation, Settings } from './contract'
import type { ReplyMessage } from './message'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }))
afterEach(() => vi.useRealTimers())

const aChat = (id: string, fields: Partial<Conversation> = {}): Conversation => ({
  id,
  title: `Chat ${id}`,
  createdAt: 0,
  lastActivityAt: 0,
  preview: `the last of ${id}`,
  unread: 1,
  markedUnread: false,
  named: true,
  pinned: false,
  archived: false,
  muted: false,
  draft: null,
  ...fields
})

let count = 0
const aReply = (
  conversationId: string,
  timeline: ReplyMessage['timeline'] = { received: Date.now() }
): ReplyMessage => ({
  role: 'reply',
  id: `r${count++}`,
  conversationId,
  sender: { id: 'p', name: 'P' },
  text: 'hi',
  createdAt: Date.now(),
  position: 0,
  timeline,
  inReplyTo: 'q',
  kind: 'reply',
  attempts: 1
})

function setup(settings: Partial<Settings> = {}) {
  const told: Announcement[] = []
  const chats = new Map(['a', 'b', 'c'].map((id) => [id, aChat(id)]))
  const announcer = new Announcer({
    settings: async () => ({ ...someSettings, ...settings }),
    conversations: async () => [...chats.values()],
    announce: (announcement) => told.push(announcement),
    now: Date.now
  })
  return { announcer, told, chats }
}

it('announces one reply with its chat’s title and one line, after it had time to be seen', async () => {
  const { announcer, told } = setup()
  const reply = aReply('a')

  announcer.heard(reply)
  await vi.advanceTimersByTimeAsync(1999)
  const before = told.length
  await vi.advanceTimersByTimeAsync(1)

  expect(before).toBe(0)
  expect(told).toEqual([
    {
      replies: 1,
      chats: 1,
      conversationId: 'a',
      messageId: reply.id,
      title: 'Chat a',
      preview: 'the last of a'
    }
  ])
})

it('announces what comes within two seconds as one, and what comes later by itself', async () => {
  const { announcer, told } = setup()
  const replies = ['a', 'b', 'a', 'c', 'a'].map((id) => aReply(id))

  for (const reply of replies) {
    announcer.heard(reply)
    await vi.advanceTimersByTimeAsync(300)
  }
  await vi.advanceTimersByTimeAsync(2000)
  announcer.heard(aReply('b'))
  await vi.advanceTimersByTimeAsync(2000)

  expect(told.map(({ replies: n, chats, title, preview }) => [n, chats, title, preview])).toEqual([
    [5, 3, null, null],
    [1, 1, 'Chat b', 'the last of b']
  ])
  expect(told[0]?.messageId).toBe(replies.at(-1)?.id)
})

it('announces nothing that was shown, or read, meanwhile, in whichever window', async () => {
  const { announcer, told, chats } = setup()
  const seen = aReply('a')

  announcer.heard(seen)
  announcer.heard({ ...seen, timeline: { ...seen.timeline, shown: Date.now() } })
  announcer.heard(aReply('b'))
  chats.set('b', aChat('b', { unread: 0 }))
  await vi.advanceTimersByTimeAsync(5000)

  expect(told).toEqual([])
})

it('announces each reply once, however often it is heard of', async () => {
  const { announcer, told } = setup()
  const reply = aReply('a')

  announcer.heard(reply)
  await vi.advanceTimersByTimeAsync(3000)
  announcer.heard(reply)
  await vi.advanceTimersByTimeAsync(3000)

  expect(told).toHaveLength(1)
})

it.each<[string, Partial<Settings>]>([
  ['nothing is wanted', { notify: false }],
  ['it is a quiet hour', { quietHours: { from: '00:00', until: '23:59' } }]
])('announces nothing while %s', async (_, settings) => {
  vi.setSystemTime(new Date(2026, 0, 1, 12, 0))
  const { announcer, told } = setup(settings)

  announcer.heard(aReply('a'))
  await vi.advanceTimersByTimeAsync(5000)

  expect(told).toEqual([])
})

it('announces no muted chat, none that is gone, and nothing that is no news', async () => {
  const { announcer, told, chats } = setup()
  chats.set('a', aChat('a', { muted: true }))

  announcer.heard(aReply('a'))
  announcer.heard(aReply('deleted'))
  announcer.heard(aReply('b', { received: Date.now() - 3_600_000 }))
  announcer.heard(aReply('b', {}))
  await vi.advanceTimersByTimeAsync(5000)

  expect(told).toEqual([])
})

it('tells nothing of what was said where no preview is wanted, not even the title, which is the first message', () => {
  const replies = [{ id: 'r', conversationId: 'a' }]

  expect(announcementOf(replies, [aChat('a')], false)).toMatchObject({
    replies: 1,
    title: null,
    preview: null
  })
})

it('names the chat of several replies, and counts them', () => {
  const replies = ['r', 's'].map((id) => ({ id, conversationId: 'a' }))

  expect(announcementOf(replies, [aChat('a')], true)).toMatchObject({
    replies: 2,
    title: 'Chat a',
    preview: null
  })
})

it.each([
  ['22:00', '07:00', '21:59', false],
  ['22:00', '07:00', '22:00', true],
  ['22:00', '07:00', '03:30', true],
  ['22:00', '07:00', '07:00', false],
  ['12:00', '13:30', '13:29', true],
  ['12:00', '13:30', '13:30', false],
  ['08:00', '08:00', '08:00', false]
])('from %s until %s is %s quiet: %s', (from, until, time, quiet) => {
  expect(isQuiet({ from, until }, new Date(`2026-03-01T${time}:30`))).toBe(quiet)
})

const inRoom = (mentions?: { id: string; name: string; me: boolean }[]): Partial<ReplyMessage> => ({
  text: 'Lunch?\n\nNow.',
  sender: { id: 'b', name: 'Bob' },
  room: { seq: 1, by: 'b', kind: 'message', ...(mentions && { mentions }) }
})

it('says of a room who said what, and of one that is to be quiet only what mentions one', async () => {
  const { announcer, told, chats } = setup()
  const room = { kind: 'room', backendId: 'local', state: 'open', mentioned: false, members: 2 } as const
  chats.set('a', aChat('a', { room: { ...room, mentionsOnly: false } }))
  chats.set('b', aChat('b', { room: { ...room, mentionsOnly: true } }))
  const hear = async (chat: string, fields: Partial<ReplyMessage>) => {
    told.length = 0
    announcer.heard({ ...aReply(chat), ...fields })
    await vi.advanceTimersByTimeAsync(2000)
    return told.map(({ title, preview }) => [title, preview])
  }
  const somebody = { id: 'c', name: 'Cem', me: false }

  expect(await hear('a', inRoom())).toEqual([['Chat a', 'Bob: Lunch? Now.']])
  expect(await hear('b', inRoom([somebody]))).toEqual([])
  expect(await hear('b', inRoom([somebody, { ...somebody, me: true }]))).toEqual([
    ['Chat b', 'Bob: Lunch? Now.']
  ])
})

it('announces nothing that its author has deleted meanwhile', async () => {
  const { announcer, told } = setup()
  const reply = { ...aReply('a'), ...inRoom() }

  announcer.heard(reply)
  announcer.heard({ ...reply, text: '', room: { seq: 1, by: 'b', kind: 'message', deleted: true } })
  await vi.advanceTimersByTimeAsync(2000)

  expect(told).toEqual([])
})
