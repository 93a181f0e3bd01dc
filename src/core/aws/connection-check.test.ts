import { expect, it } from 'vitest'
import type { CheckStep } from '../../shared/backend-config'
import { anAccount, anApp } from './test-account'

async function check(prepare: (aws: Awaited<ReturnType<typeof anAccount>>['aws']) => void, fields = {}) {
  const { aws, config } = await anAccount()
  prepare(aws)
  const app = await anApp(undefined, { connect: false })
  const told: CheckStep[] = []
  app.on('check.step', (step) => told.push(step))
  await app.handlers['backends.save'](config(fields))
  const steps = await app.handlers['backends.check']({ id: 'work' })
  const states = Object.fromEntries(steps.map(({ step, state }) => [step, state]))
  const step = (name: CheckStep['step']) => steps.find((one) => one.step === name)
  return { steps, states, step, told, aws, app }
}

it('goes through every call to a real answer, tells each step as it goes, and cleans up', async () => {
  const { states, told, step, aws } = await check(() => {})

  expect(states).toEqual({
    identity: 'ok',
    'request-queue': 'ok',
    'create-response-queue': 'ok',
    send: 'ok',
    receive: 'ok',
    delete: 'ok',
    reply: 'ok',
    monitoring: 'skipped'
  })
  expect(step('identity')?.detail).toContain('123456789012')
  expect(step('reply')?.detail).toMatch(/answered in \d+ ms/)
  expect(told.filter(({ state }) => state === 'running')).toHaveLength(8)
  expect(aws.calls).toContain('DeleteQueue')
})

it.each([
  ['GetQueueUrl', 'request-queue', 'sqs:GetQueueUrl', 'ChatAPP'],
  ['GetQueueAttributes', 'request-queue', 'sqs:GetQueueAttributes', 'ChatAPP'],
  ['SendMessageBatch', 'send', 'sqs:SendMessage', 'ChatAPP'],
  ['ReceiveMessage', 'receive', 'sqs:ReceiveMessage', 'ChatAPP-responses*'],
  ['DeleteMessageBatch', 'delete', 'sqs:DeleteMessage', 'ChatAPP-responses*']
] as const)('names what is missing when %s is denied', async (denied, name, action, queue) => {
  const { step, steps } = await check((aws) => aws.denied.add(denied))

  const failed = step(name)
  expect(failed).toMatchObject({ state: 'failed', detail: expect.stringContaining(action) })
  expect(failed?.fix?.consolePath).toContain('IAM → Users → ada')
  expect(JSON.parse(failed?.fix?.policy ?? '')).toMatchObject({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: expect.arrayContaining([action]),
        Resource: `arn:aws:sqs:us-east-1:123456789012:${queue}`
      }
    ]
  })
  const after = steps.slice(steps.findIndex((one) => one.step === name) + 1)
  expect(after.every(({ state }) => state === 'skipped')).toBe(true)
})

it('goes on over the shared queue, with a warning and the policy, when CreateQueue is denied', async () => {
  const { states, step } = await check((aws) => aws.denied.add('CreateQueue'))

  expect(states).toMatchObject({ 'create-response-queue': 'warning', reply: 'ok' })
  expect(step('create-response-queue')?.fix?.policy).toContain(
    'arn:aws:sqs:us-east-1:123456789012:ChatAPP-responses-*'
  )
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
  const { step } = await check((aws) => aws.errors.set('SendMessageBatch', ['KmsAccessDenied', 400]))

  expect(step('send')).toMatchObject({
    state: 'failed',
    detail: expect.stringContaining('kms:GenerateDataKey'),
    fix: { action: 'kms:GenerateDataKey, kms:Decrypt' }
  })
})

it('says that a web page answered', async () => {
  const { step } = await check((aws) => (aws.html = true))

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
  expect(steps.find(({ step }) => step === 'reply')).toMatchObject({ state: 'ok' })
})
