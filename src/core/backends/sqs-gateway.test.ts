import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { aServer, testKey } from '../../local-backend/sqs/test-server'
import type { ChatError } from '../../shared/errors'
import { traceparentOf } from '../../shared/traceparent'
import { SqsGateway } from './sqs-gateway'

const { region, accessKeyId, secretAccessKey } = testKey
const credentials = { accessKeyId, secretAccessKey }

/** A gateway to the real local server. */
async function aGateway() {
  const { server, ...sqs } = await aServer()
  const gateway = new SqsGateway({ endpoint: server.url, region, credentials })
  onTestFinished(() => gateway.close())
  return { gateway, ...sqs }
}

/** A gateway to a server that answers as the listener says; what AWS would never do, but a network does. */
async function aGatewayTo(listener: RequestListener, requestTimeoutMs = 10_000) {
  const server = createServer(listener)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  const gateway = new SqsGateway(
    { endpoint: `http://127.0.0.1:${port}`, region, credentials },
    requestTimeoutMs
  )
  onTestFinished(() => {
    gateway.close()
    server.closeAllConnections()
    server.close()
  })
  return gateway
}

const one = (body: string, id = 'id-1') => [{ id, conversationId: 'processor', body }]

it('sends a batch with the correlation id and the reply queue’s name on each message', async () => {
  const { gateway, createQueue, receive } = await aGateway()
  const url = await createQueue('ChatAPP')

  const outcome = await gateway.sendRequests(
    'ChatAPP',
    [...one('a', 'id-a'), ...one('b', 'id-b')],
    'ChatAPP-responses-x'
  )

  expect(outcome).toMatchObject({ accepted: ['id-a', 'id-b'], refused: [] })
  const messages = await receive(url, { MessageAttributeNames: ['All'] })
  expect(messages.map(({ MessageAttributes }) => MessageAttributes?.['correlationId']?.StringValue)).toEqual([
    'id-a',
    'id-b'
  ])
  expect(messages[0]?.MessageAttributes?.['replyTo']?.StringValue).toBe('ChatAPP-responses-x')
})

it('sends the user’s own attributes beside ours, each in its type', async () => {
  const { gateway, createQueue, receive } = await aGateway()
  const url = await createQueue('ChatAPP')
  const ownAttributes = [
    { name: 'team', type: 'String', value: 'blue 👍' },
    { name: 'amount', type: 'Number', value: '12.5' },
    { name: 'seal', type: 'Binary', value: 'AAEC' }
  ] as const
  const [request] = one('a')

  await gateway.sendRequests('ChatAPP', [{ ...request!, ownAttributes }], 'ChatAPP-responses-x')

  const [message] = await receive(url, { MessageAttributeNames: ['All'] })
  expect(message?.MessageAttributes).toMatchObject({
    correlationId: { StringValue: 'id-1' },
    team: { DataType: 'String', StringValue: 'blue 👍' },
    amount: { DataType: 'Number', StringValue: '12.5' },
    seal: { DataType: 'Binary', BinaryValue: Uint8Array.from([0, 1, 2]) }
  })
})

it('gives each request its trace, the same at every sending, and tells what SQS calls it and what its clock says', async () => {
  const { gateway, createQueue, receive } = await aGateway()
  const url = await createQueue('ChatAPP')
  const id = '01932c07-209c-7b5f-9a3e-1d2c3b4a5f60'

  const outcomes = [
    await gateway.sendRequests('ChatAPP', one('a', id), 'r'),
    await gateway.sendRequests('ChatAPP', one('a', id), 'r')
  ]

  const messages = await receive(url, { MessageAttributeNames: ['All'] })
  expect(messages.map(({ MessageAttributes }) => MessageAttributes?.['traceparent']?.StringValue)).toEqual([
    traceparentOf(id),
    traceparentOf(id)
  ])
  expect(outcomes.map(({ sqsMessageIds }) => sqsMessageIds?.get(id))).toEqual(
    messages.map(({ MessageId }) => MessageId)
  )
  // The local server's clock is our own.
  const { aheadMs = Number.NaN, withinMs = 0 } = outcomes[1]?.clock ?? {}
  expect(Math.abs(aheadMs)).toBeLessThanOrEqual(withinMs)
})

