import { createServer, request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { ListQueuesCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { startQueueServer } from './queue-server'
import { createLocalClient } from './sqs-client'
import { aServer, testKey } from './test-server'

interface Answer {
  status: number
  body: string
}

/** One raw request with exactly these headers. */
const raw = (url: string, options: { method?: string; headers?: Record<string, string> }): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: options.method ?? 'POST', headers: options.headers ?? {} },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      }
    )
    sent.on('error', reject).end(options.method === 'GET' ? undefined : '{}')
  })

const signed = {
  authorization: `AWS4-HMAC-SHA256 Credential=${testKey.accessKeyId}/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00`,
  'x-amz-target': 'AmazonSQS.ListQueues',
  'content-type': 'application/x-amz-json-1.0'
}

it('answers a client with the key, under 127.0.0.1 and under localhost', async () => {
  const { server } = await aServer()

  const answers = [
    await raw(server.url, { headers: signed }),
    await raw(server.url, { headers: { ...signed, host: `localhost:${server.port}` } })
  ]

  expect(answers).toEqual([
    { status: 200, body: '{"QueueUrls":[]}' },
    { status: 200, body: '{"QueueUrls":[]}' }
  ])
})

it.each([
  ['blanks around the host', 'POST /', (host: string) => `Host:  ${host} `],
  ['two hosts', 'POST /', (host: string) => `Host: ${host}\r\nHost: evil.example`],
  ['a foreign target', 'POST http://evil.example/', (host: string) => `Host: ${host}`],
  ['an odd transfer encoding', 'POST /', (host: string) => `Host: ${host}\r\nTransfer-Encoding: x, chunked`]
])('refuses %s', async (_, start, head) => {
  const { server } = await aServer()
  const socket = connect(server.port, '127.0.0.1')
  const lines = Object.entries({ ...signed, connection: 'close' }).map((line) => line.join(': '))
  socket.write(
    `${start} HTTP/1.1\r\n${head(`127.0.0.1:${server.port}`)}\r\n${lines.join('\r\n')}\r\n\r\n0\r\n\r\n`
  )

  const answer = (await socket.setEncoding('utf8').toArray()).join('')

  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*"[^"]*InvalidRequest/)
})

it('listens on the loopback interface only', async () => {
  const { server } = await aServer()
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((address) => address.family === 'IPv4' && !address.internal)?.address
  // Without a network interface, another loopback address shows the same: 0.0.0.0 would answer it.
  const host = outside ?? '127.0.0.2'

  const outcome = await new Promise((resolve) => {
    const socket = connect(server.port, host)
    socket.on('connect', () => resolve('connected')).on('error', (error) => resolve(Object(error).code))
  })

  expect(outcome).toBe('ECONNREFUSED')
})

it.each([
  ['a foreign Host', { ...signed, host: 'evil.example' }, 403],
  ['the Host of another port', { ...signed, host: '127.0.0.1:1' }, 403],
  ['an Origin', { ...signed, origin: 'http://127.0.0.1' }, 403],
  ['the Origin null', { ...signed, origin: 'null' }, 403],
  ['a browser by Sec-Fetch-Site', { ...signed, 'sec-fetch-site': 'none' }, 403],
  ['no key', { ...signed, authorization: '' }, 403],
  ['another key', { ...signed, authorization: signed.authorization.replace('LOCALTEST', 'LOCALTOAST') }, 403],
  ['a prefix of the key', { ...signed, authorization: signed.authorization.replace('TESTKEY', 'TEST') }, 403]
])('refuses %s', async (_what, headers, status) => {
  const { server } = await aServer()

  const answer = await raw(server.url, { headers })

  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.body)).toEqual({ __type: expect.any(String), message: expect.any(String) })
})

it.each(['/health', '/_fauxqs/queues', '/_fauxqs/queues/ChatAPP', '/some-bucket/key'])(
  'serves nothing at GET %s, with or without the key',
  async (path) => {
    const { server } = await aServer()

    const answers = [
      await raw(server.url + path, { method: 'GET' }),
      await raw(server.url + path, { method: 'GET', headers: signed })
    ]

    expect(answers.map(({ status }) => status)).toEqual([403, 404])
  }
)

it('takes no form post, even with the key', async () => {
  const { server } = await aServer()

  const answer = await raw(server.url, {
    headers: { ...signed, 'content-type': 'application/x-www-form-urlencoded' }
  })

  expect(answer.status).toBe(415)
})

it('gives a refusal a name in the SDK', async () => {
  const { server } = await aServer()
  const stranger = createLocalClient({ ...testKey, accessKeyId: 'STRANGER', url: server.url })

  const refused = stranger.send(new ListQueuesCommand({}))

  await expect(refused).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
    $metadata: { httpStatusCode: 403 }
  })
})

it('names errors as AWS does, without a prefix', async () => {
  const { client, createQueue, receive } = await aServer()
  const QueueUrl = await createQueue('names')

  const missing = client.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-missing`, MessageBody: 'x' }))
  const wrong = receive(QueueUrl, { MaxNumberOfMessages: 11 })

  await expect(missing).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  await expect(wrong).rejects.toMatchObject({ name: 'InvalidParameterValue' })
})

it('rejects with the reason of the system when its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  const started = startQueueServer({ ...testKey, dataDir: null, port })

  await expect(started).rejects.toMatchObject({ code: 'EADDRINUSE' })
  other.close()
})
