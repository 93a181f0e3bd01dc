import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { join } from 'node:path'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { startQueueServer } from '../../local-backend/sqs/queue-server'
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import { createLocalClient } from '../../local-backend/sqs/sqs-client'
import { anApp, answered, connectionThat } from '../fakes/test-account'
import { aHome } from '../fakes/test-home'

const keys = { region: 'us-east-1', accessKeyId: 'EMULATOR', secretAccessKey: 'emulated' }

/** An emulator that runs no function: the queue server alone, which can be stopped and come back where it was. */
async function anEmulator() {
  aHome()
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey)
  const dataDir = temporaryFolder()
  let server = await startQueueServer({ ...keys, dataDir, port: 0 })
  const { port, url } = server
  onTestFinished(() => server.close())
  const client = createLocalClient({ ...keys, url })
  onTestFinished(() => client.destroy())
  return {
    url,
    client,
    stop: () => server.close(),
    start: async () => void (server = await startQueueServer({ ...keys, dataDir, port }))
  }
}

/** A server of another kind; gone when the test ends. */
async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const credentials = { type: 'environment' } as const

it('connects an emulator by its address, makes its queues as the template says, and answers there by the processor here', async () => {
  const { url, client } = await anEmulator()
  const app = await anApp()

  const config = await app.handlers['emulators.connect']({ endpoint: `${url}/`, credentials })
  const { id } = await app.handlers['chat.send']({ text: '/echo emulated' })

  expect(config).toMatchObject({ kind: 'emulator', endpoint: url, product: 'SQS server', processor: 'here' })
  expect(await answered(app, id)).toEqual(['emulated'])
  expect(await connectionThat(app, 'online')).toMatchObject({ backend: 'emulator', label: 'SQS server' })
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP' }))
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
  )
  expect(JSON.parse(Attributes?.['RedrivePolicy'] ?? '')).toMatchObject({
    deadLetterTargetArn: expect.stringMatching(/:ChatAPP-dlq$/),
    maxReceiveCount: 5
  })
  expect(await app.handlers['backends.destination']({ id: config.id })).toMatchObject({
    endpoint: { value: url, source: 'this backend' },
    credentials: { value: 'access key', source: 'AWS_ACCESS_KEY_ID in the environment' }
  })
})

it('is the same backend when it is connected again, with its name and what was not named', async () => {
  const { url } = await anEmulator()
  const app = await anApp(undefined, { connect: false })
  const first = await app.handlers['emulators.connect']({ endpoint: url, credentials, name: 'Mine' })

  const again = await app.handlers['emulators.connect']({ endpoint: `${url}/`, processor: 'there' })

  expect(again).toEqual({ ...first, processor: 'there' })
  expect((await app.handlers['backends.list']()).backends).toHaveLength(2)
})

it('lets messages wait while the emulator is stopped, and sends them there once it is back, never to the local backend', async () => {
  const emulator = await anEmulator()
  const app = await anApp()
  await app.handlers['emulators.connect']({ endpoint: emulator.url, credentials })
  await connectionThat(app, 'online')
  await emulator.stop()

  const { id } = await app.handlers['chat.send']({ text: '/echo waited' })
  await connectionThat(app, 'reconnecting', '', 20_000).catch(() => connectionThat(app, 'offline'))
  const waiting = await app.handlers['chat.detail']({ id })
  await emulator.start()
  await app.handlers['connection.retry']()

  expect(waiting).toMatchObject({ message: { status: 'queued' }, replies: [] })
  expect(await answered(app, id, 40_000)).toEqual(['waited'])
  expect(await connectionThat(app, 'online')).toMatchObject({ backend: 'emulator' })
})

it(
  'answers two profiles at one emulator, also when the one ends whose process the processor is in',
  { timeout: 30_000 },
  async () => {
    const { url } = await anEmulator()
    const dataDir = temporaryFolder()
    const [first, second] = [await anApp(dataDir), await anApp(dataDir, { profile: 'second' })]
    for (const app of [first, second]) await app.handlers['emulators.connect']({ endpoint: url, credentials })

    const [one, two] = await Promise.all(
      [first, second].map((app) => app.handlers['chat.send']({ text: '/echo mine' }))
    )

    expect(await answered(first, one!.id)).toEqual(['mine'])
    expect(await answered(second, two!.id)).toEqual(['mine'])
    await first.stop()
    const { id } = await second.handlers['chat.send']({ text: '/echo still here' })
    expect(await answered(second, id, 30_000)).toEqual(['still here'])
  }
)

