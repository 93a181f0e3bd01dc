import type { IncomingMessage } from 'node:http'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  createCloudFormationClient,
  createCloudWatchClient,
  createCloudWatchLogsClient
} from '../src/core/backends/aws-clients'
import { logsOn } from '../src/core/fakes/test-logs'
import { monitoringOn } from '../src/core/fakes/test-monitoring'
import { StackService } from '../src/core/stack/stack-service'
import { SqsGateway } from '../src/core/backends/sqs-gateway'
import type { AwsBackendConfig } from '../src/shared/backend-config'
import { silentLog } from '../test/fakes'
import { aFaultyFront, type Fault } from './faulty-front'
import { builtTemplate, connection, credentials, region, resetAccount } from './moto'

const source = { type: 'environment' } as const

const backend: AwsBackendConfig = {
  id: 'aws-1',
  kind: 'aws',
  name: 'Work',
  region,
  credentials: source,
  requestQueue: 'ChatAPP',
  sharedResponseQueue: 'ChatAPP-responses',
  deadLetterQueue: 'ChatAPP-dlq',
  functionName: 'MessageProcessor',
  stackName: 'ChatAPP',
  endpoint: null
}

/** The parts of the app that talk to AWS, behind a fault. */
async function setup(fault: Fault, { where = region, now = Date.now } = {}) {
  const front = await aFaultyFront(fault, now)
  const config = { endpoint: front.url, region: where, credentials, maxAttempts: 2 }
  const stacks = new StackService({
    cloudFormation: () => createCloudFormationClient(config),
    caller: async () => ({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ada' }),
    endpointFor: () => ({ endpoint: null, keep: null }),
    template: async () => builtTemplate(),
    backends: () => [backend],
    deployed: async () => {},
    removed: async () => {},
    emit: () => {},
    log: silentLog,
    now: Date.now,
    pause: async () => await new Promise((resolve) => setImmediate(resolve))
  })
  const monitoring = monitoringOn(
    {
      backend,
      cloudWatch: () => createCloudWatchClient(config),
      cloudWatchLogs: () => createCloudWatchLogsClient(config)
    },
    0
  )
  const gateway = new SqsGateway({ endpoint: front.url, region: where, credentials })
  return {
    ...front,
    stacks,
    monitoring,
    logs: logsOn({ backend, cloudWatchLogs: () => createCloudWatchLogsClient(config) }),
    gateway,
    plan: () => stacks.plan({ region: where, credentials: source }, { stackName: 'ChatAPP' })
  }
}

const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => 'fine',
    (error: { code?: unknown }) => error.code
  )

/** A server whose clock is an hour ahead of ours. */
const anHourAhead = (): number => Date.now() + 3_600_000

/** When a request was signed, in epoch milliseconds. */
function signedAt(request: IncomingMessage): number {
  const [, y, mo, d, h, mi, s] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(request.headers['x-amz-date'])) ?? []
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
}

/** The same fault at every service: what each part of the app makes of it. */
async function whatComesOf(fault: Fault) {
  const { plan, monitoring, logs, gateway } = await setup(fault)
  const { missing } = await monitoring['monitoring.get']({ hours: 3 })
  return {
    stack: await codeOf(plan()),
    queue: await codeOf(gateway.depth('ChatAPP')),
    log: await codeOf(logs['logs.read']({ messageId: 'x', limit: 10 })),
    metrics: missing.length === 1 ? 'named' : missing
  }
}

beforeEach(resetAccount)

describe('against an emulator with a fault in front', () => {
  it.each([
    ['an expired token', { error: 'ExpiredTokenException', status: 400 }, 'credentials'],
    ['an unknown key', { error: 'UnrecognizedClientException', status: 403 }, 'credentials'],
    ['a denied action', { error: 'AccessDeniedException', status: 400 }, 'access_denied'],
    ['throttling', { error: 'ThrottlingException', status: 400 }, 'throttled'],
    ['an answer in HTML', { html: '<html><body>Sign in to the network</body></html>' }, 'offline'],
    ['a server that is down', { error: 'ServiceUnavailable', status: 503 }, 'offline']
  ])('%s is told as such by every part', async (_what, answer, code) => {
    expect(await whatComesOf(() => answer)).toEqual({ stack: code, queue: code, log: code, metrics: 'named' })
  })

  it.each(['DescribeStacks', 'CreateChangeSet', 'DescribeChangeSet'])(
    'a plan without %s names that action',
    async (denied) => {
      const { plan } = await setup((action) =>
        action === denied ? { error: 'AccessDenied', status: 403 } : null
      )

      await expect(plan()).rejects.toMatchObject({
        code: 'access_denied',
        message: expect.stringContaining(`cloudformation:${denied}`)
      })
    }
  )

  it('a deployment that may not begin names its action and leaves the plan', async () => {
    let denied = true
    const { plan, stacks } = await setup((action) =>
      denied && action === 'ExecuteChangeSet' ? { error: 'AccessDenied', status: 403 } : null
    )
    const { planId } = await plan()

    await expect(stacks.deploy(planId)).rejects.toMatchObject({
      message: expect.stringContaining('cloudformation:ExecuteChangeSet')
    })
    denied = false
    expect(await stacks.deploy(planId)).toMatchObject({ state: 'running' })
    await stacks.stop()
  })

  it('a clock that is an hour off corrects itself', async () => {
    const expired = { error: 'SignatureDoesNotMatch', status: 403, message: 'Signature expired' }
    const { plan, refused } = await setup(
      (_action, request) => (anHourAhead() - signedAt(request) < 300_000 ? null : expired),
      { now: anHourAhead }
    )

    expect(await plan()).toMatchObject({ kind: 'create' })
    expect(refused).toHaveLength(1)
  })

  it('a wrong region is an account without our stack, queue and log there', async () => {
    const right = await setup(() => null)
    const { planId } = await right.plan()
    await right.stacks.deploy(planId)
    await right.stacks.stop()
    const wrong = await setup(() => null, { where: 'us-west-2' })

    expect(await wrong.plan()).toMatchObject({ kind: 'create' })
    await expect(wrong.gateway.depth('ChatAPP')).rejects.toMatchObject({ code: 'queue_missing' })
    await expect(wrong.logs['logs.read']({ messageId: 'x', limit: 10 })).rejects.toMatchObject({
      code: 'not_found'
    })
    expect(await new SqsGateway(connection).depth('ChatAPP')).toMatchObject({ visible: 0 })
  })
})
