import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message
} from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { expect, it, onTestFinished, vi } from 'vitest'
import { silentLog } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { aServer, testKey } from '../../local-backend/sqs/test-server'
import { systemClock } from '../../shared/clock'
import type { QueuePair } from '../../shared/pair'
import type { Told } from '../../shared/said'
import type { Backend } from '../backends/backend'
import { SqsGateway } from '../backends/sqs-gateway'
import { DataExport } from '../store/data-export'
import { DataImports } from '../store/data-imports'
import { RequestWriter } from '../store/request-writer'
import { readOnQueue } from './pair-reading'
import { PairTraffic } from './pair-traffic'

/** A function of somebody else: it knows its own JSON, and nothing of ChatAPP. */
const foreignPair: QueuePair = {
  requestQueue: 'orders',
  replyQueue: 'orders-replies',
  own: false,
  envelope: {
    kind: 'json',
    template: '{"job":{"ref":"{{id}}","question":"{{text}}"},"answerTo":"{{replyTo}}","version":3}',
    attributes: [{ name: 'kind', type: 'String', value: 'question' }]
  },
  replyId: { in: 'body', path: '$.job.ref' },
  replyText: { in: 'body', path: '$.result.answer' }
}

async function setup({
  pair = foreignPair,
  gone,
  held = () => false
}: { pair?: QueuePair; gone?: string; held?: () => boolean } = {}) {
  const { server, client, ...sqs } = await aServer()
  const { region, accessKeyId, secretAccessKey } = testKey
  const connection = { endpoint: server.url, region, credentials: { accessKeyId, secretAccessKey } }
  const gateway = new SqsGateway(connection)
  const profile = aProfile()
  const { pairs, store: messages, conversations } = profile
  const warned: Told[] = []
  const backend = {
    gateway: () => gateway,
    connection: () => connection,
    capabilities: { account: false }
  } as unknown as Backend
  const traffic = new PairTraffic({
    ...profile,
    backend,
    backendId: 'local',
    messages,
    warn: (told) => warned.push(told),
    stalled: (error) => expect.unreachable(error.message),
    held,
    clock: systemClock,
    log: silentLog
  })
  onTestFinished(async () => {
    await traffic.stop()
    gateway.close()
  })
  const chat = conversations.create('Orders', Date.now()).id
  for (const queue of [pair.requestQueue, pair.replyQueue])
    if (queue !== null && queue !== gone) await sqs.createQueue(queue, fifo(queue))
  pairs.bind(chat, { backendId: 'local', pair }, Date.now())
  const writer = new RequestWriter({ ...profile, messages, installId: 'abc' })
  const write = (text: string, conversationId = chat): string => {
    const id = uuidv7()
    profile.db.transaction(() => writer.write({ id, conversationId, text, attributes: [] }, Date.now()))
    return id
  }
  const send = (text: string, conversationId = chat): string => {
    const id = write(text, conversationId)
    traffic.wake()
    return id
  }
  const status = (id: string) => {
    const message = messages.get(id)
    return message.role === 'request' ? message.status : null
  }
  const depth = async (queue: string) => {
    const { visible, inFlight } = await gateway.depth(queue)
    return visible + inFlight
  }
  /** Takes one message as the foreign function does, long polling, and deletes it. */
  const take = async (queue: string): Promise<Message> => {
    const QueueUrl = await sqs.urlOf(queue)
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          WaitTimeSeconds: 5,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All']
        })
      )
      const [message] = Messages
      if (!message) continue
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }))
      return message
    }
  }
  const put = async (queue: string, body: unknown, more = {}) =>
    await client.send(
      new SendMessageCommand({
        QueueUrl: await sqs.urlOf(queue),
        MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
        ...more
      })
    )
  return {
    ...profile,
    ...sqs,
    messages,
    traffic,
    chat,
    write,
    send,
    status,
    depth,
    take,
    put,
    warned,
    gateway
  }
}

