import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand
} from '@aws-sdk/client-sqs'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { queueNotes, aReply, aRequest, silentLog } from '../test/fakes'
import { aProfile } from '../test/profile'
import { AwsBackend } from '../src/core/backends/aws-backend'
import { InstallationResponseQueue } from '../src/core/backends/response-queue'
import { SqsGateway } from '../src/core/backends/sqs-gateway'
import { ConnectionCheck } from '../src/core/check/connection-check'
import { LeftQueues } from '../src/core/delivery/left-queues'
import { ReplyReceiver } from '../src/core/delivery/reply-receiver'
import type { AwsCredentialProvider } from '../src/core/credentials/credential-broker'
import { systemClock } from '../src/shared/clock'
import type { ChatError } from '../src/shared/errors'
import { encodeBody } from '../src/shared/message'
import { aStackService } from './a-stack-service'
import { aGuardedSqs, aSession, aUser, boundTo, isAllowed, policyOf, type Principal } from './iam'
import { account, connection, region, resetAccount, runProcessor } from './moto'

/** A deployed stack, with moto's SQS behind what IAM says of its client policy. */
async function setup(stackName = 'ChatAPP', options: { oldClients?: 'allowed' } = {}) {
  const { deploy } = aStackService()
  const { end } = await deploy({ stackName, ...options })
  expect(end.state).toBe('done')
  const policy = await policyOf(stackName, 'ClientPolicy')
  const ada = await aUser('ada', policy)
  const bob = await aUser('bob', policy)
  const carol = await aSession('carol@example.com', policy)
  const dave = await aSession('dave@example.com', policy)
  const { url } = await aGuardedSqs([ada, bob, carol, dave])
  return { ada, bob, carol, dave, url, backend: (who: Principal) => aBackend(who, url, stackName) }
}

/** The app's own way to a stack, as a principal. */
function aBackend(who: Principal, endpoint: string, stackName: string): AwsBackend {
  const { policy: _policy, userId: _id, ...keys } = who
  const provide = Object.assign(async () => keys, { memoized: true as const }) as AwsCredentialProvider
  const backend = new AwsBackend({
    config: {
      id: 'aws',
      kind: 'aws',
      name: stackName,
      region,
      credentials: { type: 'environment' },
      requestQueue: stackName,
      sharedResponseQueue: `${stackName}-responses`,
      deadLetterQueue: `${stackName}-dlq`,
      functionName: 'MessageProcessor',
      stackName,
      endpoint
    },
    broker: {
      provider: () => provide,
      wait: provide,
      forget: () => {},
      refuse: () => {},
      onReady: () => () => {},
      clean: (error) => error
    }
  })
  onTestFinished(() => backend.stop())
  return backend
}

async function anInstallation(backend: AwsBackend, installId: string, notes = queueNotes()) {
  const queue = new InstallationResponseQueue(backend, { installId, notes })
  await queue.ensure()
  return queue
}

const sqsOf = ({ policy: _policy, userId: _id, ...credentials }: Principal, endpoint: string): SQSClient => {
  const client = new SQSClient({ region, endpoint, credentials, maxAttempts: 1 })
  onTestFinished(() => client.destroy())
  return client
}

const urlOf = (queue: string): string => `${connection.endpoint}/${account}/${queue}`

/** What one may want with a queue of somebody else. */
const attacks = (queue: string, tags: Record<string, string>) => {
  const QueueUrl = urlOf(queue)
  return {
    read: new ReceiveMessageCommand({ QueueUrl }),
    forge: new SendMessageCommand({ QueueUrl, MessageBody: 'forged' }),
    delete: new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' }),
    hide: new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 60 }),
    look: new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    open: new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '{}' } }),
    claim: new TagQueueCommand({ QueueUrl, Tags: tags }),
    mark: new TagQueueCommand({ QueueUrl, Tags: { 'chatapp:heartbeat': 'x' } }),
    release: new UntagQueueCommand({ QueueUrl, TagKeys: ['chatapp:caller'] }),
    empty: new PurgeQueueCommand({ QueueUrl }),
    remove: new DeleteQueueCommand({ QueueUrl })
  }
}

