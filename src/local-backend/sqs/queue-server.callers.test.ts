import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  type SQSClient
} from '@aws-sdk/client-sqs'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { expect, it, onTestFinished } from 'vitest'
import { holdLetters, lookAtLetters } from '../client/letters-client'
import { EventSourceMapping } from '../lambda/event-source-mapping'
import { profileKeyId } from '../protocol/local-caller'
import { createLocalClient } from './sqs-client'
import { aFolder, aServer, testKey } from './test-server'

const [digitsOfAnna, digitsOfBen] = ['A1'.repeat(16), 'B2'.repeat(16)] as const
const keyOf = (digits: string): typeof testKey => ({
  ...testKey,
  accessKeyId: profileKeyId(testKey.accessKeyId, digits)
})

/** Whom SQS names for a profile's key. */
const callerWith = (digits: string): string =>
  `local:${createHash('sha256').update(`LOCALTESTKEYP${digits}`).digest('hex').slice(0, 20)}`
const [anna, ben] = [callerWith(digitsOfAnna), callerWith(digitsOfBen)]

/** A server with the client of its host, and those of two profiles. */
async function aSharedServer(dataDir: string | null = null) {
  const host = await aServer({ dataDir })
  const as = (digits: string): SQSClient => {
    const client = createLocalClient({ ...keyOf(digits), url: host.server.url })
    onTestFinished(() => client.destroy())
    return client
  }
  return { ...host, ofAnna: as(digitsOfAnna), ofBen: as(digitsOfBen) }
}

const senders = async (client: SQSClient, QueueUrl: string): Promise<unknown> => {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ['SenderId']
    })
  )
  return Object.fromEntries(Messages.map(({ Body = '', Attributes }) => [Body, Attributes]))
}

it('tells of each message who sent it, also after a restart', async () => {
  const dataDir = aFolder()
  const { ofAnna, ofBen, client, createQueue, close } = await aSharedServer(dataDir)
  const QueueUrl = await createQueue('ChatAPP')
  for (const [sender, MessageBody] of [
    [ofAnna, 'by Anna'],
    [ofBen, 'by Ben'],
    [client, 'by the host']
  ] as const)
    await sender.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  const expected = {
    'by Anna': { SenderId: anna },
    'by Ben': { SenderId: ben },
    'by the host': { SenderId: 'local:host' }
  }

  const before = await senders(client, QueueUrl)
  await close()
  const later = await aSharedServer(dataDir)

  expect(before).toEqual(expected)
  expect(await senders(later.client, QueueUrl)).toEqual(expected)
})

it('opens a database from before senders were kept: its messages are the host’s', async () => {
  const dataDir = aFolder()
  const first = await aSharedServer(dataDir)
  const QueueUrl = await first.createQueue('ChatAPP')
  await first.ofAnna.send(new SendMessageCommand({ QueueUrl, MessageBody: 'old' }))
  await first.close()
  const database = new DatabaseSync(join(dataDir, 'fauxqs.db'))
  database.exec('ALTER TABLE sqs_messages DROP COLUMN chatapp_sender_id; DROP TABLE chatapp_table_items')
  database.close()

  const { client } = await aSharedServer(dataDir)

  expect(await senders(client, QueueUrl)).toEqual({ old: { SenderId: 'local:host' } })
})

it('tells the function who sent a message', async () => {
  const { server, ofBen, createQueue } = await aSharedServer()
  const QueueUrl = await createQueue('ChatAPP')
  const seen = Promise.withResolvers<unknown>()
  const mapping = new EventSourceMapping({
    source: { arn: 'arn:aws:sqs:us-east-1:000000000000:ChatAPP', region: 'us-east-1' },
    settings: { batchSize: 10, maximumConcurrency: 2, reportsBatchItemFailures: true },
    provision: async () => QueueUrl,
    call: server.service.call,
    invoke: async (event) => {
      seen.resolve(JSON.parse(event).Records[0].attributes.SenderId)
      return 'null'
    },
    log: () => {},
    waitSeconds: 1
  })
  await mapping.start()
  onTestFinished(() => mapping.stop())

  await ofBen.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }))

  expect(await seen.promise).toBe(ben)
})

it.each([
  ['lower-case digits', `LOCALTESTKEYP${'a1'.repeat(16)}`],
  ['too few digits', `LOCALTESTKEYP${'A1'.repeat(15)}`],
  ['too many digits', `LOCALTESTKEYP${'A1'.repeat(17)}`],
  ['another letter', `LOCALTESTKEYX${'A1'.repeat(16)}`],
  ['another install', `LOCALOTHERP${'A1'.repeat(16)}`],
  ['digits alone', 'A1'.repeat(16)]
])('refuses a key id with %s', async (_what, accessKeyId) => {
  const { server } = await aSharedServer()
  const client = createLocalClient({ ...testKey, accessKeyId, url: server.url }, { maxAttempts: 1 })
  onTestFinished(() => client.destroy())

  const refused = client.send(new CreateQueueCommand({ QueueName: 'own' }))

  await expect(refused).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
})

it('refuses a profile’s key id that is signed with another secret', async () => {
  const { server } = await aSharedServer()
  const wrong = { ...keyOf(digitsOfAnna), secretAccessKey: 'guessed', url: server.url }
  const client = createLocalClient(wrong, { maxAttempts: 1 })
  onTestFinished(() => client.destroy())

  const refused = client.send(new CreateQueueCommand({ QueueName: 'own' }))

  await expect(refused).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
})

