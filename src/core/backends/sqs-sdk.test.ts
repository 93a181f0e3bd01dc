import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ReceiveMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import type { ClientTarget } from '../../shared/client-target'
import { timeOf } from '../../platform/sigv4'
import { createSqsClient } from './sqs-sdk'

const usual = 'https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP'
const vpc = 'https://vpce-0a-1b.sqs.eu-central-1.vpce.amazonaws.com'

it.each<[Partial<ClientTarget>, string]>([
  [{ useFipsEndpoint: true }, 'sqs-fips.eu-central-1.amazonaws.com'],
  [{ useDualstackEndpoint: true }, 'sqs.eu-central-1.api.aws'],
  [{ endpoint: vpc }, new URL(vpc).host],
  [{ region: 'eusc-de-east-1' }, 'sqs.eusc-de-east-1.amazonaws.eu'],
  [{}, 'sqs.eu-central-1.amazonaws.com']
])('goes with %j to its own host, whatever host the URL of a queue names', async (target, host) => {
  const credentials = { accessKeyId: 'AKIAONE', secretAccessKey: 'secret' }
  const client = createSqsClient({ region: 'eu-central-1', ...target, credentials }, { onDate: () => {} })
  let went = ''
  client.middlewareStack.add(
    () => (args) => {
      went = (args.request as { hostname: string }).hostname
      throw new Error('It goes nowhere in a test.')
    },
    { step: 'finalizeRequest', priority: 'low' }
  )

  await client.send(new SendMessageCommand({ QueueUrl: usual, MessageBody: 'hello' })).catch(() => {})

  expect(went).toBe(host)
})

/** A client that calls once, of a server that answers so. */
async function aClient(listener: RequestListener): Promise<SQSClient> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: 'AKIAONE', secretAccessKey: 'secret' }
  const client = createSqsClient(
    { region: 'eu-central-1', endpoint, credentials },
    { maxAttempts: 1, onDate: () => {} }
  )
  onTestFinished(() => {
    client.destroy()
    server.closeAllConnections()
    server.close()
  })
  return client
}

it('signs by the server’s clock once it has told that ours is an hour behind', async () => {
  const stamps: number[] = []
  const client = await aClient((request, response) => {
    stamps.push(timeOf(String(request.headers['x-amz-date'])))
    response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString()).end('{}')
  })

  for (let call = 0; call < 2; call++) await client.send(new ReceiveMessageCommand({ QueueUrl: usual }))

  const [first = 0, second = 0] = stamps
  expect(Math.round((second - first) / 60_000)).toBe(60)
})

it('gives calls that are under way together their own answers', async () => {
  const client = await aClient((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      const { MessageBody } = JSON.parse(body) as { MessageBody: string }
      setTimeout(() => response.end(JSON.stringify({ MessageId: `of ${MessageBody}` })), Number(MessageBody))
    })
  })
  const bodies = ['30', '20', '10', '1']

  const answers = await Promise.all(
    bodies.map((MessageBody) => client.send(new SendMessageCommand({ QueueUrl: usual, MessageBody })))
  )

  expect(answers.map(({ MessageId }) => MessageId)).toEqual(bodies.map((body) => `of ${body}`))
})

it.each([
  [400, '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"none"}', 'QueueDoesNotExist'],
  [503, 'busy', 'SyntaxError'],
  [200, '<html>', 'SyntaxError']
])('says of an answer %i %s what it was', async (status, body, name) => {
  const client = await aClient((_request, response) => response.writeHead(status).end(body))

  const failure = client.send(new ReceiveMessageCommand({ QueueUrl: usual }))

  await expect(failure).rejects.toMatchObject({
    name,
    $metadata: { httpStatusCode: status },
    $response: { statusCode: status }
  })
})
