import {
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type MessageAttributeValue
} from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { letTimePass } from '../../../test/a-clock'
import { createLocalClient } from './sqs-client'
import { aServer, testKey } from './test-server'

it.each(['👩🏽‍🚀 👋', '\u{10000}', '\u{10FFFF}', '\uFFFD tab\tline\n'])(
  'carries %j to the character',
  async (text) => {
    const { createQueue, send, receive } = await aServer()
    const queue = await createQueue('unicode')

    await send(queue, text)
    const received = await receive(queue)

    expect(received.map(({ Body }) => Body)).toEqual([text])
  }
)

it.each(['\u0000', 'a\uFFFEb', 'lone \uD800'])('refuses %j, as AWS does', async (text) => {
  const { createQueue, send } = await aServer()
  const queue = await createQueue('unicode')

  await expect(send(queue, text)).rejects.toMatchObject({ name: 'InvalidMessageContents' })
})

const attributes = (count: number): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`name${index}`, { DataType: 'String', StringValue: 'x' }])
  )

it('takes ten message attributes and refuses eleven, alone and in a batch', async () => {
  const { client, createQueue, send } = await aServer()
  const QueueUrl = await createQueue('attributes')
  const entry = (Id: string, count: number) => ({
    Id,
    MessageBody: 'x',
    MessageAttributes: attributes(count)
  })

  const alone = await send(QueueUrl, 'x', { MessageAttributes: attributes(11) }).catch(
    (error: Error) => error.name
  )
  const batch = await client.send(
    new SendMessageBatchCommand({ QueueUrl, Entries: [entry('ten', 10), entry('eleven', 11)] })
  )

  expect(alone).toBe('InvalidParameterValue')
  expect(batch.Successful?.map(({ Id }) => Id)).toEqual(['ten'])
  expect(batch.Failed).toMatchObject([{ Id: 'eleven', Code: 'InvalidParameterValue', SenderFault: true }])
})

const fifoEntry = (Id: string, rest: object) => ({ Id, MessageBody: Id, MessageDeduplicationId: Id, ...rest })

it('judges each entry of a FIFO batch by itself; what was sent before gets its first receipt', async () => {
  const { client, createQueue, receive, send } = await aServer()
  const QueueUrl = await createQueue('batch.fifo', { Attributes: { FifoQueue: 'true' } })
  const first = await send(QueueUrl, 'one', { MessageGroupId: 'a', MessageDeduplicationId: 'first' })

  const { Successful, Failed } = await client.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        fifoEntry('first', { MessageGroupId: 'a' }),
        fifoEntry('no-group', {}),
        fifoEntry('late', { MessageGroupId: 'a', DelaySeconds: 1 }),
        fifoEntry('two', { MessageGroupId: 'a' })
      ]
    })
  )

  const { MessageId, SequenceNumber } = first
  expect(Successful).toMatchObject([{ Id: 'first', MessageId, SequenceNumber }, { Id: 'two' }])
  expect(Failed).toMatchObject([
    { Id: 'no-group', Code: 'MissingParameter' },
    { Id: 'late', Code: 'InvalidParameterValue' }
  ])
  expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['one', 'two'])
})

const batchOf = (...ids: string[]) => ids.map((Id) => ({ Id, MessageBody: 'x' }))
const half = { MessageBody: 'x'.repeat(600_000) }

it.each([
  ['EmptyBatchRequest', []],
  ['TooManyEntriesInBatchRequest', batchOf(...Array.from({ length: 11 }, (_, index) => String(index)))],
  ['InvalidBatchEntryId', batchOf('a b')],
  ['BatchEntryIdsNotDistinct', batchOf('a', 'a')],
  ['BatchRequestTooLong', batchOf('a', 'b').map((entry) => ({ ...entry, ...half }))]
])('answers %s to a whole batch and takes nothing of it', async (code, Entries) => {
  const { client, createQueue, receive } = await aServer()
  const QueueUrl = await createQueue('batch')

  const sent = client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))

  await expect(sent).rejects.toMatchObject({ name: code })
  expect(await receive(QueueUrl)).toEqual([])
})

it('refuses a delay over 900 seconds', async () => {
  const { createQueue, send } = await aServer()
  const queue = await createQueue('delay')

  await expect(send(queue, 'x', { DelaySeconds: 901 })).rejects.toMatchObject({
    name: 'InvalidParameterValue'
  })
})

it('returns the fair-queue group of a message on a standard queue', async () => {
  const { client, createQueue, send, receive } = await aServer()
  const QueueUrl = await createQueue('fair')

  await send(QueueUrl, 'one', { MessageGroupId: 'alice' })
  await client.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [{ Id: '1', MessageBody: 'two', MessageGroupId: 'bob' }]
    })
  )
  const received = await receive(QueueUrl, { MessageSystemAttributeNames: ['All'] })

  expect(received.map(({ Body, Attributes }) => [Body, Attributes?.MessageGroupId])).toEqual([
    ['one', 'alice'],
    ['two', 'bob']
  ])
})

