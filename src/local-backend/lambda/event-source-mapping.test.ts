import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { DeleteQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import { expect, it, onTestFinished, vi } from 'vitest'
import { letTimePass } from '../../../test/a-clock'
import { readBackendTemplate } from '../protocol/backend-template'
import { clientCall } from './client-call'
import { ensureTemplateQueues } from './ensure-queues'
import { EventSourceMapping } from './event-source-mapping'
import type { QueueCall } from '../sqs/queue-service'
import { aServer } from '../sqs/test-server'

const shipped = readBackendTemplate(
  readFileSync(resolve(import.meta.dirname, '../../../resources/backend.template'), 'utf8'),
  'us-east-1'
)

interface Setup {
  invoke: (event: SQSEvent) => Promise<unknown>
  visibilitySeconds?: number
  maximumConcurrency?: number
  suspects?: number
  /** Whether it reaches the queues as any client of the server does. */
  asClient?: boolean
}

/** The mapping on a real server; the function is the test's own. */
async function aMapping({
  invoke,
  visibilitySeconds = 1,
  maximumConcurrency = 10,
  suspects = 0,
  asClient = false
}: Setup) {
  const { server, client, urlOf, send, receive } = await aServer()
  const { request } = shipped.queues
  const attributes = { ...request.attributes, VisibilityTimeout: String(visibilitySeconds) }
  const lines: string[] = []
  const call = vi.fn<QueueCall>(asClient ? clientCall(client) : server.service.call)
  const queues = { ...shipped.queues, request: { ...request, attributes } }
  const mapping = new EventSourceMapping({
    source: { arn: request.arn, region: shipped.region },
    settings: { ...shipped.mapping, maximumConcurrency },
    provision: () => ensureTemplateQueues(queues, call),
    suspects,
    call,
    invoke: async (event) => JSON.stringify(await invoke(JSON.parse(event))) ?? 'null',
    log: (line) => lines.push(line)
  })
  await mapping.start()
  const stop = async (): Promise<void> => {
    const stopped = mapping.stop()
    server.endPolls()
    await stopped
  }
  onTestFinished(stop)
  const queue = await urlOf('ChatAPP')
  const counts = async (): Promise<string> => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ['All'] })
    )
    return `${Attributes['ApproximateNumberOfMessages']} visible, ${Attributes['ApproximateNumberOfMessagesNotVisible']} in flight`
  }
  return { server, client, mapping, queue, urlOf, send, receive, stop, lines, call, counts }
}

const bodies = (event: SQSEvent): string[] => event.Records.map(({ body }) => body)

it('creates the queues of the template before it polls', async () => {
  const { urlOf, client, queue } = await aMapping({ invoke: async () => null })

  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ['All'] })
  )

  expect(await Promise.all(['ChatAPP-dlq', 'ChatAPP-responses'].map(urlOf))).toHaveLength(2)
  expect(JSON.parse(Attributes?.['RedrivePolicy'] ?? '')).toMatchObject({ maxReceiveCount: 5 })
})

it('gives the function what was sent, as an AWS event, and deletes it afterwards', async () => {
  const seen = Promise.withResolvers<SQSEvent>()
  const { queue, send, counts } = await aMapping({ invoke: async (event) => seen.resolve(event) })

  await send(queue, 'hello 👋', {
    MessageGroupId: 'alice',
    MessageAttributes: { replyTo: { DataType: 'String', StringValue: 'ChatAPP-responses' } }
  })

  const [record] = (await seen.promise).Records
  expect(record).toMatchObject({
    body: 'hello 👋',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:ChatAPP',
    attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'alice' },
    messageAttributes: { replyTo: { stringValue: 'ChatAPP-responses', dataType: 'String' } }
  })
  await expect.poll(counts).toBe('0 visible, 0 in flight')
})

it('takes the same from a server that it reaches as a client', async () => {
  const events: SQSEvent[] = []
  const { queue, send, counts } = await aMapping({
    asClient: true,
    invoke: async (event) => void events.push(event)
  })
  const bytes = { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) }

  await send(queue, 'hello 👋', { MessageAttributes: { bytes } })

  await expect.poll(() => events, { timeout: 5000 }).toHaveLength(1)
  expect(events[0]?.Records).toMatchObject([
    {
      body: 'hello 👋',
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: { bytes: { binaryValue: 'AP8=', dataType: 'Binary' } }
    }
  ])
  await expect.poll(counts).toBe('0 visible, 0 in flight')
})

it('deletes what succeeded and gives what failed again after its visibility timeout', async () => {
  const attempts: string[] = []
  const { client, queue, counts } = await aMapping({
    invoke: async (event) => {
      attempts.push(
        ...event.Records.map(({ body, attributes }) => `${body} ${attributes.ApproximateReceiveCount}`)
      )
      const failed = event.Records.filter(
        (r) => r.body === 'bad' && r.attributes.ApproximateReceiveCount === '1'
      )
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
    }
  })
  const Entries = ['good', 'bad'].map((MessageBody) => ({ Id: MessageBody, MessageBody }))

  await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }))

  await expect.poll(() => attempts, { timeout: 5000 }).toEqual(['good 1', 'bad 1', 'bad 2'])
  await expect.poll(counts).toBe('0 visible, 0 in flight')
})