const fifo = (queue: string) => (queue.endsWith('.fifo') ? { Attributes: { FifoQueue: 'true' } } : {})

/** What the foreign function answers. */
const answer = (ref: string, text: unknown) => ({ job: { ref }, result: { answer: text }, took: 3 })

it('talks to a function in the function’s own JSON, without a word of ChatAPP on the wire', async () => {
  const { traffic, send, take, put, messages, depth, status } = await setup()
  traffic.start()

  const id = send('how "many" {{id}}?')
  const asked = await take('orders')
  await put('orders-replies', answer(id, 'three'))

  await vi.waitFor(() => expect(status(id)).toBe('answered'))
  expect(JSON.parse(asked.Body ?? '')).toEqual({
    job: { ref: id, question: 'how "many" {{id}}?' },
    answerTo: 'orders-replies',
    version: 3
  })
  expect(asked.MessageAttributes).toEqual({ kind: { DataType: 'String', StringValue: 'question' } })
  const [reply] = messages.repliesTo(id)
  expect(reply).toMatchObject({ text: 'three', kind: 'reply', sender: { name: 'orders' } })
  expect(reply?.pair).toEqual({ requestQueue: 'orders', replyQueue: 'orders-replies' })
  expect(JSON.parse(messages.raw(reply?.id ?? '').rawBody)).toEqual(answer(id, 'three'))
  expect(messages.raw(id)).toEqual({ rawBody: asked.Body, attributes: { kind: 'question' } })
  await vi.waitFor(async () => expect(await depth('orders-replies')).toBe(0))
})

it('gives back what is somebody else’s on a shared reply queue, and tells what came', async () => {
  const { traffic, send, put, chat, pairs, messages, profile, depth, status } = await setup()
  traffic.start()
  const id = send('mine')
  await put('orders-replies', answer(uuidv7(), 'for somebody else'))
  await put('orders-replies', 'no JSON at all')
  await put('orders-replies', answer(id, 'for me'))

  await vi.waitFor(() => expect(status(id)).toBe('answered'))
  await vi.waitFor(() => expect(traffic.strangers('orders-replies')).toHaveLength(2))
  expect(messages.history(chat, 10).messages).toHaveLength(2)
  expect(profile.quarantineCount()).toBe(0)
  pairs.open(chat, 0)
  await vi.waitFor(async () => expect(await depth('orders-replies')).toBe(2))
})

it('sets aside what fits to no request where the queue is the chat’s own, and what fits to two', async () => {
  const pair = { ...foreignPair, own: true }
  const { traffic, send, put, profile, depth, status, take } = await setup({ pair })
  traffic.start()
  const [one, two] = [send('one'), send('two')]
  await Promise.all([take('orders'), take('orders')])

  await put('orders-replies', answer('nobody', 'x'))
  await put('orders-replies', '{"half": ')
  await put('orders-replies', { job: { ref: [one, two] }, result: { answer: 'both' } })

  await vi.waitFor(() => expect(profile.quarantineCount()).toBe(3))
  await vi.waitFor(async () => expect(await depth('orders-replies')).toBe(0))
  const said = profile.quarantined().flatMap((item) => item.said?.map(({ key }) => key) ?? [])
  expect(said.toSorted()).toEqual(['pair.no_id', 'pair.two_requests', 'pair.unknown_id'])
  expect([status(one), status(two)]).toEqual(['sent', 'sent'])
})

it('shows all of a reply whose text is not where it should be', async () => {
  const { traffic, send, put, messages, status } = await setup()
  traffic.start()
  const id = send('hello')

  await put('orders-replies', { job: { ref: id }, error: 'no such order' })

  await vi.waitFor(() => expect(status(id)).toBe('answered'))
  const [reply] = messages.repliesTo(id)
  expect(reply?.text).toBe(JSON.stringify({ job: { ref: id }, error: 'no such order' }))
  expect(reply?.pair).toMatchObject({ whole: true })
})

