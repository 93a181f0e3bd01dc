import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { readFaults } from '../../local-backend/client/fault-lab-client'
import { probeEndpoint } from '../../local-backend/client/probe-endpoint'
import { createLocalClient } from '../../local-backend/sqs/sqs-client'
import { awsBackendSchema } from '../../shared/backend-config'
import { AwsBackend } from '../backends/aws-backend'
import {
  createCloudFormationClient,
  createCloudWatchClient,
  createCloudWatchLogsClient
} from '../backends/aws-clients'
import { ResponseQueues } from '../backends/response-queues'
import { renewSsoToken, ssoLogin } from '../credentials/sso-login'
import { systemClock } from '../../shared/clock'
import { SqsGateway } from '../backends/sqs-gateway'

const region = 'eu-west-1'
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
const root = join(import.meta.dirname, '../../..')

/** Time stands still until the test moves it; sockets and promises go on. */
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

/** A server that sends headers and half a body, and then nothing for ever; it answers the first look-up of a queue. */
async function aStallingServer() {
  const stalled = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    const lookUp = String(request.headers['x-amz-target']).endsWith('.GetQueueUrl')
    if (lookUp && !request.url?.includes('stall')) {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      return response.end(JSON.stringify({ QueueUrl: `${url}/123456789012/ChatAPP` }))
    }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '1000' })
    response.write('{"Successful":[')
    response.on('close', closed.resolve)
    return setImmediate(stalled.resolve)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url, stalled: stalled.promise, closed: closed.promise }
}

const request = { id: 'id-1', conversationId: 'processor', body: 'x' }
const gateway = (endpoint: string) => new SqsGateway({ endpoint, region, credentials })
const responseQueues = (endpoint: string) =>
  new ResponseQueues({
    backend: {
      connection: () => config(endpoint),
      names: { requestQueue: 'ChatAPP', deadLetterQueue: 'd', sharedResponseQueue: 'r', functionName: 'f' }
    },
    ownQueue: 'r-i'
  })
const config = (endpoint: string) => ({ endpoint, region, credentials })
const local = (url: string) => ({ url, region, pid: 1, accessKeyId: 'test', secretAccessKey: 'test' })

const broker = {
  provider: () => Object.assign(async () => credentials, { memoized: true as const }),
  wait: async () => credentials,
  forget: () => {},
  refuse: () => {},
  onReady: () => () => {},
  clean: <T>(error: T): T => error
}
const aBackend = {
  id: 'a',
  kind: 'aws',
  name: 'a',
  region,
  credentials: { type: 'environment' },
  requestQueue: 'ChatAPP'
}
const awsBackend = (endpoint: string) =>
  new AwsBackend({ config: awsBackendSchema.parse({ ...aBackend, endpoint }), broker })
const session = {
  name: 's',
  region,
  startUrl: 'https://a.awsapps.com/start',
  scopes: [],
  cacheId: 's',
  named: false
}
const oldToken = {
  accessToken: 'old',
  expiresAt: '2020-01-01T00:00:00Z',
  clientId: 'client',
  clientSecret: 'client-secret',
  refreshToken: 'refresh'
}
const ssoDeps = {
  prompts: { ask: () => expect.fail() },
  backendId: 'a',
  clock: systemClock,
  asking: () => {}
}

/** Every call that leaves this process and is waited for, with the longest it may take, in milliseconds. */
const calls: [name: string, limitMs: number, call: (url: string) => Promise<unknown>][] = [
  ['SQS send', 10_000, (url) => gateway(url).sendRequests('ChatAPP', [request], 'r')],
  ['SQS receive', 30_000, (url) => gateway(url).receive('ChatAPP')],
  ['SQS delete', 10_000, (url) => gateway(url).deleteMessages('ChatAPP', ['handle'])],
  ['SQS release', 10_000, (url) => gateway(url).releaseMessages('ChatAPP', ['handle'], 1)],
  ['SQS create', 10_000, (url) => gateway(url).ensureQueue('ChatAPP', {}, {})],
  ['SQS delete a queue', 10_000, (url) => gateway(url).deleteQueue('ChatAPP')],
  ['SQS tag', 10_000, (url) => gateway(url).tagQueue('ChatAPP', {})],
  ['SQS depth', 10_000, (url) => gateway(url).depth('ChatAPP')],
  ['SQS nudge', 10_000, (url) => gateway(url).sendPlain('ChatAPP', 'x')],
  ['SQS look-up', 10_000, (url) => gateway(`${url}/stall-look-up`).locate('ChatAPP')],
  ['SQS list queues', 30_000, (url) => responseQueues(url).list()],
  ['STS identity', 10_000, async (url) => expect(await awsBackend(url).identity()).not.toBeNull()],
  ['SSO sign-in', 30_000, (url) => ssoLogin(session, { ...ssoDeps, target: { endpoint: url } })],
  [
    'SSO renewal',
    30_000,
    (url) => renewSsoToken(session, oldToken, { ...ssoDeps, target: { endpoint: url } })
  ],
  [
    'CloudFormation',
    30_000,
    (url) => createCloudFormationClient(config(url)).send(new DescribeStacksCommand({}))
  ],
  ['CloudWatch', 30_000, (url) => createCloudWatchClient(config(url)).send(new ListMetricsCommand({}))],
  ['Logs', 30_000, (url) => createCloudWatchLogsClient(config(url)).send(new DescribeLogGroupsCommand({}))],
  ['event source mapping', 30_000, (url) => createLocalClient(local(url)).send(new ListQueuesCommand({}))],
  ['fault lab', 5000, (url) => readFaults(local(url))],
  ['probe of an endpoint', 2000, async (url) => expect(await probeEndpoint(local(url))).not.toBe(false)]
]

