import { describe, expect, it } from 'vitest'
import { silentLog } from '../../../test/fakes'
import type {
  AwsBackendConfig,
  BackendConfig,
  StackOptions,
  StackProgress
} from '../../shared/backend-config'
import { aCloudFormation } from '../fakes/fake-cloud-formation'
import { keyOf, type CodePlace } from './code-bucket'
import { StackService } from './stack-service'

const template = JSON.stringify({ Parameters: { QueueName: {}, AlarmEmail: {} }, Resources: {} })
const profile = { type: 'profile', profile: 'dev' } as const
const options: StackOptions = { stackName: 'ChatAPP' }

const outputs = {
  RequestQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP',
  SharedResponseQueueName: 'ChatAPP-responses',
  DeadLetterQueueName: 'ChatAPP-dlq',
  FunctionName: 'MessageProcessor'
}

const added = [
  { action: 'Add', logicalId: 'RequestQueue', type: 'AWS::SQS::Queue' },
  { action: 'Add', logicalId: 'MessageProcessor', type: 'AWS::Lambda::Function' }
]

const deployedBackend: AwsBackendConfig = {
  id: 'aws-1',
  kind: 'aws',
  name: 'Work',
  region: 'eu-central-1',
  credentials: profile,
  requestQueue: outputs.RequestQueueUrl,
  sharedResponseQueue: 'ChatAPP-responses',
  deadLetterQueue: 'ChatAPP-dlq',
  functionName: 'MessageProcessor',
  stackName: 'ChatAPP',
  endpoint: null
}

