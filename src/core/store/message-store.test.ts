import { expect, it } from 'vitest'
import { DAY_MS } from '../../../test/a-clock'
import { aProgress, aReply, aRequest, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { MAX_TIME } from '../../shared/message'

const offline = { code: 'offline', message: 'no way', retryable: true } as const

it('stores a request as queued together with its outbox entry', () => {
  const { store, add } = aProfile()

  const message = add({ text: 'hello' })

  expect(message).toMatchObject({
    role: 'request',
    status: 'queued',
    text: 'hello',
    timeline: { queued: 1000 }
  })
  expect(store.due(1000, 10, false)).toEqual([
    {
      id: message.id,
      conversationId: 'processor',
      body: store.raw(message.id).rawBody,
      attempts: 0,
      ownAttributes: [],
      delaySeconds: 0,
      queuedAt: 0
    }
  ])
})

it.each([
  ['emoji and ZWJ', '👩‍👩‍👧‍👦 🏳️‍🌈'],
  ['NUL and control characters', 'a\0b\u0001c\u007f'],
  ['a lone surrogate', 'x\ud83dy'],
  ['right-to-left marks', '\u202eabc\u202c שלום'],
  ['leading and trailing space', '  padded \n']
])('gives back %s exactly', (_, text) => {
  const { store, add } = aProfile()

  const { id } = add({ text })

  expect(store.get(id).text).toBe(text)
})

it('takes an accepted request out of the outbox and says what went along', () => {
  const { store, add } = aProfile()
  const { id } = add()

  store.markSent([{ ids: [id], replyTo: 'ChatAPP-responses-abc', at: 1500 }])

  expect(store.get(id)).toMatchObject({ status: 'sent', timeline: { queued: 1000, sent: 1500 }, attempts: 1 })
  expect(store.raw(id).attributes).toEqual({ correlationId: id, replyTo: 'ChatAPP-responses-abc' })
  expect(store.outboxSize()).toBe(0)
})

it.each<[string, readonly ('reply' | 'error' | 'progress')[]]>([
  ['an answer', ['reply']],
  ['a failure', ['error']],
  ['a failure and an answer', ['error', 'reply']],
  ['two answers', ['reply', 'reply']],
  ['progress and an answer', ['progress', 'reply']],
  ['an answer and progress', ['reply', 'progress']]
])('stores %s the same, marked as sent along with it or before', (_what, kinds) => {
  const request = aRequest()
  const other = aRequest()
  const told = kinds.map((kind) =>
    received(kind === 'progress' ? aProgress(request) : aReply(request, { kind }))
  )
  const sent = [
    {
      ids: [request.id, other.id],
      replyTo: 'ChatAPP-responses-abc',
      at: 1500,
      sqsMessageIds: new Map([[request.id, 'sqs-1']])
    }
  ]
  const stored = (add: (store: ReturnType<typeof aProfile>['store']) => void) => {
    const profile = aProfile()
    for (const one of [request, other]) profile.add(one)
    add(profile.store)
    const rows = (table: string) => profile.db.sql(`SELECT * FROM ${table}`).all()
    const messages = rows('messages').map(({ revision: _revision, ...row }) => row)
    return {
      messages,
      outbox: rows('outbox'),
      ledger: rows('ledger').filter(({ name }) => name !== 'since'),
      traffic: rows('traffic')
    }
  }

  const before = stored((store) => {
    store.markSent(sent)
    store.addReplies(told)
  })
  const along = stored((store) => store.addReplies(told, sent))

  expect(along).toEqual(before)
  expect(along.outbox).toEqual([])
})

it('does not let a late "sent" overwrite a fast reply', () => {
  const { store, add } = aProfile()
  const request = add()

  store.addReplies([received(aReply(request), 1050)])
  store.markSent([{ ids: [request.id], replyTo: 'ChatAPP-responses-abc', at: 1060 }])

  expect(store.get(request.id)).toMatchObject({
    status: 'answered',
    roundTripMs: 50,
    timeline: { sent: 1060 }
  })
})

it('stores a reply that comes twice once', () => {
  const { store, add } = aProfile()
  const request = add()
  const reply = aReply(request)

  const first = store.addReplies([received(reply)])
  const second = store.addReplies([received(reply), received(reply)])

  expect([first, second]).toEqual([[reply.id], []])
  expect(store.repliesTo(request.id)).toHaveLength(1)
})

it('puts replies that come reversed and interleaved under their own requests', () => {
  const { store, add } = aProfile()
  const requests = Array.from({ length: 5 }, () => add())
  const replies = requests.flatMap((request) => [
    aReply(request, { text: 'one' }),
    aReply(request, { text: 'two' })
  ])

  store.addReplies(replies.toReversed().map((reply) => received(reply)))

  expect(requests.map(({ id }) => store.repliesTo(id).map(({ text }) => text))).toEqual(
    requests.map(() => ['two', 'one'])
  )
  expect(requests.map(({ id }) => store.get(id))).toEqual(
    requests.map(() => expect.objectContaining({ status: 'answered' }))
  )
})

it('fails a request that MessageProcessor gave up on, with the cause as reason', () => {
  const { store, add } = aProfile()
  const request = add()
  store.markSent([{ ids: [request.id], replyTo: 'q', at: 1010 }])

  store.addReplies([
    received(
      aReply(request, {
        kind: 'error',
        text: 'Failed after 5 attempts: boom\ndetails',
        trace: { attempts: 5 }
      })
    )
  ])

  expect(store.get(request.id)).toMatchObject({
    status: 'failed',
    reason: { code: 'processing_failed', message: 'Failed after 5 attempts: boom', retryable: false },
    attempts: 5
  })
})

it('lets a repeated failure of an earlier try not fail a retried request', () => {
  const { store, add } = aProfile()
  const request = add()
  const failure = aReply(request, { kind: 'error' })
  store.addReplies([received(failure)])

  store.requeue(request.id, 3000)
  store.addReplies([received(failure)])

  expect(store.get(request.id)).toMatchObject({ status: 'queued' })
})

it('answers a retried request with the reply that it had before', () => {
  const { store, add } = aProfile()
  const request = add()
  const reply = aReply(request)
  store.fail(request.id, offline)
  store.addReplies([received(reply)])

  expect(store.get(request.id)).toMatchObject({ status: 'answered' })
})

it('keeps the order within a conversation while its first message waits, and lets others pass', () => {
  const { store, conversations, add } = aProfile()
  const other = conversations.create('Other', 0)
  const [first, second, passing] = [add(), add(), add({ conversationId: other.id })]

  store.retryAfter([first.id], { now: 1000, waitMs: 4000 }, offline)

  expect(store.due(2000, 10, false).map(({ id }) => id)).toEqual([passing.id])
  expect(store.due(5000, 10, false).map(({ id }) => id)).toEqual([first.id, second.id, passing.id])
})

it('gives one message per conversation at a time where the queue is FIFO', () => {
  const { store, add } = aProfile()
  const first = add()
  add()

  expect(store.due(2000, 10, true).map(({ id }) => id)).toEqual([first.id])
})

it('shows why and until when a message waits', () => {
  const { store, add } = aProfile()
  const { id } = add()

  store.retryAfter([id], { now: 1000, waitMs: 4000 }, offline)

  expect(store.get(id)).toMatchObject({ status: 'queued', reason: offline, attempts: 1, nextAttemptAt: 5000 })
})

it('lets nothing wait longer than it was told to, however wrong the clock was that told the moment', () => {
  const { store, add } = aProfile()
  const [first, second] = [add(), add()]

  store.retryAfter([first.id], { now: 1000 + DAY_MS, waitMs: 60_000 }, offline)

  expect(store.due(1000, 10, false).map(({ id }) => id)).toEqual([first.id, second.id])
  expect(store.due(1000 + DAY_MS, 10, false)).toEqual([])
  expect(store.nextDueIn(1000)).toBe(0)
  expect(store.nextDueIn(1000 + DAY_MS)).toBe(60_000)
})

it('is woken for the first entry of a conversation, never for one that stands behind it', () => {
  const { store, add } = aProfile()
  const first = add()
  add()

  store.retryAfter([first.id], { now: 1000, waitMs: 60_000 }, offline)

  expect(store.nextDueIn(1000)).toBe(60_000)
})

it('awaits an answer as long as before when the clock is set, and tells the true round trip', () => {
  const { store, add } = aProfile()
  const { id } = add({ sentAt: 1000 })
  const late = add({ sentAt: 1000 })
  store.markSent([{ ids: [id], replyTo: 'q', at: 2000 }])

  store.clockSet(DAY_MS, 2000 + DAY_MS)

  expect(store.overdue(2000 + DAY_MS - 1, 10)).toEqual([])
  expect(store.overdue(2000 + DAY_MS + 1, 10)).toMatchObject([{ id }])
  store.addReplies([received(aReply({ id, conversationId: 'processor' }), 3000 + DAY_MS)])
  store.addReplies([received(aReply(late), 3000 + DAY_MS)])
  expect(store.get(id)).toMatchObject({ roundTripMs: 2000, createdAt: 1000 })
  expect(store.get(late.id)).toMatchObject({ roundTripMs: 2000 })
})

it('reckons anew at a start what a clock that was ahead wrote down', () => {
  const { store, add } = aProfile()
  const [sent, waiting] = [add(), add()]
  store.markSent([{ ids: [sent.id], replyTo: 'q', at: 1000 + DAY_MS }])
  store.retryAfter([waiting.id], { now: 1000 + DAY_MS, waitMs: 60_000 }, offline)

  store.resume(1000)

  expect(store.overdue(1000, 10)).toEqual([])
  expect(store.overdue(1001, 10)).toMatchObject([{ id: sent.id }])
  expect(store.get(waiting.id)).toMatchObject({ nextAttemptAt: 1000 })
})

it('tells no round trip that a clock which was put right meanwhile makes negative', () => {
  const { store, add } = aProfile()
  const request = add({ sentAt: 5000 })

  store.addReplies([received(aReply(request), 1000)])

  expect(store.get(request.id)).toMatchObject({ status: 'answered', roundTripMs: null })
})

it('cancels what is queued, and refuses to cancel what SQS has accepted', () => {
  const { store, add } = aProfile()
  const [queued, sent] = [add(), add()]
  store.markSent([{ ids: [sent.id], replyTo: 'q', at: 1 }])

  expect(store.cancel(queued.id)).toMatchObject({ status: 'failed', reason: { code: 'cancelled' } })
  expect(() => store.cancel(sent.id)).toThrow(/sent already/)
  expect(store.outboxSize()).toBe(0)
})

it('keeps a reply without a request in the conversation that it names', () => {
  const { store } = aProfile()
  const reply = aReply(aRequest({ conversationId: 'elsewhere' }))

  store.addReplies([received(reply)])

  expect(store.history('elsewhere', 10).messages.map(({ id }) => id)).toEqual([reply.id])
})

it('reads what stands around a message, or around the request of a reply, and nothing of another conversation', () => {
  const { store, add } = aProfile()
  const requests = [1, 2, 3, 4, 5].map((at) => add({ sentAt: at * 1000 }))
  const [, , third] = requests
  const reply = aReply(third!)
  store.addReplies([received(reply)])
  const ids = (id: string, limit: number) =>
    store.historyAround('processor', id, limit).messages.map((message) => message.id)

  const [, second, , fourth] = requests.map(({ id }) => id)
  expect(ids(third!.id, 2)).toEqual([requests[0]!.id, second, third!.id, reply.id, fourth])
  expect(ids(reply.id, 1)).toEqual([second, third!.id, reply.id])
  expect(store.historyAround('processor', third!.id, 1)).toMatchObject({ hasMore: true, hasNewer: true })
  expect(store.historyAround('processor', third!.id, 5)).toMatchObject({ hasMore: false, hasNewer: false })
  expect(store.historyAround('elsewhere', third!.id, 2).messages).toEqual([])
})

it('pages through a conversation with late replies under their requests', () => {
  const { store, add } = aProfile()
  const requests = [add(), add(), add()]
  const late = aReply(requests[0]!)
  store.addReplies([received(late)])

  const newest = store.history('processor', 2)
  const older = store.history('processor', 2, newest.messages[0]!.id)

  expect(newest.messages.map(({ id }) => id)).toEqual([requests[1]!.id, requests[2]!.id])
  expect(newest.hasMore).toBe(true)
  expect(older.messages.map(({ id }) => id)).toEqual([requests[0]!.id, late.id])
  expect(older.hasMore).toBe(false)
})

it('stamps what was shown once, on the reply and on its request', () => {
  const { store, add } = aProfile()
  const request = add()
  const reply = aReply(request)
  store.addReplies([received(reply)])

  store.markShown([reply.id, 'unknown'], 1100)
  store.markShown([reply.id], 1200)

  expect(store.get(reply.id).timeline.shown).toBe(1100)
  expect(store.get(request.id).timeline).toEqual({
    queued: 1000,
    enqueued: 1010,
    firstReceived: 1020,
    processed: 1030,
    replied: 1040,
    received: 1050,
    shown: 1100
  })
})

it('tells what changed since a revision, in the order of the changes', () => {
  const { db, store, add } = aProfile()
  const [first, second] = [add(), add()]
  const since = db.revision()

  store.markSent([{ ids: [second.id], replyTo: 'q', at: 1 }])
  store.fail(first.id, offline)

  expect(store.changedSince(since, 9)?.map(({ id }) => id)).toEqual([second.id, first.id])
})

it('does not bring back a conversation that the user has deleted, when a late reply comes for it', () => {
  const { store, conversations, add } = aProfile()
  const other = conversations.create('Other', 0)
  const request = add({ conversationId: other.id })
  conversations.delete(other.id, 1)

  store.addReplies([received(aReply(request))])

  expect(conversations.list().map(({ id }) => id)).toEqual(['processor'])
  expect([...store.all()]).toEqual([])
})

it('puts a new message last when the clock has stepped back, and pages through it in that order', () => {
  const { store, add } = aProfile()
  const texts = ['ahead', 'back', 'later']
  for (const [index, sentAt] of [90_000, 1000, 2000].entries()) add({ text: texts[index] ?? '', sentAt })

  const newest = store.history('processor', 1)
  const older = store.history('processor', 2, newest.messages[0]?.id)

  expect([...older.messages, ...newest.messages].map(({ text }) => text)).toEqual(texts)
})

it('reads times that an earlier version stored unchecked as the nearest that can be', () => {
  const { db, store, add, conversations } = aProfile()
  const message = add({ text: 'from the year 287396' })
  db.sql(`UPDATE messages SET created_at = ?, timeline = ? WHERE id = ?`).run(
    Number.MAX_SAFE_INTEGER,
    JSON.stringify({ queued: Number.MAX_SAFE_INTEGER, replied: -5 }),
    message.id
  )
  db.sql('UPDATE conversations SET created_at = ?').run(Number.MAX_SAFE_INTEGER)

  const { messages } = store.history('processor', 10)

  expect(messages).toMatchObject([{ createdAt: MAX_TIME, timeline: { queued: MAX_TIME, replied: 0 } }])
  expect(conversations.list()).toMatchObject([{ createdAt: MAX_TIME, lastActivityAt: MAX_TIME }])
})

it('deletes a request with its replies, and drops what still comes for it', () => {
  const { store, db, add } = aProfile()
  const [kept, gone] = [add({ text: 'kept' }), add({ text: 'gone' })]
  store.addReplies([received(aReply(gone))])
  const before = db.revision()

  const deleted = store.delete(gone.id)
  store.markSent([{ ids: [gone.id], replyTo: 'q', at: 5 }])
  const late = store.addReplies([received(aReply(gone))])

  expect({ deleted, late }).toEqual({ deleted: 2, late: [] })
  expect([...store.all()].map(({ id }) => id)).toEqual([kept.id])
  expect(store.outboxSize()).toBe(1)
  expect(store.search({ query: 'gone', limit: 5 }).hits).toEqual([])
  expect(db.notedSince(before).has('read_anew')).toBe(true)
})

it('deletes a reply alone', () => {
  const { store, add } = aProfile()
  const request = add()
  const reply = aReply(request)
  store.addReplies([received(reply)])

  expect(store.delete(reply.id)).toBe(1)

  expect([...store.all()].map(({ id }) => id)).toEqual([request.id])
  expect(() => store.delete(reply.id)).toThrow('does not exist')
})

it('awaits an answer from when a request is written until it is answered or has failed', () => {
  const { add, store } = aProfile()
  const steps = [store.awaitsAnswer()]

  const request = add()
  steps.push(store.awaitsAnswer())
  store.markSent([{ ids: [request.id], replyTo: 'q', at: 2000 }])
  steps.push(store.awaitsAnswer())
  store.addReplies([received(aReply(request))])
  steps.push(store.awaitsAnswer())
  const other = add()
  store.markSent([{ ids: [other.id], replyTo: 'q', at: 3000 }])
  store.fail(other.id, { code: 'offline', message: 'no answer', retryable: true })
  steps.push(store.awaitsAnswer())

  expect(steps).toEqual([false, true, true, false, false])
})

/** A failure of a request, as the processor tells it of one message of SQS. */
const aFailure = (request: Parameters<typeof aReply>[0], sqsMessageId: string, sentAt: number) =>
  received(
    aReply(request, { kind: 'error', text: `failed: ${sqsMessageId}`, sentAt, trace: { sqsMessageId } })
  )

it('shows of several failures of a request the latest alone, in whichever order they come', () => {
  const { store, add } = aProfile()
  const [first, second] = [add(), add()]
  const current = (id: string): string[] =>
    store.repliesTo(id).flatMap(({ text, superseded }) => (superseded ? [] : text))

  store.addReplies([aFailure(first, 'a', 1000)])
  store.addReplies([aFailure(first, 'b', 2000)])
  store.addReplies([aFailure(second, 'b', 2000)])
  store.addReplies([aFailure(second, 'a', 1000)])

  expect([current(first.id), current(second.id)]).toEqual([['failed: b'], ['failed: b']])
  store.addReplies([received(aReply(first, { text: 'at last', sentAt: 3000, trace: { sqsMessageId: 'c' } }))])
  expect(current(first.id)).toEqual(['at last'])
})

it('keeps what one message of SQS was answered with, a failure among it', () => {
  const { store, add } = aProfile()
  const request = add()
  const trace = { sqsMessageId: 'a' }

  store.addReplies([
    received(aReply(request, { kind: 'error', text: 'half of it failed', trace })),
    received(aReply(request, { text: 'the other half', sentAt: 2001, trace }))
  ])

  expect(store.repliesTo(request.id).map(({ superseded }) => superseded)).toEqual([undefined, undefined])
})

it('sends a request again with another text, which is found and whose answer takes the place of the one before', () => {
  const { store, add } = aProfile()
  const request = add({ text: 'wrong words' })
  const answer = aReply(request, { text: 'to the wrong words', trace: { sqsMessageId: 'a' } })
  store.addReplies([received(answer)])

  store.sendAgain(request.id, 5000, 'right words')
  const queued = store.get(request.id)
  store.addReplies([received({ ...answer, text: 'to the right words', sentAt: 6000 })])

  expect(queued).toMatchObject({ status: 'queued', text: 'right words', reason: null })
  expect(store.due(5000, 10, false).map(({ body }) => body)).toEqual([])
  expect(store.get(request.id)).toMatchObject({ status: 'answered', text: 'right words' })
  expect(store.repliesTo(request.id).map(({ text }) => text)).toEqual(['to the right words'])
  const found = (query: string): number => store.search({ query, limit: 10 }).hits.length
  expect([found('wrong'), found('right')]).toEqual([0, 2])
})

/** A request that SQS accepted as `first`, that failed, and that the user sent again; SQS accepts it as it is told. */
function sentAgainAfterFailure() {
  const profile = aProfile()
  const request = profile.add()
  const { store } = profile
  const sendAs = (...sqsMessageIds: string[]): void => {
    for (const [index, id] of sqsMessageIds.entries()) {
      const ids = new Map([[request.id, id]])
      if (index > 0) store.markSentAgain([request.id], 1300, ids)
      else store.markSent([{ ids: [request.id], replyTo: 'r', at: 1100, sqsMessageIds: ids }])
    }
  }
  sendAs('first', 'asked again')
  store.addReplies([aFailure(request, 'first', 1000)])
  store.requeue(request.id, 5000)
  const current = () => store.repliesTo(request.id).flatMap((one) => (one.superseded ? [] : one.text))
  return { ...profile, request, sendAs, current }
}

it.each(['before SQS accepts the new one', 'while its answer is awaited'])(
  'does not let a late failure of an earlier sending end the one that the user sent again: %s',
  (when) => {
    const { store, request, sendAs, db } = sentAgainAfterFailure()
    const awaited = when.startsWith('while')
    if (awaited) sendAs('second')

    store.addReplies([aFailure(request, 'asked again', 6000)])

    expect(store.get(request.id)).toMatchObject({ status: awaited ? 'sent' : 'queued', reason: null })
    expect(store.outboxSize()).toBe(awaited ? 0 : 1)
    expect(db.sql(`SELECT count FROM ledger WHERE name = 'failed'`).get()).toEqual({ count: 1 })
    store.addReplies([received(aReply(request, { text: 'at last', sentAt: 7000 }))])
    expect(store.get(request.id)).toMatchObject({ status: 'answered' })
  }
)

it('fails by a failure of the newest sending, also where its id is not known, and shows that one alone', () => {
  for (const [sqsMessageId, known] of [
    ['second', ['second']],
    ['asked for again', ['second', 'asked for again']],
    ['never noted', ['second']],
    ['never noted', []],
    // A queue that knows the request again answers with the id it had.
    ['first', ['first']]
  ] as const) {
    const { store, request, sendAs, current } = sentAgainAfterFailure()
    sendAs(...known)

    store.addReplies([aFailure(request, sqsMessageId, 6000), aFailure(request, 'asked again', 6500)])

    expect(store.get(request.id)).toMatchObject({
      status: 'failed',
      reason: { message: expect.stringContaining(`failed: ${sqsMessageId}`) }
    })
    expect(current().at(-1)).toBe(`failed: ${sqsMessageId}`)
  }
})

it('still takes a late answer of an earlier sending for the answer', () => {
  const { store, request, sendAs } = sentAgainAfterFailure()
  sendAs('second')

  store.addReplies([received(aReply(request, { trace: { sqsMessageId: 'asked again' } }))])

  expect(store.get(request.id)).toMatchObject({ status: 'answered' })
})