it('takes no place from the user’s attributes: with eight, or one of its name, the trace is left out', async () => {
  const { gateway, createQueue, receive } = await aGateway()
  const url = await createQueue('ChatAPP')
  const outer = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const eight = Array.from({ length: 8 }, (_, n) => ({ name: `a${n}`, type: 'String', value: 'x' }) as const)
  const own = [{ name: 'traceparent', type: 'String', value: outer } as const]
  const id = '01932c07-209c-7b5f-9a3e-1d2c3b4a5f60'
  const request = { id, conversationId: 'processor', body: 'a' }

  await gateway.sendRequests('ChatAPP', [{ ...request, ownAttributes: eight }], 'r')
  await gateway.sendRequests('ChatAPP', [{ ...request, ownAttributes: own }], 'r')

  const [first, second] = await receive(url, { MessageAttributeNames: ['All'] })
  expect(Object.keys(first?.MessageAttributes ?? {})).toHaveLength(10)
  expect(first?.MessageAttributes).not.toHaveProperty('traceparent')
  expect(second?.MessageAttributes?.['traceparent']?.StringValue).toBe(outer)
})

it('has SQS hold a message back for its delay, and asks no such thing of a FIFO queue', async () => {
  const { gateway, createQueue } = await aGateway()
  await createQueue('ChatAPP')
  await createQueue('ChatAPP.fifo', { Attributes: { FifoQueue: 'true' } })
  const delayed = one('a').map((request) => ({ ...request, delaySeconds: 900 }))

  const outcomes = [
    await gateway.sendRequests('ChatAPP', delayed, 'q'),
    await gateway.sendRequests('ChatAPP.fifo', delayed, 'q')
  ]

  expect(outcomes).toMatchObject(outcomes.map(() => ({ accepted: ['id-1'], refused: [] })))
  expect(await gateway.depth('ChatAPP')).toEqual({ visible: 0, inFlight: 0, delayed: 1 })
  expect(await gateway.depth('ChatAPP.fifo')).toEqual({ visible: 1, inFlight: 0, delayed: 0 })
})

it('tells which entries of a batch were refused, and why', async () => {
  const { gateway, createQueue } = await aGateway()
  await createQueue('ChatAPP', { Attributes: { MaximumMessageSize: '1024' } })

  const { accepted, refused } = await gateway.sendRequests(
    'ChatAPP',
    [...one('small', 'ok'), ...one('x'.repeat(2000), 'big')],
    'r'
  )

  expect(accepted).toEqual(['ok'])
  expect(refused).toEqual([{ id: 'big', error: expect.objectContaining({ code: 'invalid_input' }) }])
})

it('sends to a FIFO queue in the order of each conversation', async () => {
  const { gateway, createQueue, receive } = await aGateway()
  const url = await createQueue('ChatAPP.fifo', { Attributes: { FifoQueue: 'true' } })

  await gateway.sendRequests('ChatAPP.fifo', one('first'), 'r')
  await gateway.sendRequests('ChatAPP.fifo', one('second'), 'r')

  expect((await receive(url)).map(({ Body }) => Body)[0]).toBe('first')
})

it('gives an existing queue the wanted attributes instead of failing', async () => {
  const { gateway, createQueue } = await aGateway()
  await createQueue('ChatAPP-responses-x', { Attributes: { VisibilityTimeout: '77' } })

  await gateway.ensureQueue('ChatAPP-responses-x', { VisibilityTimeout: '10' }, {})
  await gateway.sendPlain('ChatAPP-responses-x', 'still works')

  expect(await gateway.depth('ChatAPP-responses-x')).toEqual({ visible: 1, inFlight: 0, delayed: 0 })
})

it('names a queue that does not exist, and finds it once it does', async () => {
  const { gateway, createQueue } = await aGateway()
  await expect(gateway.depth('ChatAPP')).rejects.toMatchObject({ code: 'queue_missing' })

  await createQueue('ChatAPP')

  expect(await gateway.depth('ChatAPP')).toMatchObject({ visible: 0 })
})

it('takes a server that does not answer as offline after its time', async () => {
  const hung = await aGatewayTo(() => {}, 200)

  await expect(hung.depth('ChatAPP')).rejects.toMatchObject({ code: 'offline', retryable: true })
})

it.each([
  [400, 'ExpiredTokenException', 'credentials'],
  [403, 'AccessDeniedException', 'access_denied'],
  [400, 'RequestThrottled', 'throttled'],
  [503, 'ServiceUnavailable', 'offline'],
  [500, 'InternalFailure', 'offline'],
  [400, 'AWS.SimpleQueueService.NonExistentQueue', 'queue_missing']
])('tells HTTP %i %s as %s, in one call', async (status, name, code) => {
  let calls = 0
  const gateway = await aGatewayTo((_, response) => {
    calls++
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${name}`, message: 'no' }))
  })

  await expect(gateway.depth('ChatAPP')).rejects.toMatchObject({ code })
  expect(calls).toBe(1)
})

it('does not take a page of HTML for an answer of SQS', async () => {
  const portal = await aGatewayTo((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<html>Please sign in to the Wi-Fi</html>')
  })

  await expect(portal.depth('ChatAPP')).rejects.toMatchObject({ code: 'offline' })
})

/** Answers every look-up of a queue, and every other call as the listener says. */
const aStrangerTo = (listener: (body: string, answer: (status: number, body: string) => void) => void) =>
  aGatewayTo((request, response) => {
    const answer = (status: number, body: string): void => {
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.0',
        location: 'http://127.0.0.1:1/'
      })
      response.end(body)
    }
    if (String(request.headers['x-amz-target']).endsWith('.GetQueueUrl'))
      return answer(200, JSON.stringify({ QueueUrl: `http://${request.headers.host}/123456789012/ChatAPP` }))
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString())).on('end', () => listener(body, answer))
  })

