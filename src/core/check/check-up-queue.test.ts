import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { createLocalClient } from '../../local-backend/sqs/sqs-client'
import { readEndpoint } from '../../local-backend/client/backend-files'
import { createChatApp } from '../app'
import { awsInspector } from '../backends/aws-inspector'
import { createCloudWatchClient } from '../backends/aws-clients'
import { SqsGateway } from '../backends/sqs-gateway'

const backendFile = resolve(import.meta.dirname, '../../../out/main/local-backend.cjs')

async function anApp() {
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'cli', version: '0', dataDir, backendFile })
  onTestFinished(() => app.stop())
  return { dataDir, look: (queue: string) => app.handlers['queues.checkUp']({ queue }) }
}

it('looks over the local queues by name, URL and ARN, and finds nothing to mend', async () => {
  const { look } = await anApp()
  const byName = await look('ChatAPP')
  const states = byName.findings.map(({ check, state }) => [check, state])

  expect(byName.arn).toBe('arn:aws:sqs:us-east-1:000000000000:ChatAPP')
  expect(Object.fromEntries(states)).toMatchObject({
    trigger: 'ok',
    visibility: 'ok',
    attempts: 'ok',
    'dead-letters': 'ok',
    retention: 'ok',
    'partial-batch': 'ok',
    policy: 'ok',
    fifo: 'skipped',
    concurrency: 'ok'
  })
  expect(byName.findings.filter(({ state }) => state === 'warning' || state === 'problem')).toEqual([])
  expect((await look(byName.arn)).findings).toEqual(byName.findings)
  const dead = await look('ChatAPP-dlq')
  expect(dead.findings.find(({ check }) => check === 'dead-letters')).toMatchObject({
    state: 'skipped',
    detail: 'It is the dead-letter queue of ChatAPP.'
  })
})

it.each([
  ['what is no queue', 'not a queue', 'invalid_input'],
  ['a queue that is not there', 'Nowhere', 'queue_missing'],
  ['a queue of another account', 'arn:aws:sqs:us-east-1:123456789012:Theirs', 'invalid_input'],
  ['a URL of AWS', 'https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP', 'invalid_input']
])('refuses %s', async (_, queue, code) => {
  const { look } = await anApp()

  await expect(look(queue)).rejects.toMatchObject({ code })
})

it('names what is to be mended in a queue that somebody made by hand, with a command for this server', async () => {
  const { dataDir, look } = await anApp()
  await look('ChatAPP')
  const endpoint = readEndpoint(`${dataDir}/local-backend`)
  if (!endpoint) throw new Error('There is no local backend.')
  const client = createLocalClient(endpoint, {})
  onTestFinished(() => client.destroy())
  await client.send(new CreateQueueCommand({ QueueName: 'Bare' }))

  const { findings } = await look('Bare')

  expect(findings.find(({ check }) => check === 'dead-letters')).toMatchObject({
    state: 'warning',
    command: expect.stringContaining(`--endpoint-url '${endpoint.url}'`)
  })
})

/** A server that answers Lambda's calls by their path, and CloudWatch's, for the real SDK. */
async function aLambda(answers: Readonly<Record<string, object | number>>) {
  const paths: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(String(request.url))
    paths.push(path)
    const [, answer] = Object.entries(answers).find(([part]) => path.includes(part)) ?? []
    const status = typeof answer === 'number' ? answer : 200
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(status === 403 ? { 'x-amzn-errortype': 'AccessDeniedException' } : {})
    })
    response.end(JSON.stringify(typeof answer === 'object' ? answer : { Message: 'not authorized' }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const config = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1
  }
  const inspector = awsInspector({
    sqs: () => new SqsGateway(config),
    lambda: config,
    cloudWatch: () => createCloudWatchClient(config),
    queueAges: async () => new Map()
  })
  onTestFinished(() => inspector.close())
  return { inspector, paths }
}

const functionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:Work:live'

it('reads triggers and functions of AWS as Lambda tells them', async () => {
  const { inspector, paths } = await aLambda({
    '/event-source-mappings': {
      EventSourceMappings: [
        {
          UUID: 'uuid-1',
          FunctionArn: functionArn,
          State: 'Enabled',
          BatchSize: 10,
          MaximumBatchingWindowInSeconds: 5,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 7 }
        },
        { UUID: 'uuid-2', FunctionArn: functionArn, State: 'Disabled' }
      ]
    },
    '/configuration': { Timeout: 42, Environment: { Variables: { SECRET: 'x' } } },
    '/concurrency': { ReservedConcurrentExecutions: 3 }
  })

  expect(await inspector.triggers('arn:aws:sqs:eu-central-1:123456789012:Jobs')).toEqual([
    {
      id: 'uuid-1',
      functionArn,
      enabled: true,
      batchSize: 10,
      windowSeconds: 5,
      reportsFailures: true,
      maximumConcurrency: 7
    },
    {
      id: 'uuid-2',
      functionArn,
      enabled: false,
      batchSize: 10,
      windowSeconds: 0,
      reportsFailures: false,
      maximumConcurrency: null
    }
  ])
  expect(await inspector.functionTimeout(functionArn)).toBe(42)
  expect(await inspector.reservedConcurrency(functionArn)).toBe(3)
  expect(paths[0]).toContain('EventSourceArn=arn:aws:sqs:eu-central-1:123456789012:Jobs')
  // Concurrency is of the function, whichever version an alias names.
  expect(paths.at(-1)).toContain('function:Work/concurrency')
})

it('tells that Lambda may not be read', async () => {
  const { inspector } = await aLambda({ '/': 403 })

  await expect(inspector.triggers('arn')).rejects.toMatchObject({ code: 'access_denied' })
  await expect(inspector.functionTimeout(functionArn)).rejects.toMatchObject({ code: 'access_denied' })
})
