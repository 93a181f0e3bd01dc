import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { findEmulators } from './emulator-probe'
import { recognise, usualPlaces } from './emulator-products'

/** A server of this computer, and what it was asked; gone when the test ends. */
async function aServer(listener: RequestListener) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    listener(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/_localstack/health` }
}

const health =
  (fields: object): RequestListener =>
  (request, response) => {
    const target = request.headers['x-amz-target']
    if (target === 'AmazonSQS.ListQueues') return response.end('{"QueueUrls":[]}')
    if (target === 'AmazonSQS.ListMessageMoveTasks')
      return response.writeHead(400).end('{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}')
    if (request.url === '/2015-03-31/functions/') return response.end('{"Functions":[]}')
    if (request.url === '/_localstack/health') return response.end(JSON.stringify(fields))
    return response.writeHead(400).end('{}')
  }

it('finds an emulator with its version and what it can do', async () => {
  const { url } = await aServer(
    health({ services: {}, edition: 'light', version: '1.5.33', ready_scripts: {} })
  )

  expect(await findEmulators([url])).toEqual([
    {
      endpoint: new URL(url).origin,
      product: 'MiniStack',
      version: '1.5.33',
      can: { createQueue: true, lambda: true, cloudFormation: false, moveTasks: true }
    }
  ])
})

it('asks a port that is no emulator once, and says nothing of one that speaks no SQS after all', async () => {
  const page = await aServer((_, response) => response.setHeader('content-type', 'text/html').end('<html>'))
  const slow = await aServer(() => {})
  const sender = await aServer((_, response) => response.writeHead(302, { location: page.url }).end())
  const liar = await aServer((_, response) =>
    response.setHeader('x-localstack', '4.0').end('{"edition":"x"}')
  )
  const nobody = 'http://127.0.0.1:1/_localstack/health'

  expect(await findEmulators([page.url, slow.url, sender.url, liar.url, nobody])).toEqual([])

  for (const { asked } of [page, slow, sender]) expect(asked).toEqual(['GET /_localstack/health'])
})

it('knocks on this computer alone', () => {
  expect(usualPlaces.map((place) => new URL(place).hostname)).toEqual(usualPlaces.map(() => '127.0.0.1'))
})

it.each([
  ['MiniStack 1.5.33', {}, '{"services":{},"edition":"light","version":"1.5.33","ready_scripts":{}}'],
  [
    'LocalStack 4.0.3',
    { 'x-localstack': '4.0.3' },
    '{"services":{},"edition":"community","version":"4.0.3"}'
  ],
  ['LocalStack 4.0.3', { 'x-localstack': '4.0.3' }, 'not found'],
  [
    'Floci 1.6.0',
    {},
    '{"services":{},"edition":"community","original_edition":"floci-always-free","version":"1.6.0"}'
  ],
  ['Floci 1.5.0', {}, '{"services":{},"edition":"floci-always-free","version":"1.5.0"}'],
  ['moto null', { server: 'Werkzeug/3.1.9 Python/3.11.7' }, '<Error><Code>NoSuchBucket</Code></Error>'],
  ['ElasticMQ null', { server: 'pekko-http/1.1.0' }, 'OK'],
  ['undefined', { server: 'nginx' }, 'OK'],
  ['undefined', {}, '{"status":"ok","version":"3"}']
])('recognises %s by what it says', (name, headers, body) => {
  const known = recognise({ status: 200, headers, body }, new URL('http://127.0.0.1:4566'))

  expect(known ? `${known.product} ${known.version}` : 'undefined').toBe(name)
})

const at = (url: string, body: string) => recognise({ status: 200, headers: {}, body }, new URL(url))?.product

it('takes what answers as GoAWS and AWS Emulator do for them on their own ports alone', () => {
  expect(at('http://127.0.0.1:4100', 'OK')).toBe('GoAWS')
  expect(at('https://127.0.0.1:9297', '{"version":"1.0.364"}')).toBe('AWS Emulator')
  expect(at('http://127.0.0.1:8080', 'OK')).toBeUndefined()
})