it('takes replies that name no request in order, and says that it is a guess', async () => {
  const pair: QueuePair = {
    ...foreignPair,
    own: true,
    envelope: { kind: 'text', attributes: [] },
    replyId: { in: 'order' },
    replyText: { in: 'whole' }
  }
  const { traffic, send, put, take, messages, status, profile } = await setup({ pair })
  const one = send('one')
  traffic.start()
  const two = send('two')
  const bodies = [(await take('orders')).Body, (await take('orders')).Body]
  await put('orders-replies', 'first')
  await vi.waitFor(() => expect(status(one)).toBe('answered'))
  await put('orders-replies', 'second')

  await vi.waitFor(() => expect(status(two)).toBe('answered'))
  expect(new Set(bodies)).toEqual(new Set(['one', 'two']))
  const replies = [one, two].flatMap((id) => messages.repliesTo(id))
  expect(replies.every((reply) => reply.pair?.guess)).toBe(true)
  expect(replies.map(({ text }) => text)).toEqual(['first', 'second'])
  expect(profile.quarantineCount()).toBe(0)
})

it('stores a reply that comes twice once', async () => {
  const { traffic, send, put, messages, gateway, status } = await setup()
  const lost = vi.spyOn(SqsGateway.prototype, 'deleteMessages').mockRejectedValueOnce(new Error('cut'))
  onTestFinished(() => lost.mockRestore())
  traffic.start()
  const id = send('hello')
  await put('orders-replies', answer(id, 'once'))
  await vi.waitFor(() => expect(status(id)).toBe('answered'))
  const again = send('keeps the queue read')

  // It comes back after ten seconds, and is deleted then.
  await vi.waitFor(async () => expect((await gateway.depth('orders-replies')).inFlight).toBe(0), 15_000)
  await vi.waitFor(async () => expect((await gateway.depth('orders-replies')).visible).toBe(0), 5000)
  expect(messages.repliesTo(id)).toHaveLength(1)
  expect(status(again)).toBe('sent')
}, 30_000)

it('is done with a message to a queue without replies once SQS has it', async () => {
  const pair: QueuePair = { ...foreignPair, replyQueue: null, envelope: { kind: 'text', attributes: [] } }
  const { traffic, send, take, status, messages, pairs } = await setup({ pair })
  traffic.start()

  const id = send('fire and forget')
  const { Body, MessageAttributes } = await take('orders')

  await vi.waitFor(() => expect(status(id)).toBe('sent'))
  expect([Body, MessageAttributes]).toEqual(['fire and forget', undefined])
  expect(messages.get(id)).toMatchObject({ pair: { requestQueue: 'orders', replyQueue: null } })
  expect([messages.awaitsAnswer(), pairs.awaiting(Date.now())]).toEqual([false, []])
})

it('gives a FIFO queue the chat as its group, and the same message once however often it is handed over', async () => {
  const pair = { ...foreignPair, requestQueue: 'orders.fifo', replyQueue: 'replies.fifo' }
  const { traffic, chat, write, take, messages, pairs, status } = await setup({ pair })
  const id = write('in order')
  const [entry] = messages.dueTo(pairs.ofRequest(id) ?? '', { now: Date.now(), limit: 10 }, true)
  traffic.start()

  const { Attributes } = await take('orders.fifo')

  expect(Attributes).toMatchObject({ MessageGroupId: chat, MessageDeduplicationId: `${id}-0` })
  expect(entry).toMatchObject({ id, bare: true, deduplicationId: `${id}-0` })
  await vi.waitFor(() => expect(status(id)).toBe('sent'))
})

