import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { checkUpNames, type CheckUpFinding } from '../../shared/contract'
import { ChatError, type ErrorCode } from '../../shared/errors'
import type { QueueInspector, QueueTrigger } from '../backends/queue-inspector'
import { awsCommands } from './aws-commands'
import { checkUp } from './queue-check-up'
import { readFacts } from './queue-facts'

const region = 'eu-central-1'
const arnOf = (name: string): string => `arn:aws:sqs:${region}:123456789012:${name}`
const functionArn = `arn:aws:lambda:${region}:123456789012:function:Work:live`

const sound: Readonly<Record<string, string>> = {
  QueueArn: arnOf('Jobs'),
  VisibilityTimeout: '180',
  MessageRetentionPeriod: '345600',
  SqsManagedSseEnabled: 'true',
  ApproximateNumberOfMessages: '0',
  ApproximateNumberOfMessagesNotVisible: '0',
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('Jobs-dlq'), maxReceiveCount: 5 })
}
const aTrigger: QueueTrigger = {
  id: 'uuid-1',
  functionArn,
  enabled: true,
  batchSize: 10,
  windowSeconds: 0,
  reportsFailures: true,
  maximumConcurrency: null
}

interface World {
  name?: string
  attributes?: Record<string, string | undefined>
  dead?: Record<string, string> | 'gone'
  triggers?: readonly Partial<QueueTrigger>[]
  timeout?: number
  reserved?: number | null
  throttles?: number
  oldestMs?: number | null
  sources?: readonly string[]
  ofOurReplies?: boolean
  /** What may not be read, or fails otherwise. */
  refuses?: Partial<Record<keyof QueueInspector, ErrorCode>>
}

/** The findings of a queue that is sound but for what is given. */
async function findings(world: World = {}): Promise<CheckUpFinding[]> {
  const { name = 'Jobs', dead = { MessageRetentionPeriod: '1209600' }, refuses = {} } = world
  const answer = async <T>(what: keyof QueueInspector, value: T): Promise<T> => {
    const code = refuses[what]
    if (code) throw ChatError.of(code, 'no')
    return value
  }
  const inspector: QueueInspector = {
    attributes: (queue) => {
      if (queue.name !== name)
        return dead === 'gone'
          ? Promise.reject(ChatError.of('queue_missing', 'gone'))
          : answer('attributes', dead)
      const all = { ...sound, QueueArn: arnOf(name), ...world.attributes }
      const told = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
      return answer('attributes', Object.fromEntries(told))
    },
    sources: () => answer('sources', world.sources ?? []),
    tags: () => answer('tags', {}),
    triggers: () =>
      answer(
        'triggers',
        (world.triggers ?? [{}]).map((one) => ({ ...aTrigger, ...one }))
      ),
    functionTimeout: () => answer('functionTimeout', world.timeout ?? 30),
    reservedConcurrency: () => answer('reservedConcurrency', world.reserved ?? null),
    throttles: () => answer('throttles', world.throttles ?? 0),
    oldestMs: () => answer('oldestMs', world.oldestMs ?? null),
    close: () => {}
  }
  const target = { region, account: '123456789012', callerArn: 'arn:aws:iam::123456789012:user/ada' }
  const facts = await readFacts(inspector, { name, region, account: null }, target)
  return checkUp({
    facts,
    target,
    commands: awsCommands({ region, endpoint: null }),
    ofOurReplies: world.ofOurReplies ?? false
  })
}

const of = async (check: CheckUpFinding['check'], world: World): Promise<CheckUpFinding> => {
  const [found] = (await findings(world)).filter((one) => one.check === check)
  if (!found) throw new Error(`No ${check} was checked.`)
  return found
}

/** What a command hands to the AWS CLI, as a shell reads it. */
function wordsIn(shell: string, command: string): string[][] {
  const shown = `aws() { [ "$2" = get-queue-url ] && echo url && return; printf '%s\\0' "$@"; printf '\\n'; }; ${command}`
  const { stdout, status, stderr } = spawnSync(shell, ['-c', shown], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\0').slice(0, -1))
}

it('finds nothing to mend in a queue as AWS advises it, and names the page of AWS for each check', async () => {
  const all = await findings()

  expect(all.map(({ check }) => check)).toEqual([...checkUpNames])
  expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['ok', 'skipped']))
  for (const { source } of all) expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/)
})