/** Writes as long as somebody reads. */
function flood(response: ServerResponse): void {
  while (response.write('x'.repeat(65_536)));
  response.once('drain', () => flood(response))
}

const HTML = '<!doctype html><title>Router</title>'

it.each<[string, RequestListener, RegExp]>([
  ['a web page', (_, response) => response.setHeader('content-type', 'text/html').end(HTML), /web page/],
  [
    'a redirect',
    (_, response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
    /elsewhere\.example/
  ],
  ['another service', (_, response) => response.end('{"status":"ok"}'), /another service/],
  ['a service that knows no such path', (_, response) => response.writeHead(404).end('no'), /HTTP 404/],
  ['an answer without end', (_, response) => flood(response), /another service/],
  [
    'one that wants keys of its own',
    (_, response) => response.writeHead(403).end('{"__type":"UnrecognizedClientException"}'),
    /keys of its own/
  ]
])('says so where %s answers, and saves nothing', async (_, listener, says) => {
  const endpoint = await aServer(listener)
  const app = await anApp(undefined, { connect: false })

  await expect(app.handlers['emulators.connect']({ endpoint })).rejects.toThrow(says)

  expect((await app.handlers['backends.list']()).backends).toHaveLength(1)
})

it('says so where the connection breaks in the middle of an answer', async () => {
  const endpoint = await aServer((_, response) => {
    response.write('{"QueueUrls":')
    setImmediate(() => response.destroy())
  })
  const app = await anApp(undefined, { connect: false })

  await expect(app.handlers['emulators.connect']({ endpoint })).rejects.toMatchObject({ code: 'offline' })
})

it.skipIf(spawnSync('openssl', ['version']).status !== 0)(
  'refuses a server whose certificate nobody vouches for, and says how it can be trusted',
  async () => {
    const folder = temporaryFolder()
    const request =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -days 2'
    const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
    execFileSync('openssl', [...request.split(' '), ...files], { stdio: 'ignore' })
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name)))
    let asked = 0
    const server = createTlsServer({ key, cert }, (_, response) => {
      asked++
      response.end('{}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const app = await anApp(undefined, { connect: false })

    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    await expect(app.handlers['emulators.connect']({ endpoint })).rejects.toThrow(
      /cannot prove who it is.*NODE_EXTRA_CA_CERTS/
    )
    const { backends } = await app.handlers['backends.list'](undefined)
    expect([asked, backends.map(({ kind }) => kind)]).toEqual([0, ['local']])
  }
)

it('gives up a server that answers too slowly', { timeout: 20_000 }, async () => {
  const endpoint = await aServer((_, response) => void response.write('{'))
  const app = await anApp(undefined, { connect: false })

  await expect(app.handlers['emulators.connect']({ endpoint })).rejects.toMatchObject({ code: 'offline' })
})

it.each([
  ['localhost:4566', /You may have meant http:\/\/localhost:4566/],
  ['ftp://localhost', /ftp:/],
  ['http://me:secret@localhost:4566', /without user name/],
  ['http://emulators.example:4566', /in the clear/],
  ['https://sqs.eu-central-1.amazonaws.com', /AWS itself/],
  ['http://127.0.0.1:1', /could be reached/],
  ['http://', /not a URL|begins with/]
])('refuses the address %s in words', async (endpoint, says) => {
  const app = await anApp(undefined, { connect: false })

  const refused = app.handlers['emulators.connect']({ endpoint })

  await expect(refused).rejects.toThrow(says)
  await expect(refused).rejects.not.toThrow('secret')
})

it('speaks to an emulator below a path of its server', async () => {
  const { url } = await anEmulator()
  const asked: string[] = []
  const front = await aServer((request, response) => {
    asked.push(String(request.url))
    void (async () => {
      const body = Buffer.concat(await request.toArray())
      const answer = await fetch(`${url}/`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        ...(request.method === 'POST' && { body })
      })
      response.writeHead(asked.length > 2 ? 200 : answer.status).end('{"QueueUrls":[]}')
    })()
  })
  const app = await anApp(undefined, { connect: false })

  await app.handlers['emulators.connect']({ endpoint: `${front}/sqs` })

  expect(asked).toContain('/sqs/')
})