/** A service on a fake CloudFormation. Each pause between two looks runs the next step of `script`. */
async function setup({ backends = [] as BackendConfig[], script = [] as (() => void)[] } = {}) {
  const aws = await aCloudFormation()
  const progress: StackProgress[] = []
  const waits: number[] = []
  const deployed: AwsBackendConfig[] = []
  const removed: string[] = []
  const ended = Promise.withResolvers<StackProgress>()
  const steps = [...script]
  const bucket: string[] = []
  const service = new StackService({
    cloudFormation: () => aws.client(),
    caller: async () => ({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ada' }),
    queueUrl: async (_target, name) => aws.stack.queues[name] ?? null,
    endpointFor: () => ({ endpoint: null, keep: null }),
    template: async () => template,
    code: async () => 'exports.handler = 1',
    codeBucket: (_target, account) =>
      ({
        put: async (place: CodePlace) =>
          void bucket.push(`put ${account} ${place.bucket} ${aws.actions().at(-1)}`),
        drop: async (place: CodePlace) => void bucket.push(`drop ${place.bucket}/${place.key}`)
      }) as never,
    backends: () => backends,
    deployed: async (backend) => void deployed.push(backend),
    removed: async (id) => void removed.push(id),
    emit: (now) => {
      progress.push(now)
      if (now.state !== 'running' && now.state !== 'cancelling') ended.resolve(now)
    },
    log: silentLog,
    now: () => 1000,
    pause: async (ms) => {
      waits.push(ms)
      const step = steps.shift()
      if (step) step()
      else await new Promise((resolve) => setImmediate(resolve))
    }
  })
  return { bucket, aws, service, progress, waits, deployed, removed, ended: ended.promise, script: steps }
}

describe('a plan', () => {
  it('shows what a new stack would make, and changes nothing', async () => {
    const { aws, service } = await setup()
    aws.stack.changes = added

    const plan = await service.plan(
      { region: 'eu-central-1', credentials: profile },
      { ...options, queueName: 'Team' }
    )

    expect(plan).toEqual({
      planId: expect.any(String),
      stackName: 'ChatAPP',
      region: 'eu-central-1',
      caller: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ada' },
      price: expect.objectContaining({ messages: 100_000 }),
      kind: 'create',
      existing: null,
      changes: added.map((change) => ({ ...change, replacement: false }))
    })
    expect(aws.actions()).toEqual(['DescribeStacks', 'CreateChangeSet', 'DescribeChangeSet'])
    expect(aws.fieldsOf('CreateChangeSet')).toMatchObject({
      ChangeSetType: 'CREATE',
      'Capabilities.member.1': 'CAPABILITY_IAM',
      'Parameters.member.1.ParameterKey': 'QueueName',
      'Parameters.member.1.ParameterValue': 'Team',
      TemplateBody: template
    })
  })

  it('names a queue that is there already under the name of a new stack’s, which can be talked to as it is', async () => {
    const { aws, service, deployed } = await setup()
    aws.stack.changes = added
    const url = 'https://sqs.eu-central-1.amazonaws.com/123456789012/Team'
    aws.stack.queues['Team'] = url

    const { planId, existing } = await service.plan(
      { region: 'eu-central-1', credentials: profile },
      { stackName: 'Team' }
    )
    const imported = await service.plan(
      { region: 'eu-central-1', credentials: profile },
      { stackName: 'Team', importExisting: true }
    )
    const { planId: again } = await service.plan(
      { region: 'eu-central-1', credentials: profile },
      { stackName: 'Team' }
    )
    const id = await service.connectExisting(again)

    expect(existing).toEqual({ kind: 'queue', name: 'Team', url })
    expect(imported.existing).toBeNull()
    expect(deployed).toMatchObject([
      { id, name: 'Team eu-central-1', requestQueue: url, deadLetterQueue: 'Team-dlq', stackName: null }
    ])
    expect(aws.actions()).not.toContain('ExecuteChangeSet')
    await expect(service.connectExisting(planId)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('offers a stack that is no backend here yet, and talks to it without changing it', async () => {
    const { aws, service, deployed } = await setup()
    Object.assign(aws.stack, { status: 'CREATE_COMPLETE', outputs, changes: added })

    const { planId, existing } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    await service.connectExisting(planId)

    expect(existing).toEqual({ kind: 'stack', name: 'ChatAPP' })
    expect(deployed).toMatchObject([{ stackName: 'ChatAPP', requestQueue: outputs.RequestQueueUrl }])
    expect(aws.actions()).toContain('DeleteChangeSet')
    expect(aws.actions()).not.toContain('ExecuteChangeSet')
  })

  it('offers nothing where the stack is a backend here already', async () => {
    const { aws, service } = await setup({ backends: [deployedBackend] })
    Object.assign(aws.stack, { status: 'CREATE_COMPLETE', outputs, changes: added })

    const { planId, existing } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)

    expect(existing).toBeNull()
    await expect(service.connectExisting(planId)).rejects.toThrow('nothing yet that could be talked to')
  })

  it('keeps what an existing stack has where nothing else is asked for', async () => {
    const { aws, service } = await setup()
    aws.stack.status = 'UPDATE_COMPLETE'
    aws.stack.parameters = { QueueName: 'ChatAPP', AlarmEmail: 'me@example.com', Gone: 'x' }
    aws.stack.changes = [
      { action: 'Modify', logicalId: 'RequestQueue', type: 'AWS::SQS::Queue', replacement: 'True' }
    ]

    const plan = await service.plan(
      { region: 'eu-central-1', credentials: profile },
      { ...options, queueName: 'Team' }
    )

    expect(plan).toMatchObject({ kind: 'update', changes: [{ action: 'Modify', replacement: true }] })
    const fields = aws.fieldsOf('CreateChangeSet')
    expect(fields).toMatchObject({
      'Parameters.member.1.ParameterValue': 'Team',
      'Parameters.member.2.ParameterKey': 'AlarmEmail',
      'Parameters.member.2.UsePreviousValue': 'true'
    })
    expect(Object.values(fields)).not.toContain('Gone')
  })

  it('refuses to take an older template to a stack, and begins nothing', async () => {
    const { aws, service } = await setup()
    aws.stack.status = 'UPDATE_COMPLETE'
    aws.stack.outputs = { TemplateVersion: '99' }

    await expect(
      service.plan({ region: 'eu-central-1', credentials: profile }, options)
    ).rejects.toMatchObject({
      message: expect.stringMatching(/version 99 .* Update ChatAPP first/)
    })
    expect(aws.actions()).toEqual(['DescribeStacks'])
  })

  it('protects the stack once it is there, if that is asked for', async () => {
    const { aws, service, script, ended } = await setup()
    aws.stack.outputs = outputs
    script.push(
      () => aws.report('ChatAPP', 'CREATE_IN_PROGRESS'),
      () => aws.report('ChatAPP', 'CREATE_COMPLETE')
    )

    const { planId } = await service.plan(
      { region: 'eu-central-1', credentials: profile },
      { ...options, protect: true }
    )
    await service.deploy(planId)

    expect(await ended).toMatchObject({ state: 'done' })
    expect(aws.stack.isProtected).toBe(true)
  })

  it('puts code into the bucket right before it begins, and throws the old away once it is done', async () => {
    const { aws, service, bucket, script, ended } = await setup()
    aws.stack.status = 'UPDATE_COMPLETE'
    aws.stack.parameters = { CodeBucket: 'mine', CodeKey: 'chatapp/old.zip' }
    aws.stack.changes = [{ action: 'Modify', logicalId: 'MessageProcessor', type: 'AWS::Lambda::Function' }]
    script.push(
      () => aws.report('ChatAPP', 'UPDATE_IN_PROGRESS'),
      () => aws.report('ChatAPP', 'UPDATE_COMPLETE')
    )

    const { planId } = await service.plan(
      { region: 'eu-central-1', credentials: profile },
      { ...options, codeBucket: 'mine' }
    )
    const before = [...bucket]
    await service.deploy(planId)
    await ended

    const fields = Object.values(aws.fieldsOf('CreateChangeSet'))
    expect(fields).toEqual(expect.arrayContaining(['CodeBucket', 'mine', keyOf('exports.handler = 1')]))
    expect(before).toEqual([])
    expect(bucket).toEqual(['put 123456789012 mine DescribeChangeSet', 'drop mine/chatapp/old.zip'])
  })

  it('tells CloudFormation the role, the tags, the alarm and what to take over', async () => {
    const { aws, service } = await setup()
    aws.stack.status = 'UPDATE_COMPLETE'
    aws.stack.outputs = { ErrorAlarmArn: 'arn:alarm' }
    const serviceRole = 'arn:aws:iam::123456789012:role/deployer'

    await service.plan(
      { region: 'eu-central-1', credentials: profile },
      {
        ...options,
        serviceRole,
        tags: { cost: '42' },
        importExisting: true
      }
    )

    expect(aws.fieldsOf('CreateChangeSet')).toMatchObject({
      RoleARN: serviceRole,
      ImportExistingResources: 'true',
      'Tags.member.1.Key': 'chatapp:app',
      'Tags.member.2.Value': '42',
      'RollbackConfiguration.RollbackTriggers.member.1.Arn': 'arn:alarm'
    })
  })

  it('says "unchanged" for an empty change set, and cleans it up', async () => {
    const { aws, service } = await setup()
    aws.stack.status = 'CREATE_COMPLETE'
    aws.stack.changeSet = { status: 'FAILED', reason: 'No updates are to be performed.' }

    const plan = await service.plan({ region: 'eu-central-1', credentials: profile }, options)

    expect(plan).toMatchObject({ kind: 'unchanged', changes: [] })
    expect(aws.actions().slice(-1)).toEqual(['DeleteChangeSet'])
  })

  it('that CloudFormation cannot make is explained and leaves no empty stack behind', async () => {
    const { aws, service } = await setup()
    aws.stack.changeSet = { status: 'FAILED', reason: 'Parameter QueueName is wrong' }

    await expect(
      service.plan({ region: 'eu-central-1', credentials: profile }, options)
    ).rejects.toMatchObject({
      code: 'conflict',
      message: 'CloudFormation cannot plan this deployment: Parameter QueueName is wrong.'
    })
    expect(aws.stack.status).toBeNull()
  })

  it('that is dropped takes its change set and its empty stack along', async () => {
    const { aws, service } = await setup()
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)

    await service.discard(planId)

    expect(aws.stack.status).toBeNull()
    await expect(service.deploy(planId)).rejects.toMatchObject({ code: 'not_found' })
  })

  it.each([
    ['ROLLBACK_COMPLETE', /what a failed attempt left behind/],
    ['UPDATE_ROLLBACK_FAILED', /Continue update rollback/],
    ['UPDATE_IN_PROGRESS', /is being changed now/]
  ])('is refused for a stack in the state %s, with the way out', async (status, message) => {
    const { aws, service } = await setup()
    aws.stack.status = status

    await expect(
      service.plan({ region: 'eu-central-1', credentials: profile }, options)
    ).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(message)
    })
  })

  it.each([
    [
      'expired credentials',
      { status: 403, code: 'ExpiredToken', message: 'expired' },
      'credentials',
      /Sign in again/
    ],
    [
      'a missing permission',
      { status: 403, code: 'AccessDenied', message: 'no' },
      'access_denied',
      /cloudformation:CreateChangeSet/
    ],
    ['throttling', { status: 400, code: 'Throttling', message: 'Rate exceeded' }, 'throttled', /slow down/],
    ['a sign-in page', { html: '<html>Welcome to the hotel</html>' }, 'offline', /web page/],
    [
      'a refused value',
      { status: 400, code: 'ValidationError', message: 'stackName is bad' },
      'invalid_input',
      /stackName is bad/
    ]
  ] as const)('tells %s apart', async (_what, answer, code, message) => {
    const { aws, service } = await setup()
    aws.answer('CreateChangeSet', answer)

    await expect(
      service.plan({ region: 'eu-central-1', credentials: profile }, options)
    ).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message)
    })
  })
})

