import { expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { aProfile } from '../../../test/profile'
import type { QueuePair } from '../../shared/pair'
import { Recording } from '../check/recording'
import { DataExport } from './data-export'
import { DataImports } from './data-imports'
import { Ledger } from './ledger'
import { RequestWriter } from './request-writer'

const pair: QueuePair = {
  requestQueue: 'orders',
  replyQueue: 'replies',
  own: true,
  envelope: {
    kind: 'json',
    template: '{"q":"{{text}}","id":"{{id}}"}',
    attributes: [{ name: 'correlationId', type: 'String', value: '{{id}}' }]
  },
  replyId: { in: 'attribute', name: 'correlationId' },
  replyText: { in: 'body', path: '$.a' }
}

/** A profile with a chat that is bound to queues. */
function setup() {
  const profile = aProfile()
  const { pairs, store: messages, conversations, db } = profile
  const chat = conversations.create('Orders', 1).id
  pairs.bind(chat, { backendId: 'local', pair }, 1)
  const writer = new RequestWriter({ ...profile, messages, installId: 'abc' })
  const write = (text: string): string => {
    const id = uuidv7()
    db.transaction(() => writer.write({ id, conversationId: chat, text, attributes: [] }, 1000))
    return id
  }
  return { ...profile, messages, chat, writer, write, pairId: () => pairs.current(chat)?.id ?? '' }
}

async function moved(from: ReturnType<typeof aProfile>['db']) {
  const [target, exporter] = [aProfile(), new DataExport(from, () => 2000)]
  const imports = new DataImports(target.db)
  const importId = imports.begin()
  for (let cursor: number | null = 0; cursor !== null;) {
    const { lines, next } = exporter.part(cursor)
    await imports.add(importId, lines)
    cursor = next
  }
  await imports.commit(importId)
  return target
}

const ids = (entries: { id: string }[]) => entries.map(({ id }) => id)

it('keeps queues that are the same, and makes others of all that differs', () => {
  const { pairs, chat, pairId } = setup()
  const first = pairId()

  pairs.bind(chat, { backendId: 'local', pair: { ...pair } }, 2)
  const same = pairId()
  pairs.bind(chat, { backendId: 'local', pair: { ...pair, own: false } }, 3)

  expect([same === first, pairId() === first]).toEqual([true, false])
  expect(pairs.find(first)?.current).toBe(false)
})

it('hands neither the response queue’s relay what is for queues of a chat, nor the other way round', () => {
  const { messages, write, add, pairId } = setup()
  const ordinary = add()
  const bound = write('hello')

  const to = (pair: string) => ids(messages.dueTo(pair, { now: 5000, limit: 10 }, false))

  expect([ids(messages.due(5000, 10, false)), to(pairId()), to('another')]).toEqual([
    [ordinary.id],
    [bound],
    []
  ])
  expect(messages.nextDueIn(1000, 'another')).toBeNull()
})

it('never asks again by itself, and refuses to when told', () => {
  const { messages, write } = setup()
  const id = write('once')
  messages.markSent([{ ids: [id], replyTo: '', at: 2000 }])

  expect(messages.overdue(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
  expect(() => messages.askNow(id)).toThrow('may do twice')
  messages.giveUp(id)
  messages.requeue(id, 3000)
  expect(messages.due(5000, 10, false)).toEqual([])
})

it('sends another text in the same envelope when the user sends a request again', () => {
  const { messages, write, pairId } = setup()
  const id = write('hello')
  messages.markSent([{ ids: [id], replyTo: '', at: 2000 }])

  messages.sendAgain(id, 3000, 'say "please"')

  const [entry] = messages.dueTo(pairId(), { now: 5000, limit: 10 }, false)
  expect(JSON.parse(entry?.body ?? '')).toEqual({ q: 'say "please"', id })
  expect(entry?.deduplicationId).toMatch(new RegExp(`^${id}-`))
})

it('carries queues, what was written for them and how it stood on the wire through an export, and sends nothing there unasked', async () => {
  const { db, chat, messages, write, pairId, scheduled, writer, pairs } = setup()
  const id = write('hello "you"')
  const before = messages.raw(id)
  const later = writer.later({ id: uuidv7(), conversationId: chat, text: 'later', attributes: [] }, 1000)
  db.transaction(() => scheduled.put(later, { sendAt: Date.now() + 1_000_000, waitMs: null }, 1000))
  const written = pairId()
  pairs.bind(chat, { backendId: 'local', pair: { ...pair, requestQueue: 'newer' } }, 5)

  const target = await moved(db)

  expect(target.store.raw(id)).toEqual(before)
  expect(target.store.get(id)).toMatchObject({ status: 'failed', pair: { requestQueue: 'orders' } })
  expect(target.pairs.current(chat)).toMatchObject({ pair: { requestQueue: 'newer' }, unconfirmed: true })
  expect(target.pairs.find(written)).toMatchObject({ pair, current: false, unconfirmed: true })
  expect(target.pairs.of('local')).toEqual([])
  expect(target.scheduled.get(later.id).outgoing.pair?.id).toBe(written)
  expect(target.conversations.get(chat).pair).toMatchObject({ requestQueue: 'newer', unconfirmed: true })
})

it('counts what a queue without replies has as delivered, and keeps it so through an export', async () => {
  const { db, pairs, chat, write, messages } = setup()
  const oneWay = { ...pair, replyQueue: null, envelope: { kind: 'text' as const, attributes: [] } }
  pairs.bind(chat, { backendId: 'local', pair: oneWay }, 2)
  const id = write('there it goes')
  messages.markSent([{ ids: [id], replyTo: '', at: 2000 }])
  messages.clockSet(3_600_000, 2000)

  const target = await moved(db)

  const { places, unaccounted } = new Ledger(db, () => 1).report()
  expect([places, unaccounted]).toMatchObject([{ delivered: 1, underWay: 0 }, 0])
  expect(target.store.get(id)).toMatchObject({ status: 'sent', timeline: { queued: 1000, sent: 2000 } })
  expect(messages.get(id).timeline).toEqual({ queued: 1000, sent: 2000 })
  expect(messages.search({ query: 'is:waiting', limit: 10 }).hits).toEqual([])
})

it('sends what came with an import nowhere else than where it was written for', async () => {
  const { db, pairs, chat, write } = setup()
  const id = write('hello')
  // Of queues that are no longer the chat's, an export tells only the message's own.
  pairs.unbind(chat)

  const target = await moved(db)

  expect(() => target.store.requeue(id, 1)).toThrow('not known here')
  expect(target.store.due(9_000_000_000_000, 10, false)).toEqual([])
})

it('lets no recording of it ask MessageProcessor', () => {
  const { db, write } = setup()
  write('hello')
  const recording = new Recording()
  recording.add(new DataExport(db, () => 2000).part(0).lines)

  expect(() => recording.exchanges()).toThrow('Record a chat with MessageProcessor')
})

it('forgets the queues of a chat that is deleted', () => {
  const { pairs, conversations, chat } = setup()

  conversations.delete(chat, 1)

  expect(pairs.of('local')).toEqual([])
})

it('refuses attributes that the envelope sends itself, and more than SQS takes', () => {
  const { writer, chat } = setup()
  const outgoing = { id: uuidv7(), conversationId: chat, text: 'x' }

  expect(() =>
    writer.write({ ...outgoing, attributes: [{ name: 'correlationId', type: 'String', value: 'x' }] }, 1)
  ).toThrow('sends an attribute "correlationId" already')
})

it('refuses what is too large on the wire, though it would fit as it is stored', () => {
  const { writer, chat, pairs } = setup()
  const text = '"'.repeat(400_000)
  const template = '{"a":"{{text}}","b":"{{text}}","id":"{{id}}"}'
  pairs.bind(
    chat,
    { backendId: 'local', pair: { ...pair, envelope: { kind: 'json', template, attributes: [] } } },
    1
  )

  expect(() => writer.write({ id: uuidv7(), conversationId: chat, text, attributes: [] }, 1)).toThrow(
    'SQS takes at most 1,048,576'
  )
})
