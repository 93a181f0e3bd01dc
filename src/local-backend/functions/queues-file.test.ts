import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GetQueueAttributesCommand, ListQueueTagsCommand } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { aFolder, aServer } from '../sqs/test-server'
import { applyQueues } from './apply-queues'
import { readQueuesFile } from './queues-file'

/** What a file says, or why it cannot be used. */
function read(text: string) {
  const file = join(aFolder(), 'queues.yaml')
  writeFileSync(file, text)
  return readQueuesFile(file, 'us-east-1')
}

const shop = `
queues:
  orders:
    attributes:
      VisibilityTimeout: 30
      RedrivePolicy: { deadLetterTargetArn: orders-dlq, maxReceiveCount: 3 }
    tags: { team: shop, on-call: 7 }
  orders-dlq:
  paid.fifo:
    attributes: { ContentBasedDeduplication: true }
`

it('makes queues with attributes, redrive policy and tags; once more it changes nothing', async () => {
  const { server, client, urlOf } = await aServer()

  const first = await applyQueues(read(shop), server.service.call)
  const again = await applyQueues(read(shop), server.service.call)

  const QueueUrl = await urlOf('orders')
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
  )
  const { Tags } = await client.send(new ListQueueTagsCommand({ QueueUrl }))
  expect(first.map(({ name, created }) => [name, created])).toEqual([
    ['orders', true],
    ['orders-dlq', true],
    ['paid.fifo', true]
  ])
  expect(again).toEqual(
    ['orders', 'orders-dlq', 'paid.fifo'].map((name) => ({ name, created: false, changes: [] }))
  )
  expect(Attributes).toMatchObject({ VisibilityTimeout: '30' })
  expect(JSON.parse(Attributes?.['RedrivePolicy'] ?? '')).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:orders-dlq',
    maxReceiveCount: 3
  })
  expect(Tags).toEqual({ team: 'shop', 'on-call': '7' })
})

it('changes what differs, says what, and leaves messages and everything else as it is', async () => {
  const { server, urlOf, send, receive } = await aServer()
  await applyQueues(read(shop), server.service.call)
  await send(await urlOf('orders'), 'kept')

  const applied = await applyQueues(
    read('queues: { orders: { attributes: { VisibilityTimeout: 60 }, tags: { team: till } } }'),
    server.service.call
  )

  expect(applied).toEqual([
    { name: 'orders', created: false, changes: ['VisibilityTimeout 30 → 60', 'tag team shop → till'] }
  ])
  expect((await receive(await urlOf('orders'))).map(({ Body }) => Body)).toEqual(['kept'])
})

it.each([
  ['garbage', 'hello', /line 1: A file of queues begins with "queues:"/],
  ['nothing', '', /line 1: A file of queues begins with "queues:"/],
  ['no YAML', 'queues:\n  a: {', /line 2: .*/],
  ['a list', 'queues:\n  - a', /line 1: queues: A file of queues begins/],
  ['no queue', 'queues: {}', /line 1: queues: names no queue/],
  ['a name twice', 'queues:\n  a:\n  b:\n  a:', /line 4: A name stands here a second time/],
  ['a name that SQS does not take', 'queues:\n  a b:', /line 2: queues\.a b: A name has 1 to 80/],
  [
    'an unknown attribute',
    'queues:\n  a:\n    attributes:\n      VisibilityTimout: 3',
    /line 4: queues\.a\.attributes\.VisibilityTimout: is no attribute of a queue/
  ],
  [
    'a value out of bounds',
    'queues:\n  a:\n    attributes:\n      VisibilityTimeout: 43201',
    /line 4: .*"43201" is not a whole number from 0 to 43200/
  ],
  ['an unknown field', 'queues:\n  a:\n    attribute: {}', /line 3: queues\.a\.attribute: is not known here/],
  [
    'redrive to itself',
    'queues:\n  a:\n    attributes:\n      RedrivePolicy: { deadLetterTargetArn: a, maxReceiveCount: 3 }',
    /line 4: .*cannot be its own dead-letter queue/
  ],
  [
    'redrive without a count',
    'queues:\n  a:\n    attributes:\n      RedrivePolicy: { deadLetterTargetArn: b }',
    /line 4: .*needs a deadLetterTargetArn/
  ],
  [
    'redrive from FIFO to standard',
    'queues:\n  a.fifo:\n    attributes:\n      RedrivePolicy: { deadLetterTargetArn: b, maxReceiveCount: 3 }\n  b:',
    /line 4: .*dead-letter queue of a FIFO queue is FIFO/
  ],
  [
    'FIFO attributes on a standard queue',
    'queues:\n  a:\n    attributes:\n      ContentBasedDeduplication: true',
    /line 4: .*is for FIFO queues/
  ],
  [
    'a FIFO queue without its ending',
    'queues:\n  a:\n    attributes:\n      FifoQueue: true',
    /line 4: .*ends with ".fifo"/
  ],
  ['a tag that is a map', 'queues:\n  a:\n    tags:\n      b: { c: d }', /line 4: queues\.a\.tags\.b/],
  [
    'a bomb of aliases',
    `queues: &a { ${Array.from({ length: 9 }, (_, n) => `k${n}: *a`).join(', ')} }`,
    /line 1: /
  ]
])('refuses %s, with the line and what may stand there', (_what, text, why) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(why) })
  )
})

it('names the queue whose dead-letter queue is nowhere', async () => {
  const { server } = await aServer()
  const wanted = read(
    'queues: { a: { attributes: { RedrivePolicy: { deadLetterTargetArn: gone, maxReceiveCount: 3 } } } }'
  )

  await expect(applyQueues(wanted, server.service.call)).rejects.toThrow(
    /"a".*Dead letter target does not exist/
  )
})

it('refuses a file that is not there', () => {
  expect(() => readQueuesFile('/nowhere/queues.yaml', 'us-east-1')).toThrow(/cannot be read: ENOENT/)
})