/** What became of each: the name of the error, or `done`. */
async function outcomes(sqs: SQSClient, commands: Record<string, object>): Promise<Record<string, string>> {
  const results: Record<string, string> = {}
  for (const [name, command] of Object.entries(commands)) {
    results[name] = await sqs.send(command as ReceiveMessageCommand).then(
      () => 'done',
      (error: Error) => error.name
    )
  }
  return results
}

/** Makes a queue that the policy is about. */
const make = (tags?: Record<string, string>) =>
  new CreateQueueCommand({ QueueName: 'ChatAPP-responses-o-123456789', tags })

const refused = (commands: object) =>
  Object.fromEntries(Object.keys(commands).map((name) => [name, 'AccessDeniedException']))

beforeEach(resetAccount)

describe('the policy of a client, as IAM understands it', () => {
  it.each(['ada', 'carol'] as const)('lets a client do all that ChatAPP does: %s', async (name) => {
    const { backend, [name]: who } = await setup()
    await runProcessor()

    const steps = await new ConnectionCheck({
      backend: backend(who),
      installId: 'install-1',
      step: () => {},
      cloudWatch: () => null
    }).run()
    const queue = await anInstallation(backend(who), 'install-1')
    await queue.heartbeat()
    await queue.ensure()
    await queue.nudge('wake')

    expect(steps.filter(({ state }) => state !== 'ok')).toMatchObject([{ step: 'monitoring' }])
    expect(queue.shared).toBe(false)
    expect(await queue.receive(0)).toMatchObject([{ body: 'wake' }])
  })

  it.each([
    ['a user', 'bob', 'ada'],
    ['a session of the same role', 'dave', 'carol']
  ] as const)('keeps %s off what belongs to another', async (_what, thief, owner) => {
    const { backend, url, [thief]: who, [owner]: other } = await setup()
    const queue = await anInstallation(backend(other), 'install-1')
    const commands = attacks(queue.name, boundTo(who))

    expect(await outcomes(sqsOf(who, url), commands)).toEqual(refused(commands))
  })

  it('lets nobody hand on a queue of his own, which its next owner would take for one that nobody else reads', async () => {
    const { backend, ada, bob, url } = await setup()
    const queue = await anInstallation(backend(bob), 'install-1')
    const QueueUrl = urlOf(queue.name)
    const tag = (tags: Record<string, string>) => new TagQueueCommand({ QueueUrl, Tags: tags })

    expect(
      await outcomes(sqsOf(bob, url), {
        handOn: tag(boundTo(ada)),
        handOnBeside: tag({ ...boundTo(ada), 'chatapp:heartbeat': 'x' }),
        mark: tag({ 'chatapp:heartbeat': 'x' })
      })
    ).toEqual({ handOn: 'AccessDeniedException', handOnBeside: 'AccessDeniedException', mark: 'done' })
  })

  it.each(['ada', 'carol'] as const)(
    'keeps a client off the table: what is in it, the function alone reads and writes: %s',
    async (name) => {
      const { [name]: who } = await setup()
      const operator = { ...who, policy: await policyOf('ChatAPP', 'OperatorPolicy') }
      const resource = `arn:aws:dynamodb:${region}:${account}:table/ChatAPP-rooms`
      const actions = [
        'GetItem',
        'Query',
        'Scan',
        'PutItem',
        'UpdateItem',
        'DeleteItem',
        'BatchWriteItem',
        'DescribeTable'
      ]

      for (const principal of [who, operator])
        for (const action of actions)
          expect([
            action,
            await isAllowed(principal, { action: `dynamodb:${action}`, resource, context: {} })
          ]).toEqual([action, false])
    }
  )

  it('lets nobody make a queue without the own tag, or with that of another', async () => {
    const { ada, bob, url } = await setup()
    const commands = { untagged: make(), foreign: make(boundTo(ada)) }

    expect(await outcomes(sqsOf(bob, url), commands)).toEqual(refused(commands))
    expect(await outcomes(sqsOf(bob, url), { own: make(boundTo(bob)) })).toEqual({ own: 'done' })
  })

  it('lets nobody claim a queue that an earlier version has left', async () => {
    const { bob, url } = await setup()
    await new SQSClient(connection).send(
      new CreateQueueCommand({ QueueName: 'ChatAPP-responses-0123456789ab' })
    )
    const commands = attacks('ChatAPP-responses-0123456789ab', boundTo(bob))

    expect(await outcomes(sqsOf(bob, url), commands)).toEqual(refused(commands))
  })

  it('gives one installation two queues when it is used with the keys of two people', async () => {
    const { backend, ada, bob } = await setup()
    const notes = queueNotes()

    const first = await anInstallation(backend(ada), 'install-1', notes)
    const second = await anInstallation(backend(bob), 'install-1', notes)

    expect(second.name).not.toBe(first.name)
    expect(notes.read()?.left).toContain(first.name)
  })

  it('keeps two backends in one region apart', async () => {
    const { ada: developer } = await setup('ChatAPP-dev')
    const { deploy } = aStackService()
    expect((await deploy()).end.state).toBe('done')
    const context = {}

    const may = async (queue: string) =>
      await isAllowed(developer, {
        action: 'sqs:SendMessage',
        resource: `arn:aws:sqs:${region}:${account}:${queue}`,
        context
      })

    expect([await may('ChatAPP-dev'), await may('ChatAPP')]).toEqual([true, false])
  })
})