it('keeps the whole batch when the function throws, and says so once', async () => {
  let calls = 0
  const { queue, send, lines, counts } = await aMapping({
    visibilitySeconds: 60,
    invoke: async () => {
      calls++
      throw new Error('boom')
    }
  })

  await send(queue, 'poison')

  await expect.poll(() => lines).toEqual([expect.stringContaining('boom')])
  expect([calls, await counts()]).toEqual([1, '0 visible, 1 in flight'])
})

it('works on as many batches at once as MaximumConcurrency allows, and no more', async () => {
  const open: (() => void)[] = []
  let most = 0
  let running = 0
  const { queue, send, counts } = await aMapping({
    maximumConcurrency: 2,
    visibilitySeconds: 60,
    invoke: async () => {
      most = Math.max(most, ++running)
      await new Promise<void>((resolve) => open.push(resolve))
      running--
    }
  })
  for (const count of [1, 2]) {
    await send(queue, `batch ${count}`)
    await expect.poll(() => open.length).toBe(count)
  }
  await send(queue, 'one too many')
  const whileFull = await counts()

  open.shift()?.()
  await expect.poll(() => open.length).toBe(2)
  for (const finish of open.splice(0)) finish()

  await expect.poll(counts).toBe('0 visible, 0 in flight')
  expect([whileFull, most]).toEqual(['1 visible, 2 in flight', 2])
})

it('takes what was in flight when the last process died one by one, then whole batches again', async () => {
  const batches: string[][] = []
  const finish: (() => void)[] = []
  const { client, queue } = await aMapping({
    suspects: 2,
    visibilitySeconds: 60,
    invoke: async (event) => {
      batches.push(bodies(event))
      await new Promise<void>((resolve) => finish.push(resolve))
    }
  })
  const Entries = ['a', 'b', 'c', 'd'].map((MessageBody) => ({ Id: MessageBody, MessageBody }))
  await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }))

  const seen: string[][][] = []
  for (const step of [1, 2, 3]) {
    await expect.poll(() => batches.length).toBe(step)
    seen.push([...batches])
    finish.shift()?.()
  }

  expect(seen).toEqual([[['a']], [['a'], ['b']], [['a'], ['b'], ['c', 'd']]])
})

it('stops only when the batch in flight is done and deleted', async () => {
  const begun = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const deleting = Promise.withResolvers<void>()
  const allow = Promise.withResolvers<void>()
  const { server, call, queue, send, mapping, counts } = await aMapping({
    visibilitySeconds: 60,
    invoke: () => {
      begun.resolve()
      return finish.promise
    }
  })
  call.mockImplementation(async (action, body, signal) => {
    if (action === 'DeleteMessageBatch') {
      deleting.resolve()
      await allow.promise
    }
    return await server.service.call(action, body, signal)
  })
  await send(queue, 'last')
  await begun.promise
  let stopped = false

  const stop = mapping.stop().then(() => (stopped = true))
  server.endPolls()
  const whileWorking = await counts().then(() => stopped)
  finish.resolve()
  await deleting.promise
  const whileDeleting = await counts().then(() => stopped)
  allow.resolve()
  await stop

  expect([whileWorking, whileDeleting]).toEqual([false, false])
  expect(await counts()).toBe('0 visible, 0 in flight')
})

it('makes no tight loop while its queue is missing or its server is gone, and recovers', async () => {
  const seen: string[] = []
  const { client, queue, send, call, lines } = await aMapping({
    invoke: async (event) => void seen.push(...bodies(event))
  })
  await client.send(new DeleteQueueCommand({ QueueUrl: queue }))
  await expect.poll(() => lines.length, { timeout: 3000 }).toBe(1)
  const early = call.mock.calls.length

  letTimePass(61_000)
  await expect.poll(() => send(queue, 'after').then(Boolean, () => false), { timeout: 10_000 }).toBe(true)
  await expect.poll(() => seen, { timeout: 5000 }).toEqual(['after'])

  // With back-off from 100 ms, a handful; a tight loop makes hundreds in this time.
  expect(early).toBeLessThan(5)
  expect(call.mock.calls.length).toBeLessThan(20)
  expect(lines.at(-1)).toContain('polling again')
})

it('backs off when the server answers long polls early and empty', async () => {
  const { server, call } = await aMapping({ invoke: async () => null })

  server.endPolls()
  const until = performance.now() + 1000
  await expect.poll(() => performance.now() > until, { timeout: 3000 }).toBe(true)

  const receives = call.mock.calls.filter(([action]) => action === 'ReceiveMessage')
  expect(receives.length).toBeLessThan(8)
})
