import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { ChatDeletions } from './chat-deletions'

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
  return {
    db,
    conversations,
    store,
    id,
    left,
    deletions: new ChatDeletions({ db, conversations, now: () => 0 })
  }
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
  expect(db.isToReadAnew(since)).toBe(true)
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