it('hands out message attributes only to those who ask', async () => {
  const { createQueue, send, receive } = await aServer()
  const queue = await createQueue('asked')
  await send(queue, 'a', { MessageAttributes: attributes(1) })
  await send(queue, 'b', { MessageAttributes: attributes(1) })

  const [unasked] = await receive(queue, { MaxNumberOfMessages: 1 })
  const [asked] = await receive(queue, { MaxNumberOfMessages: 1, MessageAttributeNames: ['All'] })

  expect(unasked?.MessageAttributes).toBeUndefined()
  expect(asked?.MessageAttributes).toEqual({ name0: { DataType: 'String', StringValue: 'x' } })
})

it.each(['', 'with space', 'dots.in.it', 'ä', 'x'.repeat(81), '../etc', `${'x'.repeat(80)}.fifo`])(
  'refuses the queue name %j',
  async (name) => {
    const { createQueue } = await aServer()

    await expect(createQueue(name)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  }
)

it('takes queue names of 80 characters and FIFO names', async () => {
  const { server, createQueue } = await aServer()

  const urls = [
    await createQueue('x'.repeat(80)),
    await createQueue('orders.fifo', { Attributes: { FifoQueue: 'true' } })
  ]

  const base = `${server.url}/000000000000`
  expect(urls).toEqual([`${base}/${'x'.repeat(80)}`, `${base}/orders.fifo`])
})

it('blocks the name of a deleted queue for 60 seconds', async () => {
  const { client, createQueue } = await aServer()
  const QueueUrl = await createQueue('again')
  await client.send(new DeleteQueueCommand({ QueueUrl }))

  const early = await createQueue('again').catch((error: Error) => error.name)
  letTimePass(61_000)
  const late = await createQueue('again')

  expect([early, late]).toEqual(['QueueDeletedRecently', QueueUrl])
})

it('drops messages that are older than the retention period', async () => {
  const { client, createQueue, send, receive } = await aServer()
  const QueueUrl = await createQueue('retention', { Attributes: { MessageRetentionPeriod: '60' } })
  await send(QueueUrl, 'old')
  letTimePass(61_000)
  await send(QueueUrl, 'new')

  const received = await receive(QueueUrl)
  const left = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))

  expect(received.map(({ Body }) => Body)).toEqual(['new'])
  expect(left.Attributes?.['ApproximateNumberOfMessages']).toBe('0')
})

it('serves clients of every region from the same queues', async () => {
  const { server, createQueue } = await aServer()
  await createQueue('regions')
  const european = createLocalClient({ ...testKey, region: 'eu-central-1', url: server.url })

  const found = await european.send(new GetQueueUrlCommand({ QueueName: 'regions' }))

  expect(found.QueueUrl).toBe(`${server.url}/000000000000/regions`)
})

it('moves a message that was received too often to the dead-letter queue, with its text', async () => {
  const { client, createQueue, send, receive } = await aServer()
  const dead = await createQueue('dead')
  const QueueUrl = await createQueue('main', {
    Attributes: {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
        maxReceiveCount: 1
      })
    }
  })
  await send(QueueUrl, 'poison')
  await receive(QueueUrl, { VisibilityTimeout: 0 })

  const second = await receive(QueueUrl, { VisibilityTimeout: 0 })
  const [letter] = await receive(dead)
  await client.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle: letter?.ReceiptHandle }))

  expect([second, letter?.Body]).toEqual([[], 'poison'])
})

it('counts a message as visible when its visibility timeout is over, polled or not', async () => {
  const { client, createQueue, send, receive } = await aServer()
  const QueueUrl = await createQueue('counts')
  await send(QueueUrl, 'back')
  await receive(QueueUrl, { VisibilityTimeout: 30 })
  letTimePass(31_000)

  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
  )

  expect(Attributes).toMatchObject({
    ApproximateNumberOfMessages: '1',
    ApproximateNumberOfMessagesNotVisible: '0'
  })
})

const ofGroup = (messages: { Body?: string | undefined }[], group: string): string[] =>
  messages.map(({ Body = '' }) => Body).filter((body) => body.startsWith(group))

it('gives several messages of a FIFO group at once, in order, also after they came back', async () => {
  const { createQueue, send, receive } = await aServer()
  const queue = await createQueue('order.fifo', {
    Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
  })
  for (const body of ['a1', 'b1', 'a2', 'a3', 'b2'])
    await send(queue, body, { MessageGroupId: body.slice(0, 1) })

  const first = await receive(queue, { VisibilityTimeout: 30 })
  const locked = await receive(queue)
  letTimePass(31_000)
  const again = await receive(queue, { VisibilityTimeout: 30 })

  expect([ofGroup(first, 'a'), ofGroup(first, 'b'), locked]).toEqual([['a1', 'a2', 'a3'], ['b1', 'b2'], []])
  expect([ofGroup(again, 'a'), ofGroup(again, 'b')]).toEqual([
    ['a1', 'a2', 'a3'],
    ['b1', 'b2']
  ])
})
