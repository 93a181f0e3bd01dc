import { createServer, request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { ListQueuesCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { DAY_MS } from '../../../test/a-clock'
import { probeEndpoint } from '../client/probe-endpoint'
import { startQueueServer } from './queue-server'
import { signedHeaders } from '../protocol/signed-post'
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

/** The headers of `ListQueues`, signed at a time, with a key, for an address. */
const signedFor = (url: string, { now = Date.now(), key = testKey } = {}): Record<string, string> =>
  signedHeaders({ ...key, url }, { target: 'AmazonSQS.ListQueues', body: '{}', now })

it('answers a client with the key, under 127.0.0.1 and under localhost', async () => {
  const { server } = await aServer()

  const answers = [
    await raw(server.url, { headers: signedFor(server.url) }),
    await raw(`http://localhost:${server.port}`, { headers: signedFor(`http://localhost:${server.port}`) })
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
  const lines = Object.entries({ ...signedFor(server.url), connection: 'close' }).map((line) =>
    line.join(': ')
  )
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
  ['a foreign Host', () => ({ host: 'evil.example' })],
  ['the Host of another port', () => ({ host: '127.0.0.1:1' })],
  ['an Origin', () => ({ origin: 'http://127.0.0.1' })],
  ['the Origin null', () => ({ origin: 'null' })],
  ['a browser by Sec-Fetch-Site', () => ({ 'sec-fetch-site': 'none' })],
  ['no key', () => ({ authorization: '' })],
  ['another key', (given: string) => ({ authorization: given.replace('LOCALTEST', 'LOCALTOAST') })],
  ['a prefix of the key', (given: string) => ({ authorization: given.replace('TESTKEY', 'TEST') })]
])('refuses %s', async (_what, spoil) => {
  const { server } = await aServer()
  const headers = signedFor(server.url)

  const answer = await raw(server.url, { headers: { ...headers, ...spoil(headers['authorization'] ?? '') } })

  expect(answer.status).toBe(403)
  expect(JSON.parse(answer.body)).toEqual({ __type: expect.any(String), message: expect.any(String) })
})

const typeOf = ({ status, body }: Answer): unknown[] => [
  status,
  String(JSON.parse(body).__type).split('#')[1]
]

it('refuses a signature of another secret, of another request, of 1999, or none at all, each by its name', async () => {
  const { server } = await aServer()
  const good = signedFor(server.url)
  const garbage = `AWS4-HMAC-SHA256 Credential=${testKey.accessKeyId}/19990101/us-east-1/sqs/aws4_request`
  const spoilt = [
    signedFor(server.url, { key: { ...testKey, secretAccessKey: 'another' } }),
    { ...good, 'x-amz-target': 'AmazonSQS.PurgeQueue' },
    { ...good, 'x-amz-date': '19990101T000000Z' },
    { ...good, authorization: `${garbage}, SignedHeaders=host, Signature=00` },
    { ...good, authorization: garbage },
    signedFor(server.url, { now: Date.parse('1999-01-01T00:00:00Z') })
  ]

  const answers = await Promise.all(spoilt.map((headers) => raw(server.url, { headers })))

  expect(answers.map(typeOf)).toEqual([
    [403, 'SignatureDoesNotMatch'],
    [403, 'SignatureDoesNotMatch'],
    [403, 'SignatureDoesNotMatch'],
    [403, 'IncompleteSignature'],
    [403, 'IncompleteSignature'],
    [403, 'RequestTimeTooSkewed']
  ])
})

it.each([
  [14, 200],
  [-14, 200],
  [16, 403],
  [-16, 403]
])('answers a request signed %i minutes off with %i', async (minutes, status) => {
  const { server } = await aServer()

  const answer = await raw(server.url, {
    headers: signedFor(server.url, { now: Date.now() + minutes * 60_000 })
  })

  expect(answer.status).toBe(status)
})

it('tells the SDK its time with a refusal, and serves who asks whether it is alive, of a process whose clock is a day off', async () => {
  const { server, client } = await aServer()
  const endpoint = { ...testKey, url: server.url, pid: 1 }
  const read = Date.now.bind(Date)
  const skewed = createLocalClient(endpoint, { maxAttempts: 2 })
  skewed.config.systemClockOffset = DAY_MS
  onTestFinished(() => skewed.destroy())

  // The server stands in this process: it reads the true time, and whoever signs does not.
  const signing = vi.spyOn(Date, 'now').mockImplementationOnce(() => read() + DAY_MS)
  const alive = await probeEndpoint(endpoint)
  signing.mockRestore()

  expect(alive).toBe(true)
  const first = await skewed.send(new ListQueuesCommand({})).catch((error: Error) => error.name)
  expect(first).toBe('RequestTimeTooSkewed')
  expect(await skewed.send(new ListQueuesCommand({}))).toMatchObject({ QueueUrls: [] })
  expect(await client.send(new ListQueuesCommand({}))).toMatchObject({ QueueUrls: [] })
})

it.each(['/health', '/_fauxqs/queues', '/_fauxqs/queues/ChatAPP', '/some-bucket/key'])(
  'serves nothing at GET %s, with or without the key',
  async (path) => {
    const { server } = await aServer()

    const answers = [
      await raw(server.url + path, { method: 'GET' }),
      await raw(server.url + path, { method: 'GET', headers: signedFor(server.url) })
    ]

    expect(answers.map(({ status }) => status)).toEqual([403, 404])
  }
)

it('takes no form post, even with the key', async () => {
  const { server } = await aServer()

  const answer = await raw(server.url, {
    headers: { ...signedFor(server.url), 'content-type': 'application/x-www-form-urlencoded' }
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
