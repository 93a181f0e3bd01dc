import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand
} from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { findLocalBackend } from '../../local-backend/client/start-local-backend'
import { createLocalClient } from '../../local-backend/sqs/sqs-client'
import type { CallInput, LetterJob } from '../../shared/contract'
import type { ChatApp } from '../chat-app'
import { anAccount, anApp, connectionThat, connect } from '../fakes/test-account'

/** A client of the queues that an app looks at. */
function aClient(endpoint: Parameters<typeof createLocalClient>[0]) {
  const client = createLocalClient(endpoint)
  const urlOf = async (QueueName: string) =>
    (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? ''
  return {
    create: async (
      QueueName: string,
      Attributes: Record<string, string> = {},
      tags: Record<string, string> = {}
    ) => await client.send(new CreateQueueCommand({ QueueName, Attributes, tags })),
    delete: async (name: string) =>
      await client.send(new DeleteQueueCommand({ QueueUrl: await urlOf(name) })),
    put: async (name: string, MessageBody: string) =>
      (await client.send(new SendMessageCommand({ QueueUrl: await urlOf(name), MessageBody }))).MessageId ??
      '',
    receive: async (name: string) =>
      (
        await client.send(
          new ReceiveMessageCommand({
            QueueUrl: await urlOf(name),
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['All']
          })
        )
      ).Messages ?? []
  }
}

const unlock = async (app: ChatApp): Promise<unknown> => {
  const { activeId } = await app.handlers['backends.list']()
  return await app.handlers['backends.choose']({ id: activeId, queueDesk: 'unlocked' })
}

async function onLocal() {
  const dataDir = temporaryFolder()
  const app = await anApp(dataDir)
  await connectionThat(app, 'online')
  const endpoint = await findLocalBackend(`${dataDir}/local-backend`)
  if (!endpoint) throw new Error('The local backend does not run.')
  return { app, ...aClient(endpoint) }
}

async function onAccount() {
  const account = await anAccount()
  const app = await anApp()
  await connect(app, account.config())
  await connectionThat(app, 'online')
  return { app, account, ...aClient(account.endpoint) }
}

type Message = CallInput<'desk.send'>
const aMessage = (fields: Partial<Message> & Pick<Message, 'queue'>): Message => ({
  id: uuidv7(),
  body: 'hello',
  attributes: [],
  delaySeconds: null,
  groupId: null,
  deduplicationId: null,
  again: false,
  ...fields
})

const over = async (app: ChatApp, { job }: { job: LetterJob }): Promise<LetterJob> =>
  await vi.waitFor(
    async () => {
      const now = await app.handlers['letters.job']()
      expect(now).toMatchObject({ id: job.id, over: true })
      return now as LetterJob
    },
    { timeout: 20_000, interval: 20 }
  )

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`
const redrive = (name: string, maxReceiveCount = 3) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount })
})

it('lists more than a thousand queues in parts, each once, those of a prefix, and the pinned ones first', async () => {
  const { app, create } = await onLocal()
  const names = Array.from({ length: 1050 }, (_, n) => `many-${String(n).padStart(4, '0')}`)
  for (let at = 0; at < names.length; at += 50)
    await Promise.all(names.slice(at, at + 50).map((one) => create(one)))
  await app.handlers['desk.pin']({ queue: 'many-0777', pinned: true })
  await app.handlers['desk.pin']({ queue: 'gone', pinned: true })

  const found: string[] = []
  const pinned: string[][] = []
  for (let next: string | null | undefined; next !== null;) {
    const part = await app.handlers['desk.list']({ prefix: 'many-', next: next ?? null })
    expect(part.queues.length).toBeLessThanOrEqual(100)
    found.push(...part.queues)
    pinned.push(part.pinned)
    next = part.next
  }

  expect(found.toSorted()).toEqual(names)
  expect(pinned[0]).toEqual(['many-0777'])
  expect(pinned.slice(1).flat()).toEqual([])
  expect((await app.handlers['desk.list']({ prefix: 'ChatAPP', next: null })).queues).toContain('ChatAPP-dlq')
  expect(await app.handlers['desk.pin']({ queue: 'many-0777', pinned: false })).toEqual(['gone'])
}, 60_000)

it('tells of a queue what its attributes mean, its tags, and what is around it', async () => {
  const { app, create, put } = await onLocal()
  await create('orders-dlq')
  await create('orders', { ...redrive('orders-dlq'), VisibilityTimeout: '90' }, { team: 'shop' })
  await put('orders', 'one')

  const orders = await app.handlers['desk.get']({ queue: 'orders' })
  const dead = await app.handlers['desk.get']({ queue: 'orders-dlq' })
  const requests = await app.handlers['desk.get']({ queue: 'ChatAPP' })

  expect(orders).toMatchObject({
    name: 'orders',
    role: null,
    fifo: false,
    pinned: false,
    tags: { ok: true, value: { team: 'shop' } },
    triggers: { ok: true, value: [] },
    look: { free: true },
    attributes: {
      ok: true,
      value: {
        depth: { visible: 1, inFlight: 0, delayed: 0 },
        deadLetterQueue: 'orders-dlq',
        maxReceiveCount: 3,
        encryption: 'sqs',
        raw: { VisibilityTimeout: '90' }
      }
    }
  })
  const words = orders.attributes.ok ? orders.attributes.value.words.map(({ detail }) => detail) : []
  expect(words).toContain('A message that is received is hidden from others for 1 min 30 s.')
  expect(words).toContain('A message that was received 3 times and is still there goes to orders-dlq.')
  expect(dead.sources).toEqual({ ok: true, value: ['orders'] })
  expect(requests).toMatchObject({
    role: 'request',
    triggers: { ok: true, value: [{ functionName: 'MessageProcessor', enabled: true }] }
  })
})

it('says of a queue that was deleted that it is not there, in the list and by itself', async () => {
  const { app, create, delete: remove } = await onLocal()
  await create('orders')
  await app.handlers['desk.get']({ queue: 'orders' })
  await remove('orders')

  const [gone, there] = await app.handlers['desk.glance']({ queues: ['orders', 'ChatAPP'] })

  expect(gone).toMatchObject({ name: 'orders', glance: { ok: false, error: { code: 'queue_missing' } } })
  expect(there).toMatchObject({ name: 'ChatAPP', glance: { ok: true } })
  await expect(app.handlers['desk.get']({ queue: 'orders' })).rejects.toMatchObject({ code: 'queue_missing' })
  await expect(
    app.handlers['letters.list']({ limit: 10, after: null, from: 'orders' })
  ).rejects.toMatchObject({ code: 'queue_missing' })
})

it('changes no queue but the dead-letter queue until the backend is unlocked', async () => {
  const { app, create, put, receive } = await onLocal()
  await create('orders')
  const id = await put('orders', 'one')
  const letters = [{ place: 'queue' as const, id }]
  const locked = { code: 'forbidden', keyed: { key: 'desk.locked' } }

  await expect(app.handlers['desk.send'](aMessage({ queue: 'orders' }))).rejects.toMatchObject(locked)
  await expect(app.handlers['letters.take']({ letters, from: 'orders' })).rejects.toMatchObject(locked)
  await expect(
    app.handlers['letters.resend']({ letters, perSecond: null, from: 'orders' })
  ).rejects.toMatchObject(locked)
  await expect(
    app.handlers['letters.delete']({ letters, queue: 'orders', from: 'orders' })
  ).rejects.toMatchObject(locked)
  await expect(app.handlers['letters.purge']({ queue: 'orders', from: 'orders' })).rejects.toMatchObject(
    locked
  )
  await expect(app.handlers['letters.redrive']({ perSecond: null, from: 'orders' })).rejects.toMatchObject(
    locked
  )

  expect(
    (await app.handlers['letters.list']({ limit: 10, after: null, from: 'orders' })).letters
  ).toHaveLength(1)
  expect(await receive('orders')).toHaveLength(1)
})

it('takes messages of any queue, puts them back where they came from, and sends none anywhere else', async () => {
  const { app, create, put, receive } = await onLocal()
  await create('orders')
  await put('orders', 'one')
  await put('orders', 'two')
  await unlock(app)
  const looked = await app.handlers['letters.list']({ limit: 10, after: null, from: 'orders' })
  const letters = looked.letters.map(({ place, id }) => ({ place, id }))

  await over(app, await app.handlers['letters.take']({ letters, from: 'orders' }))
  const { letters: tray } = await app.handlers['letters.tray']({ limit: 10, before: null })
  const [one, two] = tray.map(({ id }) => ({ place: 'tray' as const, id }))
  if (!one || !two) throw new Error('The tray is empty.')
  await over(app, await app.handlers['letters.return']({ letters: [one] }))
  await over(app, await app.handlers['letters.resend']({ letters: [two], perSecond: null, from: 'orders' }))

  expect(tray.map(({ queue }) => queue)).toEqual(['orders', 'orders'])
  const bodies = (await receive('orders')).map(({ Body = '' }) => Body)
  expect(bodies.toSorted()).toEqual(['one', 'two'])
  expect((await app.handlers['letters.tray']({ limit: 10, before: null })).total).toBe(0)
}, 30_000)

it('brings an exported message back to the queue that it was taken from, and a dead letter to the dead-letter queue', async () => {
  const { app, create, put } = await onLocal()
  await create('orders')
  await put('orders', 'one')
  await put('ChatAPP-dlq', 'dead')
  await unlock(app)
  for (const from of ['orders', undefined]) {
    const { letters } = await app.handlers['letters.list']({ limit: 10, after: null, from })
    const refs = letters.map(({ place, id }) => ({ place, id }))
    await over(app, await app.handlers['letters.take']({ letters: refs, from }))
  }
  const { lines } = await app.handlers['letters.export']({ what: 'tray', cursor: null })
  const other = await onLocal()

  await other.app.handlers['letters.import']({
    lines: lines.map((line) => line.replace('"queue":"ChatAPP-dlq"', '"queue":"Team-dlq"')),
    from: 1
  })

  const { letters } = await other.app.handlers['letters.tray']({ limit: 10, before: null })
  expect(letters.map(({ text, queue }) => `${text} of ${queue}`).toSorted()).toEqual([
    'dead of ChatAPP-dlq',
    'one of orders'
  ])
}, 30_000)

it('goes on with what was begun at a queue that was closed to it meanwhile, and lets that hold up no other', async () => {
  const { app, account, create, put, receive } = await onAccount()
  await create('orders')
  await put('orders', 'one')
  await put('ChatAPP-dlq', 'dead')
  await unlock(app)
  const refsOf = async (from?: string) =>
    (await app.handlers['letters.list']({ limit: 10, after: null, from })).letters.map(({ place, id }) => ({
      place,
      id
    }))
  const tray = async () => (await app.handlers['letters.tray']({ limit: 10, before: null })).letters
  account.aws.denied.add('DeleteMessageBatch')
  await over(app, await app.handlers['letters.take']({ letters: await refsOf('orders'), from: 'orders' }))
  expect(await tray()).toMatchObject([{ queue: 'orders', state: 'busy' }])

  account.aws.denied.delete('DeleteMessageBatch')
  await over(app, await app.handlers['letters.take']({ letters: await refsOf() }))

  await vi.waitFor(
    async () =>
      expect((await tray()).map(({ queue, state }) => `${queue} ${state}`).toSorted()).toEqual([
        'ChatAPP-dlq free',
        'orders free'
      ]),
    { timeout: 20_000, interval: 200 }
  )
  expect(await receive('orders')).toEqual([])
}, 60_000)

it('keeps in the tray what cannot go back to a queue that is gone, and lets it hold up no other', async () => {
  const { app, create, put, delete: remove } = await onLocal()
  await create('orders')
  await put('orders', 'one')
  await put('ChatAPP-dlq', 'dead')
  await unlock(app)
  for (const from of ['orders', undefined]) {
    const { letters } = await app.handlers['letters.list']({ limit: 10, after: null, from })
    const refs = letters.map(({ place, id }) => ({ place, id }))
    await over(app, await app.handlers['letters.take']({ letters: refs, from }))
  }
  await remove('orders')
  const { letters: tray } = await app.handlers['letters.tray']({ limit: 10, before: null })

  const letters = tray.map(({ place, id }) => ({ place, id }))
  const job = await over(app, await app.handlers['letters.return']({ letters }))

  expect(job).toMatchObject({ done: 1, missed: 1, error: null })
  expect((await app.handlers['letters.tray']({ limit: 10, before: null })).letters).toMatchObject([
    { queue: 'orders', text: 'one' }
  ])
  expect((await app.handlers['letters.list']({ limit: 10, after: null })).letters).toMatchObject([
    { text: 'dead' }
  ])
}, 30_000)

it('moves all back of any dead-letter queue, and of no other queue', async () => {
  const { app, account, create, put, receive } = await onAccount()
  await create('orders-dlq')
  await create('orders', redrive('orders-dlq'))
  await put('orders-dlq', 'by hand')
  await unlock(app)
  account.aws.errors.set('StartMessageMoveTask', ['InvalidAction', 400])

  await expect(app.handlers['letters.redrive']({ perSecond: null, from: 'orders' })).rejects.toMatchObject({
    keyed: { key: 'letters.no_sources' }
  })
  const { by, job } = await app.handlers['letters.redrive']({ perSecond: null, from: 'orders-dlq' })

  expect(by).toBe('us')
  expect(job && (await over(app, { job }))).toMatchObject({ done: 1, missed: 0, error: null })
  // It does not say where it came from, but only one queue gives its letters there.
  expect(await receive('orders')).toHaveLength(1)
}, 30_000)

it('leaves in the queue what does not say which of several queues gave it up', async () => {
  const { app, account, create, put, receive } = await onAccount()
  await create('shared-dlq')
  await create('orders', redrive('shared-dlq'))
  await create('bills', redrive('shared-dlq'))
  await put('shared-dlq', 'by hand')
  await unlock(app)
  account.aws.errors.set('StartMessageMoveTask', ['InvalidAction', 400])

  const { job } = await app.handlers['letters.redrive']({ perSecond: null, from: 'shared-dlq' })

  expect(job && (await over(app, { job }))).toMatchObject({ done: 0, missed: 1, error: null })
  await vi.waitFor(async () => expect(await receive('shared-dlq')).toHaveLength(1), { timeout: 5000 })
}, 30_000)

it('shows what a body is wrapped in, and a look receives no more than was asked for', async () => {
  const { app, create, put, receive } = await onAccount()
  await create('orders')
  const body = JSON.stringify({
    Type: 'Notification',
    TopicArn: 'arn:aws:sns:us-east-1:123456789012:orders',
    Message: '{"order":1}'
  })
  for (let n = 0; n < 5; n++) await put('orders', body)

  const looked = await app.handlers['letters.list']({ limit: 2, after: null, from: 'orders' })
  const [first] = looked.letters
  const letter = await app.handlers['letters.get']({ place: 'queue', id: first?.id ?? '', from: 'orders' })

  expect(looked).toMatchObject({ queue: 'orders', total: 5, more: true, look: { effect: 'received' } })
  expect(looked.letters).toHaveLength(2)
  expect(letter.layers).toMatchObject([{ kind: 'sns' }, { kind: 'json', text: '{"order":1}' }])
  const counts: (string | undefined)[] = []
  await vi.waitFor(
    async () => {
      const all = await receive('orders')
      counts.push(...all.map(({ Attributes }) => Attributes?.['ApproximateReceiveCount']))
      expect(counts).toHaveLength(5)
    },
    { timeout: 10_000 }
  )
  expect(counts.filter((count) => count === '1')).toHaveLength(3)
}, 30_000)

it('names the permission that is missing, and shows what may be read nevertheless', async () => {
  const { app, account, create } = await onAccount()
  await create('orders')
  for (const action of [
    'ListQueues',
    'ListQueueTags',
    'ListEventSourceMappings',
    'ListDeadLetterSourceQueues'
  ])
    account.aws.denied.add(action)

  const orders = await app.handlers['desk.get']({ queue: 'orders' })

  expect(orders.attributes.ok).toBe(true)
  expect(orders.tags).toMatchObject({
    ok: false,
    error: { code: 'access_denied', params: { action: 'sqs:ListQueueTags' } },
    fix: { policy: expect.stringContaining(':123456789012:orders"') }
  })
  await expect(app.handlers['desk.list']({ prefix: '', next: null })).rejects.toMatchObject({
    code: 'access_denied',
    message: expect.stringContaining('sqs:ListQueues')
  })
  account.aws.denied.add('GetQueueAttributes')
  expect(await app.handlers['desk.glance']({ queues: ['orders'] })).toMatchObject([
    { glance: { ok: false, error: { params: { action: 'sqs:GetQueueAttributes' } } } }
  ])
})

it('says of a queue that may not even be found which permission that takes', async () => {
  const { app, account, create } = await onAccount()
  await create('closed')
  account.aws.deniedQueues.add('closed')

  const [closed] = await app.handlers['desk.glance']({ queues: ['closed'] })

  expect(closed?.glance).toMatchObject({
    ok: false,
    error: { code: 'access_denied', params: { action: 'sqs:GetQueueUrl' } },
    fix: { policy: expect.stringContaining('"sqs:GetQueueUrl"') }
  })
})

it('says what a look costs on an account, before there is one', async () => {
  const { app, create } = await onAccount()
  await create('orders-dlq')
  await create('orders', redrive('orders-dlq', 5))

  const { look } = await app.handlers['desk.get']({ queue: 'orders' })

  expect(look.free).toBe(false)
  expect(look.words.map(({ said }) => said[0]?.key)).toEqual([
    'desk.look.receives',
    'desk.look.dead',
    'desk.look.take',
    'desk.look.paid'
  ])
})

it('sends a message with attributes and a delay, and not twice under one id', async () => {
  const { app, create, receive } = await onLocal()
  await create('orders')
  await unlock(app)
  const message = aMessage({
    queue: 'orders',
    body: '{"order":1}',
    attributes: [
      { name: 'replyTo', type: 'String', value: 'x' },
      { name: 'n', type: 'Number', value: '1.50' },
      { name: 'b', type: 'Binary', value: 'AP8=' }
    ]
  })

  const both = await Promise.all([app.handlers['desk.send'](message), app.handlers['desk.send'](message)])
  const again = await app.handlers['desk.send'](message)
  await app.handlers['desk.send'](aMessage({ queue: 'orders', delaySeconds: 900 }))

  expect(new Set([...both, again].map(({ sqsMessageId }) => sqsMessageId)).size).toBe(1)
  const [received, ...others] = await receive('orders')
  expect(others).toEqual([])
  expect(received).toMatchObject({
    MessageId: again.sqsMessageId,
    MessageAttributes: {
      replyTo: { StringValue: 'x' },
      n: { DataType: 'Number', StringValue: '1.50' },
      b: { BinaryValue: new Uint8Array([0, 255]) }
    }
  })
  expect((await app.handlers['letters.acts']({ limit: 10, before: null })).map(({ act }) => act)).toEqual([
    'sent',
    'send',
    'sent',
    'send'
  ])
})

it('leaves it to the user whether a message is sent again of which nobody knows whether it arrived', async () => {
  const { app, account, create, receive } = await onAccount()
  await create('orders')
  await create('orders.fifo', { FifoQueue: 'true' })
  await unlock(app)
  account.aws.errors.set('SendMessage', ['InternalFailure', 500])
  const message = aMessage({ queue: 'orders' })
  const inOrder = aMessage({ queue: 'orders.fifo', groupId: 'g' })
  const unknown = { keyed: { key: 'desk.send_unknown' }, code: 'conflict' }
  await expect(app.handlers['desk.send'](message)).rejects.toMatchObject(unknown)
  await expect(app.handlers['desk.send'](inOrder)).rejects.toMatchObject(unknown)
  account.aws.errors.delete('SendMessage')

  await expect(app.handlers['desk.send'](message)).rejects.toMatchObject(unknown)
  await app.handlers['desk.send'](inOrder)
  await app.handlers['desk.send']({ ...message, again: true })

  expect(await receive('orders')).toHaveLength(1)
  expect(await receive('orders.fifo')).toHaveLength(1)
})

it('says which rule of SQS a message breaks, and sends nothing', async () => {
  const { app, create, receive } = await onLocal()
  await create('orders')
  await create('orders.fifo', { FifoQueue: 'true' })
  await unlock(app)
  const refused = async (fields: Partial<Message> & Pick<Message, 'queue'>, key: string) =>
    await expect(app.handlers['desk.send'](aMessage(fields))).rejects.toMatchObject({ keyed: { key } })

  await refused({ queue: 'orders.fifo' }, 'desk.fifo_group')
  await refused({ queue: 'orders.fifo', groupId: 'g', delaySeconds: 1 }, 'desk.fifo_delay')
  await refused({ queue: 'orders', deduplicationId: 'd' }, 'desk.no_fifo')
  await refused({ queue: 'orders', backendId: 'another' }, 'desk.other_backend')
  await refused({ queue: 'orders', body: 'é'.repeat(600_000) }, 'desk.too_large')
  await expect(app.handlers['desk.send'](aMessage({ queue: 'nowhere' }))).rejects.toMatchObject({
    code: 'queue_missing'
  })

  expect(await receive('orders')).toEqual([])
  expect(await receive('orders.fifo')).toEqual([])
})

it('tells the table of the request queue’s function once that has said that it keeps rooms', async () => {
  const { app } = await onLocal()
  const tableOf = async (queue: string) => (await app.handlers['desk.get']({ queue })).table

  const before = await tableOf('ChatAPP')
  await vi.waitFor(async () => expect((await app.handlers['rooms.overview']()).available).toBe('yes'), 10_000)

  expect(before).toBeNull()
  expect(await tableOf('ChatAPP')).toBe('ChatAPP-rooms')
  expect(await tableOf('ChatAPP-dlq')).toBeNull()
})
