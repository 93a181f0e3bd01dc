import { CreateQueueCommand, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLocalClient } from '../../local-backend/sqs/sqs-client'
import type { CheckStep } from '../../shared/backend-config'
import { answersOn } from '../../shared/message'
import { AwsBackend } from '../backends/aws-backend'
import { createCloudWatchClient, createCloudWatchLogsClient } from '../backends/aws-clients'
import { ConnectionCheck } from './connection-check'
import { ownedOnly } from './permissions'
import { aJsonService, type JsonAnswer } from '../fakes/fake-json-service'
import { anAccount, anApp } from '../fakes/test-account'

type Account = Awaited<ReturnType<typeof anAccount>>
type Client = ReturnType<typeof createLocalClient>

async function check(prepare: (aws: Account['aws'], client: Client) => Promise<void> | void, fields = {}) {
  const { aws, config, endpoint } = await anAccount()
  const client = createLocalClient(endpoint)
  onTestFinished(() => client.destroy())
  await prepare(aws, client)
  const app = await anApp(undefined, { connect: false })
  const told: CheckStep[] = []
  app.on('check.step', (step) => told.push(step))
  await app.handlers['backends.save'](config(fields))
  const steps = await app.handlers['backends.check']({ id: 'work' })
  const states = Object.fromEntries(steps.map(({ step, state }) => [step, state]))
  const step = (name: CheckStep['step']) => steps.find((one) => one.step === name)
  return { steps, states, step, told, aws, app, client }
}

const policyOf = (step: CheckStep | undefined): unknown => JSON.parse(step?.fix?.policy ?? 'null')

/** The queues of this installation, as a policy names them. */
const ownQueues = 'arn:aws:sqs:us-east-1:123456789012:ChatAPP-responses-o-*'

it('goes through every call to a real answer, tells each step as it goes, and cleans up', async () => {
  const { states, told, step, aws } = await check(() => {})

  expect(states).toEqual({
    destination: 'ok',
    identity: 'ok',
    'request-queue': 'ok',
    'create-response-queue': 'ok',
    send: 'ok',
    receive: 'ok',
    delete: 'ok',
    reply: 'ok',
    rooms: 'ok',
    monitoring: 'skipped'
  })
  expect(step('rooms')?.detail).toMatch(/has rooms; it answered in \d+ ms/)
  expect(step('destination')?.detail).toMatch(
    /^Region us-east-1 \(this backend\)\. Endpoint http:\S+ \(this backend\)\. Credentials: access key \(AWS_ACCESS_KEY_ID in the environment\)\.$/
  )
  expect(step('identity')?.detail).toContain('123456789012')
  expect(step('reply')?.detail).toMatch(/answered in \d+ ms/)
  expect(told.filter(({ state }) => state === 'running')).toHaveLength(10)
  expect(aws.calls).toContain('DeleteQueue')
})

it.each([
  ['GetQueueUrl', 'request-queue', 'sqs:GetQueueUrl', 'arn:aws:sqs:us-east-1:123456789012:ChatAPP'],
  [
    'GetQueueAttributes',
    'request-queue',
    'sqs:GetQueueAttributes',
    'arn:aws:sqs:us-east-1:123456789012:ChatAPP'
  ],
  ['SendMessageBatch', 'send', 'sqs:SendMessage', 'arn:aws:sqs:us-east-1:123456789012:ChatAPP'],
  ['ReceiveMessage', 'receive', 'sqs:ReceiveMessage', ownQueues],
  ['DeleteMessageBatch', 'delete', 'sqs:DeleteMessage', ownQueues]
] as const)('names what is missing when %s is denied', async (denied, name, action, Resource) => {
  const { step, steps } = await check((aws) => void aws.denied.add(denied))

  const failed = step(name)
  expect(failed).toMatchObject({ state: 'failed', detail: expect.stringContaining(action) })
  expect(failed?.fix?.consolePath).toContain('IAM → Users → ada')
  expect(failed?.fix?.action).toBe(action)
  expect(policyOf(failed)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [action],
        Resource,
        ...(Resource === ownQueues ? { Condition: ownedOnly([action]) } : {})
      }
    ]
  })
  const after = steps.slice(steps.findIndex((one) => one.step === name) + 1)
  expect(after.every(({ state }) => state === 'skipped')).toBe(true)
})