it('sends what was written for a queue there, though the chat is bound to another one meanwhile', async () => {
  const { traffic, chat, write, createQueue, pairs, take, put, status, depth } = await setup()
  await createQueue('later')
  const first = write('for the first queue')
  const other = {
    ...foreignPair,
    requestQueue: 'later',
    replyQueue: null,
    envelope: { kind: 'text' as const, attributes: [] }
  }
  pairs.bind(chat, { backendId: 'local', pair: other }, 1)
  const second = write('for the second')
  pairs.unbind(chat)
  const third = write('for MessageProcessor')
  traffic.start()

  const [old, now] = [await take('orders'), await take('later')]
  await put('orders-replies', answer(first, 'still heard'))

  expect(JSON.parse(old.Body ?? '').job.question).toBe('for the first queue')
  expect(now.Body).toBe('for the second')
  await vi.waitFor(() =>
    expect([status(first), status(second), status(third)]).toEqual(['answered', 'sent', 'queued'])
  )
  expect([await depth('orders'), await depth('later')]).toEqual([0, 0])
})

it('waits, and says so, while a queue is gone, and sends once it is back', async () => {
  const { traffic, send, createQueue, take, status, warned, messages } = await setup({ gone: 'orders' })
  traffic.start()
  const id = send('patience')

  await vi.waitFor(() => expect(warned).toHaveLength(1))
  expect(warned[0]?.detail).toContain('Messages of the chat "Orders" wait: orders cannot be used.')
  expect(messages.get(id)).toMatchObject({ status: 'queued', reason: { code: 'queue_missing' } })
  await createQueue('orders')
  traffic.wake(true)
  await take('orders')

  await vi.waitFor(() => expect(status(id)).toBe('sent'))
}, 20_000)

it('sends nothing while the queue is gone that the reply is to come on, and says so', async () => {
  const { traffic, send, createQueue, take, status, depth, warned } = await setup({ gone: 'orders-replies' })
  traffic.start()
  const id = send('patience')

  await vi.waitFor(() => expect(warned).toHaveLength(1))
  expect(warned[0]?.detail).toContain('wait: their replies cannot be read from orders-replies.')
  expect([status(id), await depth('orders')]).toEqual(['queued', 0])
  await createQueue('orders-replies')
  traffic.wake(true)

  await take('orders')
  await vi.waitFor(() => expect(status(id)).toBe('sent'))
}, 20_000)

it('gives back what is not its own from the moment on that the user says others read the queue too', async () => {
  const { traffic, chat, pairs, send, put, take, profile, depth } = await setup({
    pair: { ...foreignPair, own: true }
  })
  traffic.start()
  send('one')
  await take('orders')
  await put('orders-replies', answer('nobody', 'x'))
  await vi.waitFor(() => expect(profile.quarantineCount()).toBe(1))

  pairs.bind(chat, { backendId: 'local', pair: foreignPair }, 2)
  await put('orders-replies', answer('nobody', 'y'))

  await vi.waitFor(() => expect(traffic.strangers('orders-replies')).toHaveLength(2))
  expect([profile.quarantineCount(), await depth('orders-replies')]).toEqual([1, 1])
})

it('sends nothing to a protected backend before the user says so', async () => {
  let held = true
  const { traffic, send, take, depth, status } = await setup({ held: () => held })
  traffic.start()
  const id = send('not yet')
  expect([status(id), await depth('orders')]).toEqual(['queued', 0])

  held = false
  traffic.wake()

  await take('orders')
  await vi.waitFor(() => expect(status(id)).toBe('sent'))
})

it('sends nothing by queues of another backend, nor by those that came with an import', async () => {
  const { traffic, chat, pairs, write, db, depth, status } = await setup()
  pairs.bind(chat, { backendId: 'work', pair: foreignPair }, 1)
  const elsewhere = write('for an account')
  pairs.bind(chat, { backendId: 'local', pair: foreignPair }, 1)
  db.sql('UPDATE pairs SET imported = 1').run()
  traffic.start()

  expect(() => write('to where a file says')).toThrow('came with an import')
  expect(await depth('orders')).toBe(0)
  expect(status(elsewhere)).toBe('queued')
})

