import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { aServer, testKey } from '../local-backend/test-server'
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

  expect(outcome).toEqual({ accepted: ['id-a', 'id-b'], refused: [] })
  const messages = await receive(url, { MessageAttributeNames: ['All'] })
  expect(messages.map(({ MessageAttributes }) => MessageAttributes?.['correlationId']?.StringValue)).toEqual([
    'id-a',
    'id-b'
  ])
  expect(messages[0]?.MessageAttributes?.['replyTo']?.StringValue).toBe('ChatAPP-responses-x')
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