describe('an installation whose queue has its old name', () => {
  const old = 'ChatAPP-responses-0123456789ab'

  /** An engine's parts for what was left behind. */
  async function leaving(backend: AwsBackend) {
    const { store, profile, add } = aProfile()
    const notes = queueNotes()
    const request = add(aRequest())
    const admin = new SqsGateway(connection)
    onTestFinished(() => admin.close())
    await admin.ensureQueue(old, { VisibilityTimeout: '10' }, { 'chatapp:app': 'ChatAPP' })
    await admin.sendPlain(old, encodeBody(aReply(request, { text: 'still there' })))
    const queue = await anInstallation(backend, '0123456789ab', notes)
    const left = new LeftQueues({
      gateway: () => backend.gateway(),
      notes,
      receiver: (one, outcome: (error: ChatError | null) => void) =>
        new ReplyReceiver({
          queue: () => one,
          store,
          quarantine: profile,
          stopKey: () => profile.stopKey(),
          outcome,
          clock: systemClock,
          random: Math.random,
          log: silentLog
        }),
      clock: systemClock,
      log: silentLog,
      lookMs: 50,
      quietMs: 300
    })
    left.start()
    onTestFinished(() => left.stop())
    const gone = async () =>
      await admin.depth(old).then(
        () => false,
        (error: ChatError) => error.code === 'queue_missing'
      )
    return { queue, notes, gone, replies: () => store.repliesTo(request.id).map(({ text }) => text) }
  }

  it('fetches what is in it, and removes it once it has been empty for a while', async () => {
    const { backend, ada } = await setup('ChatAPP', { oldClients: 'allowed' })

    const { queue, notes, gone, replies } = await leaving(backend(ada))

    expect(queue.name).toMatch(/^ChatAPP-responses-o-[0-9a-z]{9}$/)
    await vi.waitFor(() => expect(replies()).toEqual(['still there']), { timeout: 10_000 })
    await vi.waitFor(async () => expect(await gone()).toBe(true), { timeout: 30_000 })
    await vi.waitFor(() => expect(notes.read()?.left).toEqual([]), { timeout: 10_000 })
  })

  it('keeps it noted where the policy refuses it, and uses its new one', async () => {
    const { backend, ada } = await setup()

    const { queue, notes, gone, replies } = await leaving(backend(ada))
    await queue.nudge('works')

    expect(await queue.receive(1)).toMatchObject([{ body: 'works' }])
    expect([await gone(), replies(), notes.read()?.left]).toEqual([false, [], [old]])
  })
})
