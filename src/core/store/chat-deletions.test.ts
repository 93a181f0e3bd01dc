import { setImmediate } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { aRequest } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { encodeBody } from '../../shared/message'
import type { Deletion } from '../../shared/contract'
import { ChatDeletions, WAIT_MS } from './chat-deletions'

const SIZE = 30_000

/** A profile with a large chat and a small one, and what deletes them. */
function aLargeChat() {
  const { db, conversations, store } = aProfile()
  const { id } = conversations.create('Large', 0)
  db.sql(
    `INSERT INTO messages (id, conversation_id, role, body, attributes, status, created_at, position, timeline, revision)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${SIZE})
     SELECT 'message' || i, ?, 'request', '{}', '{}', 'answered', i, i, '{}', 0 FROM n`
  ).run(id)
  const left = (): number =>
    Number(db.sql('SELECT count(*) AS size FROM messages WHERE conversation_id = ?').get(id)?.['size'])
  const told: Deletion[] = []
  /** What deletes them in one host. */
  const aHost = (now = 0) =>
    new ChatDeletions({
      db,
      conversations,
      now: () => now,
      progress: (deletion) => told.push(deletion),
      failed: (error) => expect.unreachable(String(error))
    })
  return { db, conversations, store, id, left, told, aHost, deletions: aHost() }
}

/** Only the timers of what waits; the steps of a deletion pause for real. */
function setTheClock() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

it('deletes a large chat in steps between which everything else goes on, and tells of it once', async () => {
  const { db, conversations, deletions, id, left } = aLargeChat()
  const since = db.revision()
  let [told, turns] = [0, 0]
  db.onCommit(
    () => (told += 1),
    (error) => expect.unreachable(String(error))
  )

  const ticking = setInterval(() => (turns += 1), 1)
  await deletions.delete(id)
  clearInterval(ticking)

  expect([left(), told]).toEqual([0, 1])
  expect(turns).toBeGreaterThan(1)
  expect(conversations.deletedSince(since)).toEqual([id])
})

it('stops when it is told to: the oldest messages are gone, the newest stay, and panes read anew', async () => {
  const { db, conversations, deletions, id, left } = aLargeChat()
  const since = db.revision()

  const deleted = deletions.delete(id)
  deletions.cancel(id)
  await expect(deleted).rejects.toMatchObject({ code: 'cancelled' })

  expect(left()).toBeGreaterThan(0)
  expect(left()).toBeLessThan(SIZE)
  expect(db.sql('SELECT max(position) AS newest FROM messages').get()?.['newest']).toBe(SIZE)
  expect(conversations.get(id).title).toBe('Large')
  expect(db.notedSince(since).has('read_anew')).toBe(true)
})

it('refuses a chat that is not there, and is at work on nothing once it was stopped', async () => {
  const { deletions, id, left } = aLargeChat()
  await expect(deletions.delete('another')).rejects.toMatchObject({ code: 'not_found' })

  const deleted = deletions.delete(id)
  let before = SIZE
  void deletions.stop().then(() => (before = left()))

  await expect(deleted).rejects.toMatchObject({ code: 'cancelled' })
  await setImmediate()
  expect(left()).toBeLessThan(SIZE)
  expect(left()).toBe(before)
})

it('hides a chat at once, and deletes it only when it can no longer be had back', async () => {
  setTheClock()
  const { db, conversations, deletions, id, left } = aLargeChat()
  const since = db.revision()

  deletions.later(id)
  expect(conversations.list().map((chat) => chat.id)).not.toContain(id)
  expect(conversations.deletedSince(since)).toEqual([id])
  expect(() => conversations.assertThere(id)).toThrow(/does not exist/)
  vi.advanceTimersByTime(WAIT_MS - 1)
  expect(left()).toBe(SIZE)
  vi.advanceTimersByTime(1)
  vi.useRealTimers()

  await vi.waitFor(() => expect(left()).toBe(0), { timeout: 20_000 })
  await vi.waitFor(() => expect(conversations.toDelete()).toEqual([]))
})

it('gives a chat back whole that is had back in time, and never deletes it', async () => {
  setTheClock()
  const { conversations, deletions, id, left } = aLargeChat()
  deletions.later(id)

  expect(deletions.restore(id)).toMatchObject({ id, title: 'Large' })
  vi.advanceTimersByTime(2 * WAIT_MS)
  vi.useRealTimers()
  await setImmediate()

  expect(left()).toBe(SIZE)
  expect(conversations.list().map((chat) => chat.id)).toContain(id)
})

it('deletes after the next start what was to be deleted when its host ended', async () => {
  const { conversations, deletions, id, left, aHost } = aLargeChat()
  deletions.later(id)
  await deletions.stop()

  const later = aHost(WAIT_MS)
  later.resume()

  await vi.waitFor(() => expect(left()).toBe(0), { timeout: 20_000 })
  await vi.waitFor(() => expect(conversations.toDelete()).toEqual([]))
})

it('waits no longer than it was told to when a wrong clock wrote down the moment', async () => {
  setTheClock()
  const { conversations, id, left, aHost } = aLargeChat()
  conversations.deleteAt(id, 1e12)

  aHost().resume()
  vi.advanceTimersByTime(WAIT_MS)
  vi.useRealTimers()

  await vi.waitFor(() => expect(left()).toBe(0), { timeout: 20_000 })
})

it('tells how far it is, and gives back what is left when it is stopped on its way', async () => {
  const { conversations, deletions, id, left, told, aHost } = aLargeChat()
  deletions.later(id)
  await deletions.stop()
  const host = aHost(WAIT_MS)

  host.resume()
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), { timeout: 20_000, interval: 1 })
  host.cancel(id)
  await vi.waitFor(() => expect(told.at(-1)?.over).toBe(true))

  expect(told[0]).toMatchObject({ id, title: 'Large', total: SIZE, over: false })
  expect(told[0]?.deleted).toBeGreaterThan(0)
  expect(conversations.get(id).title).toBe('Large')
  expect(left()).toBeGreaterThan(0)
  expect(left()).toBeLessThan(SIZE)
})

it('sends nothing of a chat that is to be deleted, and goes on sending when it is had back', () => {
  const { conversations, store, deletions } = aLargeChat()
  const { id } = conversations.create('Short', 0)
  const body = aRequest({ conversationId: id })
  store.addRequest(body, encodeBody(body), { now: body.sentAt })

  deletions.later(id)
  expect([store.due(9000, 10, false), store.nextDueIn(9000), store.outboxSize()]).toEqual([[], null, 0])
  deletions.restore(id)

  expect(store.due(9000, 10, false)).toHaveLength(1)
  expect(store.outboxSize()).toBe(1)
})

it('keeps the chat that every profile has', () => {
  const { deletions } = aLargeChat()

  expect(() => deletions.later('processor')).toThrow(/stays/)
})
