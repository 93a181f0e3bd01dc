import { queueNotes } from '../../../test/fakes'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import { aServer, testKey } from '../../local-backend/sqs/test-server'
import { aFakeAws } from '../fakes/fake-aws'
import { InstallationResponseQueue } from './response-queue'
import { SqsGateway } from './sqs-gateway'
import { ResponseQueues, type QueuePage } from './response-queues'

const DAY_MS = 86_400_000
const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString()
const tags = (owner: string, heartbeat: string) => ({
  'chatapp:app': 'ChatAPP',
  'chatapp:owner': owner,
  'chatapp:heartbeat': heartbeat,
  'chatapp:ttl': '14d'
})

async function setup() {
  const { server, client, createQueue } = await aServer()
  const aws = await aFakeAws({ url: server.url, ...testKey })
  const names = {
    requestQueue: 'ChatAPP',
    deadLetterQueue: 'ChatAPP-dlq',
    sharedResponseQueue: 'ChatAPP-responses',
    functionName: 'MessageProcessor'
  }
  const { region, ...credentials } = testKey
  const counted = { requests: 0 }
  const onRequest = (): void => void counted.requests++
  const connection = { region, endpoint: aws.url, credentials, onRequest }
  const backend = { names, connection: () => connection }
  const queues = () => new ResponseQueues({ backend, ownQueue: 'ChatAPP-responses-me', paceMs: 0 })
  const left = async (): Promise<string[]> =>
    ((await client.send(new ListQueuesCommand({}))).QueueUrls ?? []).map((url) =>
      url.slice(url.lastIndexOf('/') + 1)
    )
  await createQueue('ChatAPP-responses', { tags: { 'chatapp:app': 'ChatAPP', 'chatapp:heartbeat': ago(99) } })
  await createQueue('ChatAPP-responses-me', { tags: tags('me', ago(99)) })
  await createQueue('ChatAPP-responses-old', { tags: tags('old', ago(15)) })
  await createQueue('ChatAPP-responses-new', { tags: tags('new', ago(13)) })
  await createQueue('ChatAPP-responses-odd', { tags: tags('odd', 'yesterday') })
  await createQueue('ChatAPP-responses-theirs', { tags: { team: 'other' } })
  await createQueue('Elsewhere', { tags: tags('old', ago(99)) })
  return { aws: aws.state, queues, left, client, createQueue, counted, connection, names }
}

it('lists what is tagged as ours, longest idle first, and calls stale what nobody used for 14 days', async () => {
  const { queues } = await setup()

  const found = await queues().list()

  expect(found.map(({ name, stale }) => [name, stale])).toEqual([
    ['ChatAPP-responses-me', false],
    ['ChatAPP-responses-old', true],
    ['ChatAPP-responses-new', false],
    ['ChatAPP-responses-odd', false]
  ])
})

it('is read by pages, each of which tells where the next begins', async () => {
  const { connection, names } = await setup()
  const backend = { names, connection: () => connection }
  const fresh = () =>
    new ResponseQueues({ backend, ownQueue: 'ChatAPP-responses-me', paceMs: 0, pageSize: 2 })
  const found: string[] = []
  const places: (string | null)[] = []
  for (let next: string | null = null; places.at(-1) !== null || places.length === 0;) {
    const page: QueuePage = await fresh().page(next)
    found.push(...page.queues.map(({ name }) => name))
    places.push(page.next)
    next = page.next
  }

  expect(found.toSorted()).toEqual([
    'ChatAPP-responses-me',
    'ChatAPP-responses-new',
    'ChatAPP-responses-odd',
    'ChatAPP-responses-old'
  ])
  expect(places.length).toBeGreaterThan(2)
})

it('deletes only what is stale, tagged as ours and named, whatever it is asked', async () => {
  const { queues, left } = await setup()
  const everything = await left()

  const deleted = await queues().sweep(everything)

  expect(deleted).toEqual(['ChatAPP-responses-old'])
  expect((await left()).toSorted()).toEqual(
    everything.filter((name) => name !== 'ChatAPP-responses-old').toSorted()
  )
})

it('goes by the server’s clock: a clock here that is a month ahead makes nothing stale', async () => {
  const { queues, aws } = await setup()
  aws.date = new Date(Date.now() - 10 * DAY_MS).toUTCString()

  expect((await queues().list()).filter(({ stale }) => stale)).toEqual([])
})

it('sweeps what a test of our own left behind, but never the queue that we read now', async () => {
  const { queues, createQueue } = await setup()
  await createQueue('ChatAPP-responses-me-check-0a1b', { tags: tags('me', ago(15)) })

  expect(await queues().sweep(['ChatAPP-responses-me-check-0a1b', 'ChatAPP-responses-me'])).toEqual([
    'ChatAPP-responses-me-check-0a1b'
  ])
})

it('counts its requests, as AWS bills them', async () => {
  const { queues, aws, counted } = await setup()

  await queues().list()

  expect(counted.requests).toBe(aws.calls.length)
  expect(counted.requests).toBeGreaterThan(1)
})

it('takes no queue for stale whose installation has a clock that is a month behind', async () => {
  const { queues, aws, connection, names } = await setup()
  aws.date = new Date(Date.now() + 30 * DAY_MS).toUTCString()
  const gateway = new SqsGateway(connection)
  onTestFinished(() => gateway.close())
  const own = new InstallationResponseQueue(
    { gateway: () => gateway, names, identity: async () => null },
    { installId: 'late', notes: queueNotes() }
  )

  await gateway.locate('ChatAPP-responses')
  await own.ensure()
  await own.heartbeat()

  const found = (await queues().list()).find(({ name }) => name === own.name)
  expect(found).toMatchObject({ stale: false, idleDays: expect.closeTo(0, 1) })
})

it('deletes nothing when the server tells no time', async () => {
  const { queues, aws } = await setup()
  aws.date = 'soon'

  expect(await queues().sweep(['ChatAPP-responses-old'])).toEqual([])
})

it('keeps a queue that was used again between the list and the sweep', async () => {
  const { queues, client } = await setup()
  const [stale] = (await queues().list()).filter((queue) => queue.stale)
  const { TagQueueCommand, GetQueueUrlCommand } = await import('@aws-sdk/client-sqs')
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP-responses-old' }))
  await client.send(new TagQueueCommand({ QueueUrl, Tags: { 'chatapp:heartbeat': ago(0) } }))

  expect(await queues().sweep([stale?.name ?? ''])).toEqual([])
})

it('names the missing permission', async () => {
  const { queues, aws } = await setup()
  aws.denied.add('ListQueueTags')

  await expect(queues().list()).rejects.toMatchObject({
    code: 'access_denied',
    message: expect.stringContaining('sqs:ListQueueTags')
  })
})