it('gives each of two chats on one shared queue its own, and sets aside what names a request of both', async () => {
  const { traffic, send, put, conversations, pairs, messages, profile, status } = await setup()
  const other = conversations.create('Others', 1).id
  const byAttribute: QueuePair = { ...foreignPair, replyId: { in: 'attribute', name: 'ref' } }
  pairs.bind(other, { backendId: 'local', pair: byAttribute }, 1)
  traffic.start()
  const [one, two, three, four] = [send('one'), send('two', other), send('three'), send('four', other)]

  await put('orders-replies', answer(three, 'both?'), naming(four))
  await put('orders-replies', answer(one, 'first'))
  await put('orders-replies', answer('somebody', 'second'), naming(two.toUpperCase()))

  await vi.waitFor(() => expect([status(one), status(two)]).toEqual(['answered', 'answered']))
  await vi.waitFor(() => expect(profile.quarantineCount()).toBe(1))
  expect([status(three), status(four)]).toEqual(['sent', 'sent'])
  expect([one, two].flatMap((id) => messages.repliesTo(id).map(({ text }) => text))).toEqual([
    'first',
    'second'
  ])
})

it.each([
  [
    'nested to the end of the stack',
    `{"job":{"ref":"ID"},"result":{"answer":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`
  ],
  [
    'a megabyte of quotation marks',
    JSON.stringify({ job: { ref: 'ID' }, result: { answer: '"'.repeat(500_000) } })
  ],
  ['a number', '{"job":{"ref":"ID"},"result":{"answer":12345678901234567890}}'],
  ['nothing', '{"job":{"ref":"ID"},"result":{"answer":""}}'],
  ['null', '{"job":{"ref":"ID"},"result":{"answer":null}}'],
  ['a prototype', '{"job":{"ref":"ID"},"result":{"__proto__":{"answer":"x"}}}']
])('shows a reply whose text is %s, and carries it through an export', async (_, body) => {
  const { traffic, send, put, messages, db, status } = await setup()
  traffic.start()
  const id = send('hello')

  await put('orders-replies', body.replace('ID', id))

  await vi.waitFor(() => expect(status(id)).toBe('answered'), 5000)
  const [reply] = messages.repliesTo(id)
  const target = aProfile()
  const imports = new DataImports(target.db)
  const importId = imports.begin()
  const exporter = new DataExport(db, () => 1)
  for (let cursor: number | null = 0; cursor !== null;) {
    const { lines, next } = exporter.part(cursor)
    await imports.add(importId, lines)
    cursor = next
  }
  await imports.commit(importId)
  const raw = (store: typeof messages) => store.raw(reply?.id ?? '').rawBody
  expect(target.store.get(reply?.id ?? '')).toMatchObject({ text: reply?.text })
  expect([raw(messages), raw(target.store)]).toEqual([body.replace('ID', id), body.replace('ID', id)])
})

it('takes nothing for an answer that was on the queue before the request was written', async () => {
  const pair: QueuePair = { ...foreignPair, own: true, replyId: { in: 'order' } }
  const { chat, pairs, messages, write, pairs: store } = await setup({ pair })
  const id = write('today')
  messages.markSent([{ ids: [id], replyTo: '', at: Date.now() }])
  const on = () => [pairs.current(chat)].flatMap((queues) => queues ?? [])
  const deps = { pairs: store, messages, on, stranger: () => {}, isOurMark: () => false }

  const readings = [Date.now() - 60_000, Date.now()].map((at) => readOnQueue(deps, came(at), Date.now()).as)

  expect(readings).toEqual(['unreadable', 'reply'])
})

/** A message without a word, as it comes from a reply queue. */
const came = (sentAt: number) => ({
  sqsMessageId: String(sentAt),
  receiptHandle: '',
  body: '{}',
  attributes: { SentTimestamp: String(sentAt) },
  clock: { aheadMs: 0, withinMs: 0 }
})

const naming = (ref: string) => ({ MessageAttributes: { ref: { DataType: 'String', StringValue: ref } } })