it.each(['CreateQueue', 'TagQueue'])(
  'goes on over the shared queue, with a warning and the policy, when %s is denied',
  async (denied) => {
    const { states, step } = await check((aws) => void aws.denied.add(denied))

    expect(states).toMatchObject({ 'create-response-queue': 'warning', reply: 'ok' })
    expect(policyOf(step('create-response-queue'))).toMatchObject({
      Statement: [{ Action: [`sqs:${denied}`], Resource: ownQueues }]
    })
  }
)

it('names both actions that creating a queue takes when the server does not say which is missing', async () => {
  const { step } = await check((aws) => void aws.errors.set('CreateQueue', ['AccessDeniedException', 403]))

  expect(step('create-response-queue')?.fix?.action).toBe('sqs:CreateQueue, sqs:TagQueue')
})

it('names sqs:GetQueueUrl on the shared queue when that one may not be found either', async () => {
  const { step } = await check(async (aws) => {
    aws.denied.add('CreateQueue')
    aws.deniedQueues.add('ChatAPP-responses')
  })

  expect(step('create-response-queue')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('sqs:GetQueueUrl on ChatAPP-responses.')
  })
  expect(policyOf(step('create-response-queue'))).toMatchObject({
    Statement: [
      { Action: ['sqs:GetQueueUrl'], Resource: 'arn:aws:sqs:us-east-1:123456789012:ChatAPP-responses' }
    ]
  })
})

it('names sqs:ChangeMessageVisibility when replies to others may not be put back on a shared queue', async () => {
  const { step } = await check(async (aws, client) => {
    aws.denied.add('CreateQueue').add('ChangeMessageVisibilityBatch')
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP-responses' }))
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for somebody else' }))
  })

  expect(policyOf(step('receive'))).toMatchObject({
    Statement: [
      {
        Action: ['sqs:ChangeMessageVisibility'],
        Resource: 'arn:aws:sqs:us-east-1:123456789012:ChatAPP-responses'
      }
    ]
  })
})

it('waits for the answer on a FIFO queue where the shared response queue is one', async () => {
  const { step, aws } = await check(
    async (state, client) => {
      state.denied.add('ReceiveMessage')
      const Attributes = { FifoQueue: 'true' }
      for (const QueueName of ['Orders.fifo', 'ChatAPP-responses-a-team-with-a-long-name12.fifo'])
        await client.send(new CreateQueueCommand({ QueueName, Attributes }))
    },
    { requestQueue: 'Orders.fifo', sharedResponseQueue: 'ChatAPP-responses-a-team-with-a-long-name12.fifo' }
  )

  expect(step('create-response-queue')).toMatchObject({ state: 'ok' })
  // It was sent, and who may not read cannot take it back.
  expect(step('send')).toMatchObject({
    state: 'warning',
    detail: expect.stringMatching(/^Orders\.fifo accepted the test message\. .*may stay in Orders\.fifo/)
  })
  const [created = ''] = aws.created
  expect(created).toMatch(/^ChatAPP-responses-a-team-with-a-long-name12-o-[0-9a-f]{8}\.fifo$/)
  expect(answersOn(created, 'ChatAPP-responses')).toBe(true)
})

it('tells a queue of another account from a missing one', async () => {
  const requestQueue = 'https://localhost:1/999988887777/ChatAPP'

  const { step } = await check(() => {}, { requestQueue })

  expect(step('identity')).toMatchObject({
    state: 'failed',
    detail: expect.stringMatching(/999988887777.*123456789012/)
  })
})

it('tells a key that may not be used from an action that is not allowed', async () => {
  const { step } = await check((aws) => void aws.errors.set('SendMessageBatch', ['KmsAccessDenied', 400]))

  expect(step('send')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('kms:GenerateDataKey'),
    fix: { action: 'kms:GenerateDataKey, kms:Decrypt' }
  })
})

