import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand
} from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import type { Faults } from '../../shared/contract'
import { readFaults, writeFaults } from '../client/fault-lab-client'
import { FaultLab, noFaults } from './fault-lab'
import { probeEndpoint } from '../client/probe-endpoint'
import { signedHeaders } from '../protocol/signed-post'
import type { ReceiveOutput } from '../sqs/receive-message'
import { aFolder, aServer, testKey } from '../sqs/test-server'

/** Numbers from 0 to 1 in a fixed order, different ones. */
function fixedRandom(): () => number {
  let state = 1_234_567_890
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}

/** A real server whose lab does this, with a client; `server.service` is what the mapping and the function call. */
async function aFaultyServer(faults: Partial<Faults>, random = fixedRandom(), dataDir: string | null = null) {
  const faultLab = new FaultLab(noFaults, random)
  const { server, client, createQueue, ...rest } = await aServer({
    faultLab,
    dataDir,
    // Each answer of the server is to be seen.
    maxAttempts: 1
  })
  const endpoint = { ...testKey, url: server.url, pid: process.pid }
  const queue = await createQueue('ChatAPP')
  const fifo = await createQueue('ChatAPP.fifo', {
    Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
  })
  faultLab.set({ ...noFaults, ...faults })
  return { ...rest, server, client, endpoint, queue, fifo, faultLab, createQueue }
}

/** Receives as the mapping and the function do. */
const fromInside = async (
  { server, queue }: Pick<Awaited<ReturnType<typeof aFaultyServer>>, 'server' | 'queue'>,
  rest: object = {}
): Promise<ReceiveOutput> => await server.service.call('ReceiveMessage', { QueueUrl: queue, ...rest })

/** Sends numbered messages in batches of ten. */
async function sendMany(
  { client }: Pick<Awaited<ReturnType<typeof aFaultyServer>>, 'client'>,
  QueueUrl: string,
  count: number
): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = []
  for (let from = 0; from < count; from += 10) {
    const Entries = Array.from({ length: Math.min(10, count - from) }, (_, index) => ({
      Id: String(index),
      MessageBody: String(from + index),
      ...(QueueUrl.endsWith('.fifo') ? { MessageGroupId: 'one' } : {})
    }))
    const { Successful = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    ids.push(...Successful.map(({ MessageId }) => MessageId))
  }
  return ids
}

/** Everything that can be received now, deleted as it comes. */
async function drain(
  { client, receive }: Pick<Awaited<ReturnType<typeof aFaultyServer>>, 'client' | 'receive'>,
  QueueUrl: string,
  WaitTimeSeconds = 0
): Promise<{ id: string | undefined; body: string | undefined }[]> {
  const all: { id: string | undefined; body: string | undefined }[] = []
  for (;;) {
    const messages = await receive(QueueUrl, { WaitTimeSeconds })
    if (messages.length === 0) return all
    all.push(...messages.map(({ MessageId: id, Body: body }) => ({ id, body })))
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
  }
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index))
const bodiesOf = (messages: readonly { body: string | undefined }[]) => messages.map(({ body }) => body ?? '')

it('does nothing until told to: every message once, in order', async () => {
  const setup = await aFaultyServer({})

  await sendMany(setup, setup.queue, 50)

  expect(setup.faultLab.active).toBe(false)
  expect(bodiesOf(await drain(setup, setup.queue))).toEqual(numbers(50))
})

it('duplicate: delivers about this share twice, under the same message id, and loses none', async () => {
  const setup = await aFaultyServer({ duplicate: 0.3 })

  const ids = await sendMany(setup, setup.queue, 200)
  const received = await drain(setup, setup.queue)

  expect(new Set(bodiesOf(received))).toEqual(new Set(numbers(200)))
  expect(new Set(received.map(({ id }) => id))).toEqual(new Set(ids))
  expect(received.length).toBeGreaterThan(230)
  expect(received.length).toBeLessThan(290)
})

it('duplicate: keeps both copies over a restart, and leaves FIFO queues alone', async () => {
  const dataDir = aFolder()
  const before = await aFaultyServer({ duplicate: 1 }, fixedRandom(), dataDir)
  await sendMany(before, before.queue, 10)
  await sendMany(before, before.fifo, 10)
  await before.close()

  const { urlOf, ...after } = await aServer({ dataDir })

  const received = await drain(after, await urlOf('ChatAPP'))
  expect(received).toHaveLength(20)
  expect(new Set(received.map(({ id }) => id)).size).toBe(10)
  expect(bodiesOf(await drain(after, await urlOf('ChatAPP.fifo')))).toEqual(numbers(10))
})