describe('a deployment', () => {
  it('tells each resource with its time, and connects by the outputs', async () => {
    const { aws, service, progress, deployed, ended, script } = await setup()
    aws.stack.changes = added
    aws.report('ChatAPP', 'REVIEW_IN_PROGRESS')
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    script.push(
      () => aws.report('ChatAPP', 'CREATE_IN_PROGRESS'),
      () => aws.report('RequestQueue', 'CREATE_IN_PROGRESS'),
      () => aws.report('RequestQueue', 'CREATE_COMPLETE'),
      () => {
        aws.report('MessageProcessor', 'CREATE_COMPLETE')
        aws.stack.outputs = outputs
        aws.report('ChatAPP', 'CREATE_COMPLETE')
      }
    )

    const begun = await service.deploy(planId)

    expect(begun).toMatchObject({ state: 'running', done: 0, total: 2, startedAt: 1000, events: [] })
    expect(await ended).toMatchObject({
      state: 'done',
      done: 2,
      total: 2,
      detail: expect.stringMatching(/ChatAPP talks to it now/)
    })
    expect(progress.map(({ done }) => done)).toEqual([0, 0, 0, 1, 2, 2])
    expect(progress[3]?.events.at(-1)).toEqual({
      at: Date.parse('2026-01-01T00:00:04Z'),
      logicalId: 'RequestQueue',
      type: 'AWS::SQS::Queue',
      status: 'CREATE_COMPLETE',
      reason: null
    })
    expect(deployed).toEqual([{ ...deployedBackend, id: expect.any(String), name: 'ChatAPP eu-central-1' }])
  })

  it('is not taken for done while an update has not begun yet', async () => {
    const { aws, service, ended, script } = await setup()
    aws.report('ChatAPP', 'CREATE_COMPLETE')
    aws.stack.outputs = outputs
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    script.push(
      () => aws.report('ChatAPP', 'UPDATE_IN_PROGRESS'),
      () => aws.report('ChatAPP', 'UPDATE_COMPLETE')
    )

    await service.deploy(planId)

    const { events, state } = await ended
    expect([state, events.map(({ status }) => status)]).toEqual([
      'done',
      ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE']
    ])
  })

  it('of a known stack keeps its backend', async () => {
    const { aws, service, deployed, ended } = await setup({ backends: [deployedBackend] })
    aws.stack.status = 'UPDATE_COMPLETE'
    aws.stack.outputs = outputs
    aws.stack.changeSet = { status: 'FAILED', reason: 'No updates are to be performed.' }
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)

    await service.deploy(planId)

    expect(await ended).toMatchObject({ state: 'done' })
    expect(deployed).toEqual([deployedBackend])
  })

  it('that fails is explained by its first real cause', async () => {
    const { aws, service, deployed, ended, script } = await setup()
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    script.push(
      () => {
        aws.report('RequestQueue', 'CREATE_FAILED', 'Resource creation cancelled')
        aws.report(
          'DeadLetterQueue',
          'CREATE_FAILED',
          'Resource handler returned message: "(HandlerErrorCode: AlreadyExists)"'.replaceAll('"', '')
        )
        aws.report('ChatAPP', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create')
      },
      () => aws.report('ChatAPP', 'DELETE_COMPLETE')
    )

    await service.deploy(planId)

    expect(await ended).toMatchObject({
      state: 'rolled-back',
      detail: expect.stringMatching(
        /Nothing was deployed.*DeadLetterQueue could not be made: the account has one of that name/
      )
    })
    expect(deployed).toEqual([])
  })

  it('goes on looking, less often, while CloudFormation is slow, throttled or out of reach', async () => {
    const { aws, service, waits, ended, script } = await setup()
    aws.stack.outputs = outputs
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    aws.answer(
      'DescribeStackEvents',
      '<StackEvents/>',
      { status: 400, code: 'Throttling', message: 'Rate exceeded' },
      { status: 503, code: 'ServiceUnavailable', message: 'later' }
    )
    script.push(
      () => {},
      () => {},
      () => aws.report('ChatAPP', 'CREATE_COMPLETE')
    )

    await service.deploy(planId)

    expect(await ended).toMatchObject({ state: 'done' })
    expect(waits).toEqual([2000, 4000, 6000])
  })

  it('whose credentials end meanwhile goes on in the account, and the user is told', async () => {
    const { aws, service, ended, script } = await setup()
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    script.push(() => aws.answer('DescribeStacks', { status: 403, code: 'ExpiredToken', message: 'expired' }))

    await service.deploy(planId)

    expect(await ended).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/lost sight.*goes on with it.*Sign in again/)
    })
  })

  it('refuses a second one, and a plan, while it runs', async () => {
    const { aws, service, ended, script } = await setup()
    aws.stack.outputs = outputs
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    await service.deploy(planId)

    await expect(
      service.plan({ region: 'eu-central-1', credentials: profile }, options)
    ).rejects.toMatchObject({ code: 'conflict' })
    await expect(service.deploy('another plan')).rejects.toMatchObject({ code: 'conflict' })

    script.push(() => aws.report('ChatAPP', 'CREATE_COMPLETE'))
    await ended
  })

  it('that succeeds but cannot be connected to is not called failed', async () => {
    const { aws, service, ended, script } = await setup()
    aws.stack.outputs = {}
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    script.push(() => aws.report('ChatAPP', 'CREATE_COMPLETE'))

    await service.deploy(planId)

    expect(await ended).toMatchObject({
      state: 'unconnected',
      detail: expect.stringMatching(/is deployed, but ChatAPP could not connect to it/)
    })
  })

  it('is one deployment however often it is begun by who lost the answer', async () => {
    const { aws, service, ended, script } = await setup()
    aws.stack.outputs = outputs
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)

    const begun = await Promise.all([service.deploy(planId), service.deploy(planId)])
    script.push(() => aws.report('ChatAPP', 'CREATE_COMPLETE'))
    const end = await ended

    expect(begun).toMatchObject([{ state: 'running' }, { state: 'running' }])
    expect(await service.deploy(planId)).toEqual(end)
    expect(aws.actions().filter((action) => action === 'ExecuteChangeSet')).toHaveLength(1)
  })

  it('whose plan is out of date is refused, and the way is free for a new plan', async () => {
    const { aws, service } = await setup()
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    aws.answer('ExecuteChangeSet', { status: 400, code: 'InvalidChangeSetStatus', message: 'obsolete' })

    await expect(service.deploy(planId)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/Plan again/)
    })
    expect(await service.plan({ region: 'eu-central-1', credentials: profile }, options)).toMatchObject({
      kind: 'create'
    })
  })
})