it.each(calls)(
  '%s ends after %i ms when an answer stops half-way, and closes its socket',
  async (_, limitMs, call) => {
    const { url, stalled, closed } = await aStallingServer()
    const ended = call(url).then(
      () => 'answered',
      () => 'given up'
    )
    await stalled
    vi.advanceTimersByTime(limitMs - 1)
    const early = await Promise.race([
      ended,
      new Promise((resolve) => setImmediate(() => resolve('waiting')))
    ])
    vi.advanceTimersByTime(1)

    expect(early).toBe('waiting')
    expect(await ended).toBe('given up')
    await closed
  }
)

/** Ways out of this process that no SDK client limits, and what ends each. A new one is to be limited, then named here. */
const others: Readonly<Record<string, string>> = {
  'lambda/examples/ask.ts: fetch': 'the signal of the message',
  'src/core/stack/code-bucket.ts: fetch': 'CALL_LIMIT_MS',
  'src/browser/host-file.ts: fetch': 'its signal',
  'src/browser/open-in-browser.ts: spawn': 'not waited for',
  'src/browser/redeem.ts: fetch': 'for tests alone',
  'src/cli/backend-command.ts: spawn': 'not waited for',
  'src/core/credentials/credential-lookup.ts: fromEnv': 'no call',
  'src/core/credentials/profile-identity.ts: fromEnv': 'no call',
  'src/core/credentials/machine-role.ts: fetch': 'METADATA_LIMIT_MS',
  'src/core/credentials/machine-role.ts: fromHttp': 'WAIT_MS of the broker',
  'src/core/credentials/profile-identity.ts: fromSSO': 'StatusTap for each call, WAIT_MS for all of it',
  'src/core/credentials/status-tap.ts: new SSOOIDCClient': 'endBody',
  'src/local-backend/client/backend-child.ts: fork': 'START_TIMEOUT_MS and STOP_TIMEOUT_MS of its session',
  'src/local-backend/functions/function-house.ts: fork':
    'INIT_TIMEOUT_MS, and the time limit of each invocation',
  'src/local-backend/protocol/signed-post.ts: request': 'the signal of withinTime',
  'src/local-backend/client/start-local-backend.ts: fork': 'START_TIMEOUT_MS and STOP_TIMEOUT_MS',
  'src/core/backends/plain-request.ts: request': 'the timeoutMs that whoever asks gives',
  'src/main/fork-backend.ts: fork': 'START_TIMEOUT_MS and STOP_TIMEOUT_MS of its session',
  'src/main/updates/signed-feed.ts: fetch':
    'LIMIT_MS; a file of it ends a minute after its last byte, by electron-updater'
}

it('knows every way out of the process: each has a limit of its own', () => {
  const wayOut =
    /(?<!limitCalls\()\bnew [A-Z]\w+Client(?=\()|(?<![.\w])(?:fetch|spawn|execFile|fork|from(?:Env|Ini|Process|SSO|Node\w+|Http))(?=\()|\b(?:request|get|connect|createConnection)\b(?=[^}]*\} from 'node:(?:http|https|net|tls)')/g
  const found = sourceFiles().flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(wayOut)].map(([match]) => `${file}: ${match}`)
  )
  expect(new Set(found)).toEqual(new Set(Object.keys(others)))
})

/** What runs outside a page, without tests and what is only for them. */
function sourceFiles(): string[] {
  return ['src/browser', 'src/cli', 'src/core', 'src/local-backend', 'src/main', 'lambda'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(
        (file) => file.endsWith('.ts') && !/\.test\.ts$|(^|\/)(fake|test|queue-server)[^/]*\.ts$/.test(file)
      )
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
  )
}