/** A queue of Anna's with a message of the function in it. */
async function annasQueue() {
  const shared = await aSharedServer()
  const tags = { 'chatapp:caller': anna }
  const { QueueUrl = '' } = await shared.ofAnna.send(new CreateQueueCommand({ QueueName: 'of-anna', tags }))
  await shared.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for Anna' }))
  return { ...shared, QueueUrl }
}

it('lets its caller, the function and who has the install’s key at a queue that is bound', async () => {
  const { ofAnna, client, QueueUrl, receive } = await annasQueue()
  const [asHost] = await receive(QueueUrl, { VisibilityTimeout: 0 })

  const { Messages = [] } = await ofAnna.send(new ReceiveMessageCommand({ QueueUrl }))
  const ReceiptHandle = Messages[0]?.ReceiptHandle
  await ofAnna.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  await ofAnna.send(new TagQueueCommand({ QueueUrl, Tags: { 'chatapp:heartbeat': 'now' } }))
  const { Tags } = await client.send(new ListQueueTagsCommand({ QueueUrl }))

  expect([asHost?.Body, Messages[0]?.Body]).toEqual(['for Anna', 'for Anna'])
  expect(Tags).toEqual({ 'chatapp:caller': anna, 'chatapp:heartbeat': 'now' })
})

it.each([
  ['receive from', (QueueUrl: string) => new ReceiveMessageCommand({ QueueUrl })],
  ['send to', (QueueUrl: string) => new SendMessageCommand({ QueueUrl, MessageBody: 'forged' })],
  ['delete on', (QueueUrl: string) => new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' })],
  [
    'show again on',
    (QueueUrl: string) =>
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 1 })
  ],
  ['empty', (QueueUrl: string) => new PurgeQueueCommand({ QueueUrl })],
  ['remove', (QueueUrl: string) => new DeleteQueueCommand({ QueueUrl })],
  ['take over', (QueueUrl: string) => new TagQueueCommand({ QueueUrl, Tags: { 'chatapp:caller': ben } })],
  [
    'change',
    (QueueUrl: string) => new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } })
  ],
  ['make anew', () => new CreateQueueCommand({ QueueName: 'of-anna' })],
  [
    'make for somebody else',
    () => new CreateQueueCommand({ QueueName: 'other', tags: { 'chatapp:caller': anna } })
  ]
])('lets nobody else %s it', async (_what, command) => {
  const { ofBen, QueueUrl, receive } = await annasQueue()

  const refused = ofBen.send(command(QueueUrl) as never)

  await expect(refused).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
  expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['for Anna'])
})

it('lets nobody else look into it past SQS, and everybody count what is in it', async () => {
  const { server, ofBen, QueueUrl } = await annasQueue()
  const endpoint = { ...keyOf(digitsOfBen), url: server.url, pid: process.pid }
  const look = {
    queue: 'of-anna',
    limit: 10,
    preview: 100,
    after: null,
    messageIds: null,
    correlationId: null
  }

  await expect(lookAtLetters(endpoint, look)).rejects.toThrow(/belongs to another profile/)
  await expect(holdLetters(endpoint, { queue: 'of-anna', messageIds: [], seconds: 5 })).rejects.toThrow(
    /belongs to another profile/
  )
  const { Attributes } = await ofBen.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] })
  )

  expect(Attributes).toEqual({ ApproximateNumberOfMessages: '1' })
})

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()

it('lets every profile sweep a queue that its installation left behind, and none read it', async () => {
  const { ofAnna, ofBen } = await aSharedServer()
  const make = async (QueueName: string, days: number) => {
    const tags = { 'chatapp:caller': anna, 'chatapp:ttl': '14d', 'chatapp:heartbeat': daysAgo(days) }
    return (await ofAnna.send(new CreateQueueCommand({ QueueName, tags }))).QueueUrl ?? ''
  }
  const [left, used] = [await make('left', 15), await make('used', 13)]

  await expect(ofBen.send(new ReceiveMessageCommand({ QueueUrl: left }))).rejects.toMatchObject({
    name: 'AccessDenied'
  })
  await expect(ofBen.send(new DeleteQueueCommand({ QueueUrl: used }))).rejects.toMatchObject({
    name: 'AccessDenied'
  })
  await ofBen.send(new DeleteQueueCommand({ QueueUrl: left }))
  const { QueueUrls } = await ofBen.send(new ListQueuesCommand({}))

  expect(QueueUrls).toEqual([used])
})

it('leaves a queue without the tag to everybody, as it was', async () => {
  const { ofAnna, ofBen, createQueue } = await aSharedServer()
  const QueueUrl = await createQueue('ChatAPP-responses-earlier')
  await ofAnna.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }))

  const { Messages = [] } = await ofBen.send(new ReceiveMessageCommand({ QueueUrl }))

  expect(Messages.map(({ Body }) => Body)).toEqual(['hello'])
})

it('lets no profile at the table, which is the function’s', async () => {
  const { server } = await aSharedServer()
  const { region, ...credentials } = keyOf(digitsOfAnna)
  const table = new DynamoDBClient({ region, credentials, endpoint: server.url, maxAttempts: 1 })
  onTestFinished(() => table.destroy())

  await expect(table.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' })
})