it('drop: accepts every message, then loses about this share and nothing else', async () => {
  const setup = await aFaultyServer({ drop: 0.3 })

  const ids = await sendMany(setup, setup.queue, 200)
  const received = bodiesOf(await drain(setup, setup.queue))

  expect(ids.filter(Boolean)).toHaveLength(200)
  expect(received.length).toBeGreaterThan(110)
  expect(received.length).toBeLessThan(170)
  expect(new Set(received).size).toBe(received.length)
})

it('drop: never loses a message on its way into the dead-letter queue', async () => {
  const setup = await aFaultyServer({})
  const deadLetters = await setup.createQueue('dlq')
  const source = await setup.createQueue('source', {
    Attributes: {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dlq',
        maxReceiveCount: 1
      })
    }
  })
  await sendMany(setup, source, 10)
  setup.faultLab.set({ ...noFaults, drop: 1, duplicate: 1 })
  await setup.send(deadLetters, 'dropped on purpose')

  await setup.receive(source, { VisibilityTimeout: 0 })
  await setup.receive(source, { VisibilityTimeout: 0 })

  expect(bodiesOf(await drain(setup, deadLetters))).toEqual(numbers(10))
})

it('delayMs: shows each message later, by no more than this, and wakes who waits', async () => {
  const setup = await aFaultyServer({ delayMs: 400 })
  const started = performance.now()

  await sendMany(setup, setup.queue, 10)
  const { Attributes } = await setup.client.send(
    new GetQueueAttributesCommand({ QueueUrl: setup.queue, AttributeNames: ['All'] })
  )
  const received: string[] = []
  while (received.length < 10) {
    const messages = await setup.receive(setup.queue, { WaitTimeSeconds: 2 })
    received.push(...messages.map(({ Body = '' }) => Body))
  }

  expect(Number(Attributes?.['ApproximateNumberOfMessagesDelayed'])).toBeGreaterThan(5)
  expect(received.toSorted()).toEqual(numbers(10))
  expect(performance.now() - started).toBeLessThan(1500)
})

it('delayMs: keeps the order of a FIFO group, also for what is sent after the delays end', async () => {
  const setup = await aFaultyServer({ delayMs: 300 })

  await sendMany(setup, setup.fifo, 10)
  setup.faultLab.set(noFaults)
  await setup.send(setup.fifo, '10', { MessageGroupId: 'one' })
  const atOnce = await setup.receive(setup.fifo)
  const received = await drain(setup, setup.fifo, 1)

  expect([atOnce, bodiesOf(received)]).toEqual([[], numbers(11)])
})

it('reorder: hands out the messages of a receive in another order, each once; FIFO keeps its own', async () => {
  const setup = await aFaultyServer({ reorder: 1 })

  await sendMany(setup, setup.queue, 50)
  await sendMany(setup, setup.fifo, 10)
  const received = bodiesOf(await drain(setup, setup.queue))

  expect(received).not.toEqual(numbers(50))
  expect(new Set(received)).toEqual(new Set(numbers(50)))
  expect(received).toHaveLength(50)
  expect(bodiesOf(await drain(setup, setup.fifo))).toEqual(numbers(10))
})

it('throttle: refuses about this share of clients’ calls as AWS does, and none of the service', async () => {
  const setup = await aFaultyServer({ throttle: 0.5 })
  const outcomes = { ok: 0, RequestThrottled: 0 }

  for (let call = 0; call < 100; call++) {
    const outcome = await setup.send(setup.queue, String(call)).then(
      () => 'ok' as const,
      (error: Error) => error.name as 'RequestThrottled'
    )
    outcomes[outcome]++
  }
  const received: unknown[] = []
  for (let call = 0; call < 20; call++) {
    const { Messages = [] } = await fromInside(setup, { MaxNumberOfMessages: 10 })
    received.push(...Messages)
  }

  expect(outcomes.ok + outcomes.RequestThrottled).toBe(100)
  expect(outcomes.RequestThrottled).toBeGreaterThan(30)
  expect(outcomes.RequestThrottled).toBeLessThan(70)
  expect(received).toHaveLength(outcomes.ok)
})

it('expireCredentials: refuses each call of a client with ExpiredTokenException', async () => {
  const setup = await aFaultyServer({ expireCredentials: true })

  await expect(setup.send(setup.queue, 'hello')).rejects.toMatchObject({
    name: 'ExpiredTokenException',
    $metadata: { httpStatusCode: 400 }
  })
  setup.faultLab.set(noFaults)

  expect(await drain(setup, setup.queue)).toEqual([])
})

