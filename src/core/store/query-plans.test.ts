import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished, vi } from 'vitest'
import { aReply, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { ada, anEntry, aState, bob, roomId, sayIn } from '../../../test/rooms'
import { someSettings } from '../../../test/settings'
import type { QueuePair } from '../../shared/pair'
import { sayForeign } from '../../shared/said'
import { ChangeFeed } from './change-feed'
import type { ProfileDatabase } from './database'
import { PairStore } from './pair-store'
import { ProfileStore } from './profile-store'
import { createStores, type Stores } from './stores'

/** Tables that grow with what a user writes and gets; the others stay small, or hold only what is on its way. */
const LARGE = [
  'messages',
  'room_acts',
  'search_rows',
  'deleted_conversations',
  'deleted_requests',
  'm',
  'r',
  's',
  'last'
]

/** An index that holds only what is on its way may be read as a whole; that of the ledger, two bytes a request, too. */
const SMALL_INDEX =
  /USING (COVERING )?INDEX (messages_(awaited|awaited_by_pair|delivered|failed)|requests_by_status)$/

/** What may read a large table from its one end, each with its reason. */
const MAY_SCAN: Readonly<Record<string, string>> = {
  'SELECT count(*) AS size FROM messages': 'an export counts at its beginning and its end',
  'SELECT round_trip_ms AS ms FROM messages WHERE round_trip_ms IS NOT NULL AND imported = 0 ORDER BY seq DESC LIMIT 0 + ?':
    'it stops after the newest'
}

const aPair: QueuePair = {
  requestQueue: 'orders',
  replyQueue: 'replies',
  own: false,
  envelope: { kind: 'text', attributes: [] },
  replyId: { in: 'attribute', name: 'correlationId' },
  replyText: { in: 'whole' }
}

const offline = { code: 'offline', message: 'no way', retryable: true } as const

/** Everything that the store does, once; returns each statement that was prepared for it. */
async function everyStatement(): Promise<{ db: DatabaseSync; statements: ReadonlySet<string> }> {
  const prepared = vi.spyOn(DatabaseSync.prototype, 'prepare')
  onTestFinished(() => prepared.mockRestore())
  const { file, db, add } = aProfile()
  const stores = createStores({
    db,
    folder: dirname(file),
    now: () => 1000,
    noticed: () => {},
    deleting: () => {},
    failed: (error) => expect.unreachable(String(error))
  })
  const {
    messages,
    conversations,
    profile,
    notices,
    backends,
    imports,
    exporter,
    deletions,
    drafts,
    ledger,
    scheduled,
    pairs,
    templates
  } = stores
  const feed = new ChangeFeed({
    ...stores,
    backends: { changedSince: (revision) => backends.changedSince(revision), announce: () => {} },
    emit: () => {},
    foreignChange: () => {},
    failed: (error) => expect.unreachable(String(error)),
    folder: dirname(file)
  })
  const first = add({ text: 'the first needle' })
  const second = add({ text: 'another' })
  const other = conversations.create('Other', 1)
  add({ text: 'elsewhere', conversationId: other.id })
  const queues = pairs.bind(other.id, { backendId: 'local', pair: aPair }, 1)
  for (const read of [() => pairs.current(other.id), () => pairs.of('local'), () => pairs.waiting(queues)])
    read()
  for (const read of [() => pairs.opened(1), () => pairs.toSend(), () => pairs.awaiting(1)]) read()
  pairs.open(other.id, 1)
  pairs.oldestAwaited([queues.id])
  pairs.hasQueued([queues.id])
  pairs.ofRequest(first.id)
  pairs.isDeleted(first.id)
  messages.dueTo(queues.id, { now: 2000, limit: 10 }, false)
  messages.nextDueIn(2000, queues.id)
  messages.due(2000, 10, false)
  messages.due(2000, 10, true)
  messages.nextDueIn(2000)
  messages.outboxSize()
  messages.markSent([{ ids: [first.id], replyTo: 'q', at: 2000 }])
  messages.retryAfter([second.id], { now: 2000, waitMs: 10 }, offline)
  messages.hurry(2000)
  messages.resume(2000)
  messages.clockSet(10, 2000)
  messages.overdue(9000, 10)
  messages.awaitsAnswer()
  profile.markInUse(2000)
  profile.inUseAt()
  messages.markSentAgain([first.id], 3000)
  const reply = received(aReply(first))
  messages.addReplies([reply, received(aReply({ id: crypto.randomUUID(), conversationId: 'gone' }))])
  messages.hasRequest(first.id)
  messages.markShown([reply.body.id], 4000)
  messages.unread()
  messages.recentRoundTrips(50)
  messages.history('processor', 10)
  messages.history('processor', 10, second.id)
  messages.historyAfter('processor', 10, first.id)
  messages.historyAround('processor', first.id, 10)
  messages.raw(first.id)
  messages.fail(second.id, offline)
  messages.requeue(second.id, 5000)
  messages.cancel(second.id)
  for (const query of [
    'needle',
    'n',
    'needle n',
    'is:failed',
    'is:waiting is:failed',
    'is:unread',
    'in:Other',
    'from:me'
  ])
    messages.search({ query, limit: 10, before: messages.search({ query, limit: 10 }).hits[0]?.message.id })
  messages.search({ query: 'needle', limit: 10, order: 'best' })
  feed.pump()
  conversations.list()
  conversations.rename(other.id, 'Renamed')
  conversations.markUnread('processor')
  conversations.markRead('processor')
  conversations.mark(other.id, { pinned: true, archived: true, muted: true })
  conversations.nameBy(conversations.create(undefined, 1).id, 'first words')
  conversations.extent('processor')
  drafts.set(other.id, { text: 'half a thought' }, 'here')
  drafts.get(other.id)
  db.transaction(() => drafts.sent(other.id, 'half a thought'))
  const outgoing = { id: 'later', conversationId: 'processor', text: 'later', attributes: [] }
  for (const id of ['later', 'never'])
    db.transaction(() => scheduled.put({ ...outgoing, id }, { sendAt: 2000, waitMs: 1000 }, 1))
  scheduled.list()
  scheduled.get('later')
  scheduled.nextDueIn(1000)
  scheduled.clockSet(10)
  scheduled.cancel('never')
  scheduled.release(3000, 10, () => {})
  messages.holdBack(second.id, { now: 2000, waitMs: 10 })
  templates.save('Greeting', { text: 'Hi {{name}}', attributes: [] })
  for (const { id } of templates.list()) templates.delete(id)
  deletions.later(other.id)
  feed.pump()
  deletions.restore(other.id)
  profile.changeSettings({ theme: 'dark' })
  profile.stopKey()
  profile.quarantine({ sqsMessageId: 'x', queue: 'q', reason: sayForeign('r'), body: 'b', attributes: {} }, 1)
  profile.deleteQuarantined(profile.quarantined()[0]?.id ?? 0)
  notices.add('info', sayForeign('news'))
  notices.dismiss(notices.list()[0]?.id ?? '')
  feed.pump()
  const { lines } = exporter.part(0)
  exporter.part(1)
  await imports.recover()
  const importId = imports.begin()
  await imports.add(importId, lines)
  await imports.commit(importId)
  everythingOfRooms(stores)
  feed.pump()
  ledger.report()
  ledger.part(null)
  ledger.part('deleted:0')
  messages.delete(second.id)
  await deletions.delete(other.id)
  const statements = prepared.mock.calls.map(([text]) => text)
  const reading = new DatabaseSync(file, { readOnly: true })
  onTestFinished(() => reading.close())
  return { db: reading, statements: new Set(statements) }
}

/** What is told of a room, said in it and asked of it, once. */
function everythingOfRooms({ db, rooms, roomView, messages, conversations }: Stores): void {
  const [id, at] = [roomId(), { now: 5000, backendId: 'local' }]
  const [said, asked] = [anEntry(50).id, anEntry(51).id]
  rooms.open({ id, backendId: 'local', kind: 'room', title: 'Kitchen' }, 1)
  rooms.greet({ me: ada.id, rooms: [aState({ seq: 9 })], people: [ada, bob] }, at)
  sayIn({ db, rooms, store: messages, conversations, ...writing(db) }, said, 'hello @Bob')
  rooms.asks.add({ id: asked, backendId: 'local', roomId: id, ask: { op: 'close', room: id } }, 1)
  rooms.asks.retryAfter(asked, { now: 1, waitMs: 1 })
  rooms.asks.hurry('local', 1)
  rooms.asks.waiting('local')
  rooms.asks.next('local', id, 1)
  const entries = [
    anEntry(1),
    anEntry(2, { mentions: [ada.id], quotes: 1 }),
    anEntry(3, { id: said, by: ada.id }),
    anEntry(4, { kind: 'edit', target: 1, text: 'x' }),
    anEntry(5, { kind: 'react', target: 3, emoji: 'x', on: true }),
    anEntry(6, { kind: 'rename', text: 'Cellar' })
  ]
  rooms.apply(id, { room: id, entries }, { ...at, synced: { since: 0 } })
  const members = [
    { ...ada, readSeq: 1 },
    { ...bob, readSeq: 4 }
  ]
  rooms.apply(id, { room: id, state: aState({ revision: 5, seq: 6, members }) }, { ...at, asked })
  rooms.gap(id)
  rooms.of('local')
  rooms.isUsed('local')
  rooms.isForgotten(id)
  conversations.markRead(id)
  rooms.readToTell('local')
  rooms.readTold(id, 6)
  rooms.mark(id, { mentionsOnly: false })
  rooms.keepTrust(id, rooms.trust(id))
  rooms.invitations.keep(id, { hash: 'h', code: 'c', expiresAt: 1, uses: 1 })
  roomView.get(id)
  roomView.overview('local')
  roomView.seenBy(id, 3)
  rooms.invitations.drop(id, 'h')
  rooms.apply(id, { room: id, entries: [anEntry(7, { kind: 'close' })] }, at)
  messages.history(id, 10)
}

const writing = (db: ProfileDatabase) => ({
  profile: new ProfileStore(db, someSettings),
  pairs: new PairStore(db)
})

/** How SQLite goes about a statement; of one that an import's own file is asked, nothing. */
function planOf(db: DatabaseSync, text: string): Record<string, unknown>[] {
  try {
    return db.prepare(`EXPLAIN QUERY PLAN ${text}`).all()
  } catch (error) {
    if (/no such (column: place|table: later)|values were supplied/.test(String(error))) return []
    throw error
  }
}

it('reads no large table from end to end for anything that the store is asked', async () => {
  const { db, statements } = await everyStatement()
  const scans = [...statements]
    .filter((text) => /^\s*(SELECT|INSERT|UPDATE|DELETE)/.test(text))
    .flatMap((text) => {
      const details = planOf(db, text).map(({ detail }) => String(detail))
      return details.map((detail) => ({ text: text.replaceAll(/\s+/g, ' ').trim(), detail }))
    })
    .filter(({ detail }) => LARGE.includes(/^SCAN (\w+)(?! VIRTUAL)/.exec(detail)?.[1] ?? ''))
    .filter(({ detail }) => !SMALL_INDEX.test(detail))

  expect(statements.size).toBeGreaterThan(80)
  expect(scans.filter(({ text }) => !(text in MAY_SCAN))).toEqual([])
  expect(new Set(scans.map(({ text }) => text))).toEqual(new Set(Object.keys(MAY_SCAN)))
})

it('binds no bare LIMIT, with which SQLite would plan the statement anew each time', async () => {
  const { statements } = await everyStatement()

  expect([...statements].filter((text) => /LIMIT [?:]/.test(text))).toEqual([])
})
