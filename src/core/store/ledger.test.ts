import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { join } from 'node:path'
import { aReply, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { temporaryFolder } from '../../../test/temporary-folder'
import { ChatError } from '../../shared/errors'
import { sayForeign } from '../../shared/said'
import { DataExport } from './data-export'
import { DataImports } from './data-imports'
import { Ledger } from './ledger'
import { migrations } from './migrations'
import { openDatabase } from './open-database'

const offline = new ChatError('fault_lab.local_only').toWire()

function aLedger() {
  const profile = aProfile()
  return { ...profile, ledger: new Ledger(profile.db, () => 7) }
}

it('counts what happens to messages, and says where each of them is', () => {
  const { ledger, store, profile, add } = aLedger()
  const [waiting, underWay, answered, failed, cancelled, gone] = Array.from({ length: 6 }, () => add())
  const all = [underWay, answered, failed, gone].map((one) => one?.id ?? '')
  store.retryAfter([waiting?.id ?? ''], { now: 1, waitMs: 1 }, offline)
  store.cancel(cancelled?.id ?? '')
  store.markSent([{ ids: all, replyTo: 'q', at: 2 }])
  store.markSentAgain([underWay?.id ?? ''], 3)
  const reply = aReply({ id: answered?.id ?? '', conversationId: 'processor' })
  store.addReplies([received(reply), received(reply)])
  const refusal = aReply({ id: failed?.id ?? '', conversationId: 'processor' }, { kind: 'error' })
  store.addReplies([received(refusal)])
  store.delete(gone?.id ?? '')
  store.addReplies([received(aReply({ id: gone?.id ?? '', conversationId: 'processor' }))])
  for (const sqsMessageId of ['x', 'x'])
    profile.quarantine({ sqsMessageId, queue: 'q', reason: sayForeign('r'), body: 'b', attributes: {} }, 4)

  expect(ledger.report()).toEqual({
    since: expect.any(Number),
    counters: {
      written: 6,
      sent: 4,
      notAccepted: 1,
      askedAgain: 1,
      retried: 0,
      answered: 1,
      failed: 2,
      duplicates: 1,
      ownerless: 1,
      setAside: 1,
      taken: 0,
      deleted: 1
    },
    places: { outbox: 1, underWay: 1, delivered: 0, answered: 1, failed: 2, deleted: 1 },
    failures: { processor: 1, noAnswer: 0, cancelled: 1, refused: 0 },
    imported: 0,
    unaccounted: 0
  })
})

it('counts the user’s own retry, and an answer after a failure beside it', () => {
  const { ledger, store, add } = aLedger()
  const { id } = add()
  store.fail(id, offline)
  store.requeue(id, 5)
  store.requeue(id, 5)
  store.addReplies([received(aReply({ id, conversationId: 'processor' }))])

  expect(ledger.report()).toMatchObject({
    counters: { written: 1, failed: 1, retried: 1, answered: 1 },
    places: { answered: 1, failed: 0 }
  })
})

it('keeps imported messages apart, and is not thrown off when they, or a whole chat, are deleted', async () => {
  const there = aProfile()
  const { id } = there.add()
  const { ledger, store, conversations, db, add } = aLedger()
  const other = conversations.create('Other', 1)
  add({ conversationId: other.id })
  add()
  const imports = new DataImports(db)
  const importId = imports.begin()
  await imports.add(importId, new DataExport(there.db, () => 1).part(0).lines)
  await imports.commit(importId)

  expect(ledger.report()).toMatchObject({ imported: 1, places: { outbox: 2 }, unaccounted: 0 })
  conversations.delete(other.id, 9)
  store.delete(id)
  expect(ledger.report()).toMatchObject({
    imported: 0,
    counters: { written: 2, deleted: 1 },
    places: { outbox: 1, deleted: 1 },
    unaccounted: 0
  })
})

it('counts nothing of what its transaction does not keep', () => {
  const { ledger, db, add, store } = aLedger()
  expect(() =>
    db.transaction(() => {
      store.fail(add().id, offline)
      throw new Error('full')
    })
  ).toThrow('full')

  expect(ledger.report().counters).toMatchObject({ written: 0, failed: 0 })
})

it('shows a message that got lost, and one that is there twice over', () => {
  const { ledger, db, add } = aLedger()
  add()
  db.sql('DROP TRIGGER messages_delete_ledger').run()
  db.sql('DELETE FROM messages').run()
  expect(ledger.report().unaccounted).toBe(1)

  db.sql('DROP TRIGGER messages_insert_ledger').run()
  add()
  add()
  expect(ledger.report().unaccounted).toBe(-1)
})

it('lists every message with its place, part by part, and never its text', () => {
  const { ledger, store, add } = aLedger()
  const kept = Array.from({ length: 1001 }, () => add({ text: 'a secret' }).id)
  const deleted = add().id
  store.delete(deleted)
  const lines: string[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const part = ledger.part(cursor ?? null)
    expect(part.lines.length).toBeLessThanOrEqual(501)
    lines.push(...part.lines)
    cursor = part.next
  }
  const [head, ...entries] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)

  expect(head).toMatchObject({ type: 'chatapp-ledger', at: 7, counters: { written: 1002 } })
  expect(entries.map(({ id, place }) => [id, place])).toEqual([
    ...kept.map((id) => [id, 'outbox']),
    [deleted, 'deleted']
  ])
  expect(lines.join('')).not.toContain('a secret')
})

it('counts what an older profile holds when it first opens it', () => {
  const file = join(temporaryFolder(), 'chatapp.sqlite')
  const old = new DatabaseSync(file)
  const before = migrations.findIndex((step) => step.includes('CREATE TABLE ledger'))
  for (const step of migrations.slice(0, before)) old.exec(step)
  old.exec(`PRAGMA user_version = ${before};
    INSERT INTO conversations (id, title, created_at, revision) VALUES ('c', 'C', 1, 1)`)
  const insert = old.prepare(
    `INSERT INTO messages (id, conversation_id, role, body, attributes, status, created_at, timeline, revision, imported)
     VALUES (?, 'c', 'request', '{}', '{}', ?, 1, ?, 1, ?)`
  )
  insert.run('1', 'queued', '{}', 0)
  insert.run('2', 'answered', '{"sent":2}', 0)
  insert.run('3', 'failed', '{}', 0)
  insert.run('4', 'answered', '{"sent":2}', 1)
  old.close()
  const { db } = openDatabase(file, 'alone')
  onTestFinished(() => db.close())

  expect(new Ledger(db, () => 1).report()).toMatchObject({
    counters: { written: 3, sent: 1, answered: 1, failed: 1, deleted: 0 },
    places: { outbox: 1, underWay: 0, delivered: 0, answered: 1, failed: 1, deleted: 0 },
    imported: 1,
    unaccounted: 0
  })
})