it('offline: cuts each connection of a client, also one that waits for messages, and none of the service', async () => {
  const setup = await aFaultyServer({})
  const waiting = setup
    .receive(setup.queue, { WaitTimeSeconds: 20 })
    .catch((error: { code: string }) => error)
  // The answer to a later call shows that the poll has begun.
  await setup.urlOf('ChatAPP')

  setup.faultLab.set({ ...noFaults, offline: true })
  const cut = await waiting
  const refused = await setup.send(setup.queue, 'lost').catch((error: { code: string }) => error)
  const { Messages } = await fromInside(setup)
  setup.faultLab.set(noFaults)
  await setup.send(setup.queue, 'back')

  expect([cut, refused]).toEqual([
    expect.objectContaining({ code: 'ECONNRESET' }),
    expect.objectContaining({ code: 'ECONNRESET' })
  ])
  expect(Messages).toBeUndefined()
  expect(bodiesOf(await drain(setup, setup.queue))).toEqual(['back'])
})

const textsOf = (event: string): string[] =>
  JSON.parse(event).Records.map(({ body }: { body: string }) => JSON.parse(body).text)

it('poison: chooses by correlation id, so that a request fails at every attempt, and sends the rest through', () => {
  const lab = new FaultLab({ ...noFaults, poison: 0.5 })
  const records = Array.from({ length: 100 }, (_, index) => ({
    messageId: `sqs-${index}`,
    body: JSON.stringify({ v: 1, id: `request-${index}`, text: 'hi', conversationId: 'a' })
  }))

  const first = textsOf(lab.poison(JSON.stringify({ Records: records })))
  const sentAgain = records.map((record) => ({ ...record, messageId: `again-${record.messageId}` }))
  const second = textsOf(lab.poison(JSON.stringify({ Records: sentAgain })))

  expect(second).toEqual(first)
  const poisoned = first.filter((text) => text.startsWith('/fail ')).length
  expect(poisoned).toBeGreaterThan(30)
  expect(poisoned).toBeLessThan(70)
  expect(first.filter((text) => text === 'hi')).toHaveLength(100 - poisoned)
})

it('poison: reaches a plain text from the console too, and keeps body and digest in step', () => {
  const lab = new FaultLab({ ...noFaults, poison: 1 })

  const { Records } = JSON.parse(
    lab.poison(
      JSON.stringify({ Records: [{ messageId: 'a', body: 'hello', md5OfBody: 'x', awsRegion: 'here' }] })
    )
  )

  expect(Records).toEqual([
    {
      messageId: 'a',
      body: '/fail The fault lab poisoned this message.',
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      awsRegion: 'here'
    }
  ])
})

it('is read and set over the wire, by who has the key, whatever fault is on', async () => {
  const { endpoint, faultLab } = await aFaultyServer({ offline: true, expireCredentials: true, throttle: 1 })
  const wanted = { ...noFaults, offline: true, duplicate: 0.25 }

  const before = await readFaults(endpoint)
  const set = await writeFaults(endpoint, wanted)

  expect(before).toEqual({ ...noFaults, offline: true, expireCredentials: true, throttle: 1 })
  expect([set, await readFaults(endpoint), faultLab.faults]).toEqual([wanted, wanted, wanted])
  await expect(readFaults({ ...endpoint, accessKeyId: 'SOMEBODYELSE' })).rejects.toMatchObject({
    code: 'offline'
  })
})

it.each([
  ['{"duplicate":2}', 'InvalidParameterValue', 'duplicate'],
  ['{"tardy":1}', 'InvalidParameterValue', 'tardy'],
  ['[]', 'SerializationException', 'JSON object'],
  ['{', 'SerializationException', 'JSON object']
])('refuses to be set to %s and stays as it was', async (body, code, reason) => {
  const { endpoint, faultLab } = await aFaultyServer({ drop: 0.5 })

  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers: signedHeaders(endpoint, { target: 'ChatAPPFaultLab.Set', body, now: Date.now() }),
    body
  })

  const answer = (await response.json()) as { __type: string; message: string }
  expect([response.status, answer.__type]).toEqual([400, `com.amazonaws.sqs#${code}`])
  expect(answer.message).toContain(reason)
  expect(faultLab.faults).toEqual({ ...noFaults, drop: 0.5 })
})

it('does not fool who asks whether the backend is alive', async () => {
  const { endpoint } = await aFaultyServer({ offline: true, expireCredentials: true, throttle: 1 })

  expect(await probeEndpoint(endpoint)).toBe(true)
  expect(await probeEndpoint({ ...endpoint, accessKeyId: 'SOMEBODYELSE' })).toBe(false)
})