describe('cancelling', () => {
  it('deletes a new stack', async () => {
    const { aws, service, ended, script } = await setup()
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    aws.report('ChatAPP', 'CREATE_IN_PROGRESS')
    await service.deploy(planId)

    expect(await service.cancel()).toMatchObject({ state: 'cancelling' })
    script.push(
      () => aws.report('RequestQueue', 'CREATE_FAILED', 'Resource creation cancelled'),
      () => aws.report('ChatAPP', 'DELETE_COMPLETE')
    )

    expect(await ended).toMatchObject({
      state: 'rolled-back',
      detail: expect.stringMatching(/^Cancelled.*as it was before/)
    })
    expect(aws.actions()).toContain('DeleteStack')
  })

  it('rolls an update back', async () => {
    const { aws, service, ended, script } = await setup()
    aws.stack.status = 'CREATE_COMPLETE'
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    aws.report('ChatAPP', 'UPDATE_IN_PROGRESS')
    await service.deploy(planId)

    await service.cancel()
    script.push(() => aws.report('ChatAPP', 'UPDATE_ROLLBACK_COMPLETE'))

    expect(await ended).toMatchObject({
      state: 'rolled-back',
      detail: expect.stringMatching(/^Cancelled: the stack was rolled back/)
    })
    expect(aws.actions()).toContain('CancelUpdateStack')
    expect(aws.actions()).not.toContain('DeleteStack')
  })

  it('does not delete a stack that is complete already', async () => {
    const { aws, service, ended, script } = await setup()
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    await service.deploy(planId)
    aws.stack.status = 'CREATE_COMPLETE'
    aws.stack.outputs = outputs

    await expect(service.cancel()).rejects.toMatchObject({
      message: expect.stringMatching(/too late.*complete/)
    })

    script.push(() => aws.report('ChatAPP', 'CREATE_COMPLETE'))
    expect(await ended).toMatchObject({ state: 'done' })
    expect(aws.actions()).not.toContain('DeleteStack')
  })

  it('says when it is too late, and when there is nothing to cancel', async () => {
    const { aws, service, ended, script } = await setup()
    await expect(service.cancel()).rejects.toMatchObject({
      code: 'conflict',
      message: 'Nothing is being deployed.'
    })
    aws.stack.status = 'CREATE_COMPLETE'
    aws.stack.outputs = outputs
    const { planId } = await service.plan({ region: 'eu-central-1', credentials: profile }, options)
    aws.report('ChatAPP', 'UPDATE_IN_PROGRESS')
    await service.deploy(planId)
    aws.answer('CancelUpdateStack', { status: 400, code: 'ValidationError', message: 'cannot be called' })

    await expect(service.cancel()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/too late/)
    })

    script.push(() => aws.report('ChatAPP', 'UPDATE_COMPLETE'))
    expect(await ended).toMatchObject({ state: 'done' })
  })
})