it.each([
  [200, '{}'],
  [200, 'null'],
  [200, '[]'],
  [200, '{"Successful":[{"Id":"7","MessageId":"m"}]}'],
  [200, '{"Successful":"yes"}'],
  [204, ''],
  [302, ''],
  [307, '{}'],
  [400, '{"message":"no"}'],
  [404, '{"error":"not found"}'],
  [451, '{"__type":"com.example#UnavailableForLegalReasons"}']
])(
  'takes an answer of HTTP %i %s for a failed call that may be tried again, in words',
  async (status, body) => {
    const gateway = await aStrangerTo((_, answer) => answer(status, body))

    await expect(gateway.sendRequests('ChatAPP', one('x'), 'r')).rejects.toMatchObject({
      code: 'offline',
      message: expect.stringContaining('tries again by itself')
    })
  }
)

it('names every request of a batch, also one that the answer leaves out', async () => {
  const gateway = await aStrangerTo((_, answer) => answer(200, '{"Successful":[{"Id":"0","MessageId":"m"}]}'))

  const outcome = await gateway.sendRequests('ChatAPP', [...one('a', 'id-a'), ...one('b', 'id-b')], 'r')

  expect(outcome).toMatchObject({
    accepted: ['id-a'],
    refused: [{ id: 'id-b', error: expect.objectContaining({ code: 'offline' }) }]
  })
})

it.each(['null', '[]', '{"Messages":[null]}', '{"Messages":[{"Body":"x"}]}', '{"Messages":"none"}'])(
  'receives nothing from an answer of another shape: %s',
  async (body) => {
    const gateway = await aStrangerTo((_, answer) => answer(200, body))
    const received = gateway.receive('ChatAPP').catch((error: ChatError) => error.code)

    expect([[], 'offline']).toContainEqual(await received)
  }
)

it.each(['each entry', 'the whole call'])(
  'sends without a group id to a standard queue that refuses it for %s, and remembers that',
  async (refusal) => {
    const sizes: [number, boolean][] = []
    const gateway = await aStrangerTo((body, answer) => {
      const { Entries } = JSON.parse(body) as { Entries: { Id: string; MessageGroupId?: string }[] }
      const grouped = Entries.some(({ MessageGroupId }) => MessageGroupId !== undefined)
      sizes.push([Entries.length, grouped])
      if (!grouped) return answer(200, JSON.stringify({ Successful: Entries.map(({ Id }) => ({ Id })) }))
      const fault = { Code: 'InvalidParameterValue', SenderFault: true }
      return refusal === 'each entry'
        ? answer(200, JSON.stringify({ Failed: Entries.map(({ Id }) => ({ Id, ...fault })) }))
        : answer(400, JSON.stringify({ __type: 'com.amazonaws.sqs#InvalidParameterValue', message: 'no' }))
    })
    const two = [...one('a', 'id-a'), ...one('b', 'id-b')]

    expect(await gateway.sendRequests('ChatAPP', two, 'r')).toMatchObject({
      accepted: ['id-a', 'id-b'],
      refused: []
    })
    await gateway.sendRequests('ChatAPP', one('c'), 'r')

    expect(sizes).toEqual([
      [2, true],
      [2, false],
      [1, false]
    ])
  }
)

it('keeps what was accepted when sending the rest without a group id does not reach the server', async () => {
  const gateway = await aStrangerTo((body, answer) => {
    const { Entries } = JSON.parse(body) as { Entries: { MessageGroupId?: string }[] }
    if (Entries[0]?.MessageGroupId === undefined) return answer(503, '')
    const Failed = [{ Id: '1', Code: 'InvalidParameterValue', SenderFault: true }]
    answer(200, JSON.stringify({ Successful: [{ Id: '0' }], Failed }))
  })

  const outcome = await gateway.sendRequests('ChatAPP', [...one('a', 'id-a'), ...one('b', 'id-b')], 'r')

  expect(outcome).toMatchObject({
    accepted: ['id-a'],
    refused: [{ id: 'id-b', error: expect.objectContaining({ code: 'offline' }) }]
  })
})
