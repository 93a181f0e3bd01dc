import { dirname } from 'node:path'
import pino from 'pino'
import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { anEntry, aRoomIn, roomId } from '../../../test/rooms'
import { RequestWriter } from '../store/request-writer'
import { createStores } from '../store/stores'
import { createHandlers, type HandlersDeps } from './handlers'

/** The calls of a profile that talks to a request queue of this name. */
function aHost(requestQueue: string, { file, db } = aProfile()) {
  const stores = createStores({
    db,
    folder: dirname(file),
    now: Date.now,
    noticed: () => {},
    deleting: () => {},
    failed: (error) => expect.unreachable(String(error))
  })
  let filled = 0
  const { handlers } = createHandlers({
    stores,
    emit: () => {},
    log: pino({ level: 'silent' }),
    installId: 'abc',
    backend: () => ({ names: { requestQueue } }),
    outboxFilled: () => filled++,
    now: () => 5000
  } as unknown as HandlersDeps)
  return { stores, handlers, filled: () => filled }
}

/** The same with a room, in which somebody has said something; `release`: what waits there has its moment. */
function aRoomHost() {
  const profile = aProfile()
  const { bring, log, id: conversationId } = aRoomIn(profile)
  bring(anEntry(1))
  const { handlers, stores } = aHost('ChatAPP', profile)
  const writer = new RequestWriter({ ...stores, installId: 'abc' })
  const release = (): void =>
    stores.scheduled.release(15_000, 9, (outgoing) => writer.write(outgoing, 15_000, { fits: true }))
  return { profile, conversationId, log, handlers, stores, release }
}

it('hands a delay to SQS, and waits itself where the queue is FIFO', async () => {
  const standard = aHost('ChatAPP')
  const fifo = aHost('ChatAPP.fifo')

  const { id } = await standard.handlers['chat.send']({ text: 'later', delaySeconds: 300 })
  await fifo.handlers['chat.send']({ text: 'later', delaySeconds: 300 })

  expect(standard.stores.messages.get(id)).toMatchObject({ status: 'queued', deliverAt: 305_000 })
  expect(await standard.handlers['scheduled.list']()).toEqual([])
  expect(await fifo.handlers['scheduled.list']()).toMatchObject([{ preview: 'later', sendAt: 305_000 }])
  expect(fifo.stores.messages.outboxSize()).toBe(0)
  expect([standard.filled(), fifo.filled()]).toEqual([1, 1])
})

it('takes a draft with it that is sent later, as one that is sent', async () => {
  const { handlers } = aHost('ChatAPP')
  await handlers['drafts.set']({ id: 'processor', text: 'later', writer: 'here' })

  await handlers['scheduled.add']({ text: 'later', sendAt: 9_000_000 })

  expect(await handlers['drafts.get']({ id: 'processor' })).toEqual({ text: '', attributes: [] })
})

it('says what was written for later in a room as the reply that it is', async () => {
  const { conversationId, log, handlers, stores, release } = aRoomHost()
  const quotes = anEntry(1).id

  await handlers['chat.send']({ id: anEntry(2).id, conversationId, text: 'soon', quotes, delaySeconds: 9 })
  await handlers['scheduled.add']({ id: anEntry(3).id, conversationId, text: 'then', quotes, sendAt: 15_000 })
  const { id: third } = await handlers['scheduled.change']({ id: anEntry(3).id, text: 'then, at last' })
  const waiting = await handlers['scheduled.get']({ id: third })
  release()

  expect(waiting).toMatchObject({ text: 'then, at last', quotes })
  expect(log().map(({ text, room }) => [text, room?.quotes?.text])).toEqual([
    ['message 1', undefined],
    ['soon', 'message 1'],
    ['then, at last', 'message 1']
  ])
  expect(stores.rooms.asks.next('local', roomId(), 15_000)).toMatchObject({
    body: expect.stringContaining('"quotes":1')
  })
})

it('says by a Retry what could not be said in a room when its moment had come', async () => {
  const { profile, conversationId, log, handlers, stores, release } = aRoomHost()
  const quotes = anEntry(1).id
  await handlers['scheduled.add']({ id: anEntry(2).id, conversationId, text: 'then', quotes, sendAt: 15_000 })
  profile.db.sql("UPDATE rooms SET state = 'left'").run()
  release()
  const failed = log().at(-1)
  profile.db.sql("UPDATE rooms SET state = 'open'").run()

  profile.store.requeue(anEntry(2).id, 16_000)

  expect(failed).toMatchObject({ status: 'failed', position: 1, room: { quotes: { text: 'message 1' } } })
  const next = stores.rooms.asks.next('local', conversationId, 16_000)
  expect(JSON.parse(next?.what === 'message' ? next.body : '{}')).toMatchObject({
    text: 'then',
    room: { op: 'say', room: conversationId, quotes: 1, again: 1 }
  })
})

it('keeps a template under its name, the newest text, until it is deleted', async () => {
  const { handlers } = aHost('ChatAPP')
  const attributes = [{ name: 'order', type: 'Number', value: '{{number}}' } as const]

  await handlers['templates.save']({ name: 'Reminder', text: 'old' })
  await handlers['templates.save']({ name: 'Reminder', text: 'Order {{number}}', attributes })
  await handlers['templates.save']({ name: 'a greeting', text: 'Hi\0' })
  const saved = await handlers['templates.list']()
  await handlers['templates.delete']({ id: saved[0]?.id ?? '' })

  expect(saved.map(({ name, text, attributes: own }) => [name, text, own])).toEqual([
    ['a greeting', 'Hi\0', []],
    ['Reminder', 'Order {{number}}', attributes]
  ])
  expect((await handlers['templates.list']()).map(({ name }) => name)).toEqual(['Reminder'])
})