describe('removing', () => {
  it('deletes the stack, tells how far it is, and forgets the backend', async () => {
    const { aws, service, removed, ended, script } = await setup({ backends: [deployedBackend] })
    aws.stack.status = 'CREATE_COMPLETE'
    script.push(
      () => aws.report('ChatAPP', 'DELETE_IN_PROGRESS'),
      () => aws.report('RequestQueue', 'DELETE_COMPLETE'),
      () => aws.report('ChatAPP', 'DELETE_COMPLETE')
    )

    expect(await service.remove('aws-1')).toMatchObject({ operation: 'remove', state: 'running', total: 2 })

    expect(await ended).toMatchObject({
      state: 'done',
      done: 2,
      detail: expect.stringMatching(/everything in it is deleted/)
    })
    expect(removed).toEqual(['aws-1'])
    expect(aws.fieldsOf('DeleteStack')).toMatchObject({ StackName: aws.stackId })
  })

  it('that fails says what stays, and keeps the backend', async () => {
    const { aws, service, removed, ended, script } = await setup({ backends: [deployedBackend] })
    aws.stack.status = 'CREATE_COMPLETE'
    script.push(() => {
      aws.report('ClientPolicy', 'DELETE_FAILED', 'Cannot delete a policy attached to entities.')
      aws.report('ChatAPP', 'DELETE_FAILED', 'The following resource(s) failed to delete: [ClientPolicy].')
    })

    await service.remove('aws-1')

    expect(await ended).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/ClientPolicy failed.*attached to entities/)
    })
    expect(removed).toEqual([])
  })

  it('of a stack that is gone forgets the backend', async () => {
    const { service, removed } = await setup({ backends: [deployedBackend] })

    expect(await service.remove('aws-1')).toMatchObject({
      state: 'done',
      detail: expect.stringMatching(/no stack ChatAPP/)
    })
    expect(removed).toEqual(['aws-1'])
  })

  it('is refused for a backend that is no stack', async () => {
    const { service } = await setup({ backends: [{ ...deployedBackend, stackName: null }] })

    await expect(service.remove('aws-1')).rejects.toMatchObject({ code: 'conflict' })
    await expect(service.remove('nope')).rejects.toMatchObject({ code: 'not_found' })
  })
})