it.each(['KmsDisabled', 'KmsInvalidState', 'KmsNotFound', 'KmsInvalidKeyUsage'])(
  'offers no policy for a key that no policy brings back: %s',
  async (name) => {
    const { step } = await check((aws) => void aws.errors.set('SendMessageBatch', [name, 400]))

    expect(step('send')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining(name),
      fix: null
    })
  }
)

/** What the probe comes to where CloudWatch answers like this. */
async function probe(answer: (operation: string) => JsonAnswer): Promise<CheckStep | undefined> {
  const { config, endpoint } = await anAccount()
  const service = await aJsonService(answer)
  const broker = {
    provider: () => Object.assign(async () => endpoint, { memoized: true as const }),
    wait: async () => endpoint,
    forget: () => {},
    refuse: () => {},
    onReady: () => () => {},
    clean: <T>(error: T) => error
  }
  const backend = new AwsBackend({ config: config(), broker })
  onTestFinished(() => backend.stop())
  const steps = await new ConnectionCheck({
    backend,
    installId: '0123456789ab',
    step: () => {},
    cloudWatch: () => ({
      metrics: createCloudWatchClient(service.config),
      logs: createCloudWatchLogsClient(service.config)
    })
  }).run()
  return steps.find(({ step }) => step === 'monitoring')
}

describe('the probe of metrics and logs', () => {
  const metrics = { Effect: 'Allow', Action: ['cloudwatch:GetMetricData'], Resource: '*' }
  const log = {
    Effect: 'Allow',
    Action: ['logs:FilterLogEvents'],
    Resource: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/MessageProcessor:*'
  }

  it('passes when both may be read', async () => {
    expect(await probe(() => ({}))).toMatchObject({ state: 'ok', fix: null })
  })

  it.each([
    ['both', /./, [metrics, log]],
    ['the metrics', /GetMetricData/, [metrics]],
    ['the log', /FilterLogEvents/, [log]]
  ])('offers one statement a resource when AWS refuses %s', async (_what, refused, Statement) => {
    const step = await probe((operation) =>
      refused.test(operation) ? { error: 'AccessDeniedException' } : {}
    )

    expect(step?.state).toBe('warning')
    expect(policyOf(step)).toEqual({ Version: '2012-10-17', Statement })
  })

  it.each([
    ['an absent log group', { error: 'ResourceNotFoundException' }, /no log group \/aws\/lambda\/Message/],
    ['throttling', { error: 'ThrottlingException' }, /log could not be read\. .*slow down/],
    ['a service that is down', { error: 'ServiceUnavailable', status: 503 }, /cannot be reached/],
    ['a web page', { html: '<html></html>' }, /web page/]
  ])('says what happened and offers no policy: %s', async (_what, answer, detail) => {
    const step = await probe((operation) => (operation === 'FilterLogEvents' ? answer : {}))

    expect(step).toMatchObject({ state: 'warning', detail: expect.stringMatching(detail), fix: null })
  })
})

it('says that a web page answered', async () => {
  const { step } = await check((aws) => void (aws.html = true))

  expect(step('request-queue') ?? step('identity')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('web page')
  })
})

it('says that there is no such queue, and where it looked', async () => {
  const { step } = await check(() => {}, { requestQueue: 'Nothing' })

  expect(step('request-queue')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('no queue Nothing in')
  })
})

it('works for the local backend too', async () => {
  const app = await anApp()

  const steps = await app.handlers['backends.check']({ id: 'local' })

  expect(steps.filter(({ state }) => state === 'failed')).toEqual([])
  expect(steps.find(({ step }) => step === 'destination')?.detail).toBe(
    'The local backend, on this computer.'
  )
  expect(steps.find(({ step }) => step === 'identity')?.detail).toBe('The local backend needs no account.')
  expect(steps.find(({ step }) => step === 'reply')).toMatchObject({ state: 'ok' })
})