describe('a check-up finds', () => {
  it.each<[string, CheckUpFinding['check'], World, CheckUpFinding['state'], RegExp, string]>([
    [
      'a trigger that is off',
      'trigger',
      { triggers: [{ enabled: false }] },
      'problem',
      /switched off/,
      '--enabled'
    ],
    [
      'a visibility timeout below the function’s',
      'visibility',
      { attributes: { VisibilityTimeout: '20' } },
      'problem',
      /done twice/,
      '"VisibilityTimeout":"180"'
    ],
    [
      'one below six times that',
      'visibility',
      { attributes: { VisibilityTimeout: '60' } },
      'warning',
      /advises 180 s/,
      '"VisibilityTimeout":"180"'
    ],
    [
      'a batch window that it does not allow for',
      'batch-window',
      { triggers: [{ windowSeconds: 20 }] },
      'warning',
      /200 s/,
      '"VisibilityTimeout":"200"'
    ],
    [
      'too few attempts',
      'attempts',
      {
        attributes: {
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('Jobs-dlq'), maxReceiveCount: 1 })
        }
      },
      'warning',
      /at least 5/,
      String.raw`\"maxReceiveCount\":\"5\"`
    ],
    [
      'no dead-letter queue',
      'dead-letters',
      { attributes: { RedrivePolicy: undefined } },
      'problem',
      /lost without a trace/,
      "create-queue --queue-name 'Jobs-dlq'"
    ],
    ['one that is gone', 'dead-letters', { dead: 'gone' }, 'problem', /does not exist/, 'create-queue'],
    [
      'dead letters that are kept for a shorter time',
      'retention',
      { dead: { MessageRetentionPeriod: '86400' } },
      'problem',
      /1 d, here it is 4 d/,
      '"MessageRetentionPeriod":"1209600"'
    ],
    [
      'dead letters that are kept no longer',
      'retention',
      { dead: { MessageRetentionPeriod: '345600' } },
      'warning',
      /4 d, here it is 4 d/,
      '1209600'
    ],
    [
      'no partial batch response',
      'partial-batch',
      { triggers: [{ reportsFailures: false }] },
      'warning',
      /all come again/,
      'ReportBatchItemFailures'
    ],
    [
      'no encryption',
      'encryption',
      { attributes: { SqsManagedSseEnabled: 'false' } },
      'warning',
      /unencrypted/,
      '"SqsManagedSseEnabled":"true"'
    ],
    [
      'a policy that is open to everybody',
      'policy',
      {
        attributes: {
          Policy: JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:*' } })
        }
      },
      'problem',
      /everybody do sqs:\*/,
      'aws:PrincipalAccount'
    ],
    [
      'a function that has no concurrency',
      'concurrency',
      { reserved: 0 },
      'problem',
      /never runs/,
      'delete-function-concurrency'
    ],
    [
      'a trigger that calls more than is reserved',
      'concurrency',
      { reserved: 5, triggers: [{ maximumConcurrency: 20 }] },
      'warning',
      /only 5 calls/,
      '"MaximumConcurrency":5'
    ],
    [
      'a trigger without a limit beside a reserve',
      'concurrency',
      { reserved: 5 },
      'warning',
      /no limit/,
      '"MaximumConcurrency":5'
    ],
    [
      'throttling',
      'concurrency',
      { throttles: 12 },
      'warning',
      /throttled 12 times/,
      '"MaximumConcurrency":10'
    ]
  ])('%s', async (_, check, world, state, words, command) => {
    const found = await of(check, world)

    expect(found).toMatchObject({
      state,
      detail: expect.stringMatching(words),
      command: expect.stringContaining(command),
      fix: null
    })
  })

  const blocked = {
    name: 'Jobs.fifo',
    oldestMs: 600_000,
    attributes: { ApproximateNumberOfMessages: '7', ApproximateNumberOfMessagesNotVisible: '1' }
  }

  it('a blocked group of a FIFO queue, and when it is free again', async () => {
    expect(await of('fifo', blocked)).toMatchObject({
      state: 'warning',
      detail: expect.stringMatching(/oldest is 600 s old.*Jobs-dlq by itself within about 15 min/)
    })
    expect(await of('fifo', { ...blocked, oldestMs: 100_000 })).toMatchObject({ state: 'ok' })
  })

  it('one that stays blocked without a dead-letter queue', async () => {
    const world = { ...blocked, attributes: { ...blocked.attributes, RedrivePolicy: undefined } }

    expect(await of('fifo', world)).toMatchObject({
      state: 'problem',
      command: expect.stringContaining("create-queue --queue-name 'Jobs-dlq.fifo'")
    })
  })
})

