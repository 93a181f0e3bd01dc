import fc from 'fast-check'
import { expect, it } from 'vitest'
import { aReply, aRequest, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { ChatError } from '../../shared/errors'
import { encodeBody, type ReplyBody, type RequestStatus } from '../../shared/message'
import { ConversationStore } from './conversation-store'
import type { ProfileDatabase } from './database'
import { Ledger } from './ledger'
import { openDatabase } from './open-database'
import { MessageStore } from './message-store'

const offline = { code: 'offline', message: 'no way', retryable: true } as const

/** One step of a message's way, or a fault in it; `n` picks which message it happens to. */
const step = fc.record({
  what: fc.constantFrom(
    'send',
    'accept',
    'retry-later',
    'refuse',
    'reply',
    'fail',
    'repeat',
    'cancel',
    'read',
    'delete',
    'crash'
  ),
  n: fc.nat(20)
})

const forward: Record<RequestStatus, readonly RequestStatus[]> = {
  queued: ['queued', 'sent', 'answered', 'failed'],
  sent: ['sent', 'answered', 'failed'],
  // An answer that comes after a failure is still an answer.
  failed: ['failed', 'answered'],
  answered: ['answered']
}

/** The store under test, as a process that can crash and start again on the same file. */
function aProcess() {
  const { file, db: first } = aProfile()
  let db: ProfileDatabase = first
  let store = new MessageStore(db)
  return {
    store: () => store,
    db: () => db,
    crash() {
      // Another connection to the same file sees what a restarted process would: only what was committed.
      const opened = openDatabase(file, 'alone')
      if (db !== first) db.close()
      db = opened.db
      new ConversationStore(db).ensureDefault(0)
      store = new MessageStore(db)
    },
    end() {
      if (db !== first) db.close()
    }
  }
}

it('keeps its promises under any interleaving of sends, answers, repeats, faults and crashes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const process = aProcess()
      const sent: string[] = []
      const replies: ReplyBody[] = []
      const before = new Map<string, RequestStatus>()
      let now = 1000
      let written = 0
      for (const { what, n } of steps) {
        const store = process.store()
        const id = sent[n % Math.max(1, sent.length)]
        now++
        if (what === 'send') {
          const body = aRequest({ sentAt: now })
          store.addRequest(body, encodeBody(body), { now })
          sent.push(body.id)
          written++
        } else if (what === 'crash') process.crash()
        else if (what === 'repeat') {
          const reply = replies[n % Math.max(1, replies.length)]
          if (reply) store.addReplies([received(reply, now), received(reply, now)])
        } else if (what === 'read') new ConversationStore(process.db()).markRead('processor')
        else if (id !== undefined) {
          if (what === 'delete') {
            store.delete(id)
            sent.splice(sent.indexOf(id), 1)
          }
          if (what === 'accept') store.markSent([{ ids: [id], replyTo: 'q', at: now }])
          if (what === 'retry-later') store.retryAfter([id], { now, waitMs: n }, offline)
          if (what === 'refuse') store.fail(id, offline)
          if (what === 'cancel') ignoreConflict(() => store.cancel(id))
          if (what === 'reply' || what === 'fail') {
            const kind = what === 'reply' ? 'reply' : 'error'
            const reply = aReply({ id, conversationId: 'processor' }, { kind })
            replies.push(reply)
            store.addReplies([received(reply, now)])
          }
        }
        holds(process.store(), process.db(), before)
        const { counters, places, unaccounted } = new Ledger(process.db(), () => now).report()
        expect({ unaccounted, written: counters.written }).toEqual({ unaccounted: 0, written })
        expect(places.deleted).toBe(written - sent.length)
      }
      process.end()
    }),
    { numRuns: Number(globalThis.process.env['CHATAPP_PROPERTY_RUNS'] ?? 60) }
  )
})

function holds(store: MessageStore, db: ProfileDatabase, before: Map<string, RequestStatus>): void {
  const messages = [...store.all()]
  const requests = messages.filter((message) => message.role === 'request')
  for (const { id, status } of requests) {
    expect(forward[before.get(id) ?? 'queued']).toContain(status)
    before.set(id, status)
  }
  const queued = requests.filter(({ status }) => status === 'queued').map(({ id }) => id)
  const outbox = db.sql('SELECT m.id FROM outbox o JOIN messages m USING (seq)').all()
  expect(new Set(outbox.map((row) => String(row['id'])))).toEqual(new Set(queued))
  const unread = db.sql(
    `SELECT count(*) AS counted, (SELECT unread FROM conversations WHERE id = 'processor') AS kept FROM messages
     WHERE role = 'reply' AND seq > (SELECT read_seq FROM conversations WHERE id = 'processor')`
  )
  expect(unread.get()?.['kept']).toBe(unread.get()?.['counted'])
  const replyIds = messages.filter(({ role }) => role === 'reply').map(({ id }) => id)
  expect(new Set(replyIds).size).toBe(replyIds.length)
}

function ignoreConflict(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof ChatError && error.code === 'conflict')) throw error
  }
}
