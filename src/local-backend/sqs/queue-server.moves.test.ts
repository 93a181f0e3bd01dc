import { cpSync } from 'node:fs'
import {
  CancelMessageMoveTaskCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  SendMessageBatchCommand,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput
} from '@aws-sdk/client-sqs'
import { expect, it, vi } from 'vitest'
import { aFolder, aServer } from './test-server'

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`
const DLQ = arnOf('dead')

/** A server with a request queue that gives up at the first failure, and so many letters in its dead-letter queue. */
async function withLetters(letters: number, dataDir: string | null = null) {
  const server = await aServer({ dataDir })
  const { createQueue, client, receive } = server
  const dead = await createQueue('dead')
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DLQ, maxReceiveCount: 1 })
  const main = await createQueue('main', { Attributes: { RedrivePolicy, VisibilityTimeout: '0' } })
  for (let sent = 0; sent < letters; sent += 10) {
    const Entries = Array.from({ length: Math.min(10, letters - sent) }, (_, index) => ({
      Id: String(index),
      MessageBody: `letter ${sent + index}`
    }))
    await client.send(new SendMessageBatchCommand({ QueueUrl: main, Entries }))
  }
  // The first receive spends the only attempt, the next one gives them up.
  while ((await depth(client, main)) > 0) await receive(main)
  return { ...server, dead, main, ...moves(client) }
}

type Client = Awaited<ReturnType<typeof aServer>>['client']

const depth = async (client: Client, QueueUrl: string): Promise<number> => {
  const AttributeNames = ['ApproximateNumberOfMessages' as const]
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
  return Number(Attributes?.['ApproximateNumberOfMessages'])
}

function moves(client: Client) {
  const list = async (SourceArn = DLQ) =>
    (await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }))).Results ?? []
  return {
    list,
    start: async (input: Partial<StartMessageMoveTaskCommandInput> = {}) =>
      (await client.send(new StartMessageMoveTaskCommand({ SourceArn: DLQ, ...input }))).TaskHandle ?? '',
    cancel: (TaskHandle: string) => client.send(new CancelMessageMoveTaskCommand({ TaskHandle })),
    over: () =>
      vi.waitFor(
        async () => {
          const [task] = await list()
          expect(task?.Status).not.toBe('RUNNING')
          return task
        },
        { timeout: 10_000, interval: 20 }
      )
  }
}

it('moves every letter back to the queue that gave it up, as new messages', async () => {
  const { start, over, receive, main, dead, client } = await withLetters(25)

  await start()
  const task = await over()

  expect(task).toMatchObject({
    Status: 'COMPLETED',
    SourceArn: DLQ,
    ApproximateNumberOfMessagesMoved: 25,
    ApproximateNumberOfMessagesToMove: 25
  })
  expect(task?.TaskHandle).toBeUndefined()
  expect([await depth(client, dead), await depth(client, main)]).toEqual([0, 25])
  const [first] = await receive(main, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
  expect(first?.Attributes).toEqual({ ApproximateReceiveCount: '1' })
})

it('tells which queue gave a letter up', async () => {
  const { receive, dead } = await withLetters(1)

  const [letter] = await receive(dead, { MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'] })

  expect(letter?.Attributes).toEqual({ DeadLetterQueueSourceArn: arnOf('main') })
})

it('moves to another queue when asked to, no faster than asked', async () => {
  const { start, over, createQueue, client } = await withLetters(4)
  const elsewhere = await createQueue('elsewhere')
  const startedAt = performance.now()

  await start({ DestinationArn: arnOf('elsewhere'), MaxNumberOfMessagesPerSecond: 10 })
  const task = await over()

  expect(performance.now() - startedAt).toBeGreaterThan(290)
  expect(task).toMatchObject({ DestinationArn: arnOf('elsewhere'), MaxNumberOfMessagesPerSecond: 10 })
  expect(await depth(client, elsewhere)).toBe(4)
})

it('leaves where they are what was not moved before it was cancelled', async () => {
  const { start, cancel, list, client, dead, main } = await withLetters(20)

  const handle = await start({ MaxNumberOfMessagesPerSecond: 1 })
  await vi.waitFor(async () => expect(await depth(client, main)).toBe(1))
  const [running] = await list()
  const cancelled = await cancel(handle)

  expect(running).toMatchObject({ Status: 'RUNNING', TaskHandle: handle })
  expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(1)
  expect(await list()).toMatchObject([{ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 1 }])
  expect(await depth(client, dead)).toBe(19)
  await expect(cancel(handle)).rejects.toThrow(expect.objectContaining({ name: 'UnsupportedOperation' }))
})

it('refuses what AWS refuses', async () => {
  const { start, createQueue, cancel } = await withLetters(5)
  await createQueue('other.fifo', { Attributes: { FifoQueue: 'true' } })
  const refused = async (input: Partial<StartMessageMoveTaskCommandInput>): Promise<unknown> =>
    await start(input).then(
      () => null,
      (error: Error) => error.name
    )

  expect(await refused({ SourceArn: arnOf('nowhere') })).toBe('ResourceNotFoundException')
  expect(await refused({ DestinationArn: arnOf('nowhere') })).toBe('ResourceNotFoundException')
  expect(await refused({ SourceArn: arnOf('main') })).toBe('UnsupportedOperation')
  expect(await refused({ DestinationArn: DLQ })).toBe('UnsupportedOperation')
  expect(await refused({ DestinationArn: arnOf('other.fifo') })).toBe('UnsupportedOperation')
  expect(await refused({ MaxNumberOfMessagesPerSecond: 501 })).toBe('InvalidParameterValue')
  await expect(cancel('no-such-task')).rejects.toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException' })
  )
  await start({ MaxNumberOfMessagesPerSecond: 1 })
  expect(await refused({})).toBe('UnsupportedOperation')
})

it('fails, and says why, when the target of a letter is gone or unknown', async () => {
  const { start, over, client, main, send, dead, createQueue } = await withLetters(2)
  await client.send(new DeleteQueueCommand({ QueueUrl: main }))
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DLQ, maxReceiveCount: 1 })
  await createQueue('another', { Attributes: { RedrivePolicy } })

  await start()
  expect(await over()).toMatchObject({
    Status: 'FAILED',
    FailureReason: 'AWS.SimpleQueueService.NonExistentQueue'
  })
  expect(await depth(client, dead)).toBe(2)

  await start({ DestinationArn: arnOf('another') })
  await over()
  await send(dead, 'sent here by hand')
  await start()
  expect(await over()).toMatchObject({ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' })
  expect(await depth(client, dead)).toBe(1)
})

it('names the queues that give messages up to a queue', async () => {
  const { client, createQueue, dead, main } = await withLetters(0)
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DLQ, maxReceiveCount: 3 })
  const second = await createQueue('a-second', { Attributes: { RedrivePolicy } })
  const sources = (rest: object) =>
    client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead, ...rest }))

  expect((await sources({})).queueUrls).toEqual([second, main])
  const page = await sources({ MaxResults: 1 })
  expect(page.queueUrls).toEqual([second])
  expect((await sources({ NextToken: page.NextToken })).queueUrls).toEqual([main])
})

it('has moved each letter once when it goes on after a death at any moment', async () => {
  const dataDir = aFolder()
  const { start, list, createQueue } = await withLetters(400, dataDir)
  await createQueue('elsewhere')
  await start({ DestinationArn: arnOf('elsewhere'), MaxNumberOfMessagesPerSecond: 500 })
  const deaths: string[] = []
  for (const least of [1, 60, 120]) {
    await vi.waitFor(
      async () => expect((await list())[0]?.ApproximateNumberOfMessagesMoved).toBeGreaterThanOrEqual(least),
      { interval: 3 }
    )
    // What a process that is killed now leaves on the disk: nothing writes while this copies.
    const copy = aFolder()
    cpSync(dataDir, copy, { recursive: true })
    deaths.push(copy)
  }

  for (const copy of deaths) {
    const after = await aServer({ dataDir: copy })
    const { over } = moves(after.client)
    expect(await over()).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 400 })
    const moved: string[] = []
    const url = await after.urlOf('elsewhere')
    for (let got = await after.receive(url); got.length > 0; got = await after.receive(url))
      moved.push(...got.map(({ Body = '' }) => Body))
    expect(moved.toSorted()).toEqual(Array.from({ length: 400 }, (_, n) => `letter ${n}`).toSorted())
    expect(await depth(after.client, await after.urlOf('dead'))).toBe(0)
    await after.close()
  }
})