it('asks nothing of a queue that is a dead-letter queue itself, or that ChatAPP reads', async () => {
  const attributes = { RedrivePolicy: undefined }

  expect(await of('dead-letters', { attributes, sources: ['A', 'B'] })).toMatchObject({
    state: 'skipped',
    detail: 'It is the dead-letter queue of A, B.'
  })
  expect(await of('dead-letters', { attributes, ofOurReplies: true })).toMatchObject({ state: 'skipped' })
})

it('says of a queue without a function what concerns none', async () => {
  const all = await findings({ triggers: [] })

  expect(all.filter(({ state }) => state === 'skipped').map(({ check }) => check)).toEqual([
    'trigger',
    'visibility',
    'batch-window',
    'partial-batch',
    'fifo',
    'concurrency'
  ])
})

describe('what may not be read', () => {
  it.each<[keyof QueueInspector, readonly CheckUpFinding['check'][], string]>([
    [
      'triggers',
      ['trigger', 'visibility', 'batch-window', 'partial-batch', 'concurrency'],
      'lambda:ListEventSourceMappings'
    ],
    ['functionTimeout', ['visibility'], 'lambda:GetFunctionConfiguration'],
    ['reservedConcurrency', ['concurrency'], 'lambda:GetFunctionConcurrency'],
    ['throttles', ['concurrency'], 'cloudwatch:GetMetricData']
  ])('is said as such, with the permission: %s', async (what, checks, action) => {
    const all = await findings({ refuses: { [what]: 'access_denied' } })
    const unknown = all.filter(({ state }) => state === 'unknown')

    expect(unknown.map(({ check }) => check)).toEqual(checks)
    for (const { detail, fix, command } of unknown) {
      expect(detail).toContain(`AWS does not allow ${action}`)
      expect(fix?.policy).toContain(action)
      expect(command).toBeNull()
    }
  })

  it('is every attribute, where the queue itself may not be read', async () => {
    const all = await findings({ refuses: { attributes: 'access_denied' } })

    expect(all.filter(({ state }) => state === 'unknown').map(({ check }) => check)).toEqual([
      'visibility',
      'attempts',
      'dead-letters',
      'retention',
      'encryption',
      'policy'
    ])
    expect(all.some(({ state }) => state === 'warning' || state === 'problem')).toBe(false)
  })

  it('is no reason to call a queue without dead letters faulty, when it may be one for others', async () => {
    expect(
      await of('dead-letters', {
        attributes: { RedrivePolicy: undefined },
        refuses: { sources: 'access_denied' }
      })
    ).toMatchObject({ state: 'unknown' })
  })

  it('is told from what failed otherwise', async () => {
    expect(await of('concurrency', { refuses: { throttles: 'throttled' } })).toMatchObject({
      state: 'unknown',
      detail: expect.stringMatching(/^Not checked: it could not be read\./),
      fix: null
    })
  })
})

it('rejects for a queue that is not there', async () => {
  await expect(findings({ refuses: { attributes: 'queue_missing' } })).rejects.toMatchObject({
    code: 'queue_missing'
  })
})

const shells = ['bash', 'zsh'].filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0)

it.each(shells)('gives commands that %s takes word for word, whatever stands in a policy', async (shell) => {
  const evil = `'; touch /tmp/evil; $(touch /tmp/evil) \`touch /tmp/evil\` !! "`
  const Policy = JSON.stringify({
    Statement: [{ Sid: evil, Effect: 'Allow', Principal: { AWS: '*' }, Action: ['sqs:SendMessage'] }]
  })
  const { command } = await of('policy', { attributes: { Policy } })
  const [set = []] = wordsIn(shell, command ?? '')
  const given = JSON.parse(set[set.indexOf('--attributes') + 1] ?? '') as { Policy: string }

  expect(JSON.parse(given.Policy)).toEqual({
    Statement: [
      {
        Sid: evil,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['sqs:SendMessage'],
        Condition: { StringEquals: { 'aws:PrincipalAccount': '123456789012' } }
      }
    ]
  })
})
