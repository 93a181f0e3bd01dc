import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import * as sqs from '@aws-sdk/client-sqs'
import * as sts from '@aws-sdk/client-sts'
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate'
import { describe, expect, it } from 'vitest'
import { TEMPLATE_LIMIT_BYTES, inlineCode, packed, toAscii } from '../scripts/template.mjs'
import { readBackendTemplate } from '../src/local-backend/protocol/backend-template'
import { deskActions } from '../src/core/calls/letters'
import { checkedActions, keyActions } from '../src/core/check/permissions'
import { alarmSuffixes } from '../src/core/monitoring/alarms'
import { consoleHost, partitionOf } from '../src/shared/aws-partition'
import { answersOn } from '../src/shared/message'

const root = join(import.meta.dirname, '..')
const sourceFile = join(root, 'resources/backend.template')
const builtFile = join(root, 'out/backend.template')
const bundleFile = join(root, 'out/lambda/index.js')

interface Resource {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
}

const template = JSON.parse(readFileSync(sourceFile, 'utf8')) as {
  readonly Parameters: Readonly<
    Record<string, { readonly Default: unknown; readonly AllowedValues?: readonly unknown[] }>
  >
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Conditions: Readonly<Record<string, { readonly 'Fn::Equals': readonly unknown[] }>>
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>
}
const built = JSON.parse(readFileSync(builtFile, 'utf8')) as typeof template

const properties = (logicalId: string) => template.Resources[logicalId]?.Properties ?? {}

/** Every value under a key, anywhere below. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner] : []),
    ...valuesOf(key, inner)
  ])
}

/** An IAM action is called as the API operation is, and the SDK has a command for each of those. */
const clients: Readonly<Record<string, object>> = { sqs, sts, logs, cloudwatch }

/** AWS: what a client needs of the key that encrypts a queue; this project has no SDK client of KMS to ask. */
const queueKeyOperations = ['GenerateDataKey', 'Decrypt']

/** AWS: what whoever reads and writes a table needs of the key that encrypts it, besides. */
const tableKeyOperations = ['Encrypt', 'ReEncryptFrom', 'ReEncryptTo', 'DescribeKey']
const keyOperations = [...queueKeyOperations, ...tableKeyOperations]

/** What the function does with its table: what its code calls. */
const tableOperations = ['GetItem', 'PutItem', 'BatchWriteItem', 'Query']

function isKnownAction(action: string): boolean {
  const [service = '', operation = ''] = action.split(':')
  if (service === 'kms') return keyOperations.includes(operation)
  if (service === 'dynamodb') return tableOperations.includes(operation)
  return action === 'sqs:*' || `${operation}Command` in (clients[service] ?? {})
}

/** What the build changes. */
interface Built {
  Metadata: { ChatAPP?: object }
  Resources: {
    MessageProcessor: { Properties: { Code: { 'Fn::If': [string, object, { ZipFile: string }] } } }
  }
}

interface Statement {
  readonly Sid: string
  readonly Effect: string
  readonly Action: string | readonly string[]
}

/** Every statement below. */
const statementsIn = (value: unknown): Statement[] => valuesOf('Statement', value).flat() as Statement[]

/** The actions of a policy's statement. */
function actionsOf(logicalId: string, sid: string): string[] {
  return statementsIn(properties(logicalId))
    .filter(({ Sid }) => Sid === sid)
    .flatMap(({ Action }) => Action)
}

/** The link to the dashboard in a partition, by what the template's conditions come to there. */
function dashboardIn(partition: string): string {
  const resolve = (value: unknown): unknown => {
    const [condition, yes, no] = (valuesOf('Fn::If', [value])[0] ?? []) as [string?, unknown?, unknown?]
    if (condition === undefined) return value
    expect(template.Conditions[condition]).toMatchObject({
      'Fn::Equals': [{ Ref: 'AWS::Partition' }, expect.any(String)]
    })
    return resolve(template.Conditions[condition]?.['Fn::Equals'][1] === partition ? yes : no)
  }
  const link = template.Outputs['DashboardUrl']?.Value as { 'Fn::Sub': [string, { Console: unknown }] }
  const [text, { Console }] = link['Fn::Sub']
  return text.replace('${Console}', String(resolve(Console)))
}

describe('the backend template', () => {
  it('limits concurrency only when it is asked to: an idle queue without a limit has fewer pollers', () => {
    const { Parameters, Conditions, Resources } = JSON.parse(readFileSync(sourceFile, 'utf8'))

    expect(Parameters.MaximumConcurrency).toMatchObject({ Default: 0 })
    expect(Conditions.LimitsConcurrency).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'MaximumConcurrency' }, 0] }]
    })
    expect(Resources.MessageProcessorMapping.Properties.ScalingConfig).toEqual({
      MaximumConcurrency: {
        'Fn::If': ['LimitsConcurrency', { Ref: 'MaximumConcurrency' }, { Ref: 'AWS::NoValue' }]
      }
    })
  })

  it.each([sourceFile, builtFile])(
    'passes CloudFormation’s own checks without a warning: %s',
    (file) => {
      const engine = new RegoEngine()
      try {
        const { diagnostics } = engine.validateStandard(new TemplateFile(file))

        const found = diagnostics.filter(({ severity }) => severity !== 'INFO')
        // It takes a parameter's default for what stands there under the condition that this is not the default.
        expect(found.map(({ propertyPath, message }) => [propertyPath, message])).toEqual([
          ['Properties.ManagedPolicyArns.{}', expect.stringMatching(/^'' does not match/)],
          ['Properties.FunctionName', expect.stringMatching(/^'' does not match/)],
          ['Properties.PermissionsBoundary', 'length 0 is below minimum 20'],
          ['Properties.FunctionName', 'length 0 is below minimum 1'],
          ['Properties.ScalingConfig.MaximumConcurrency', '0 is less than the minimum of 2']
        ])
      } finally {
        engine.free()
      }
    },
    60_000
  )

  it('names only IAM actions that exist', () => {
    const actions = new Set(valuesOf('Action', template.Resources).flat() as string[])

    const unknown = [...actions].filter((action) => !isKnownAction(action))

    expect(unknown).toEqual([])
  })

  it('allows everything that the connection test tries, and the test names only IAM actions that exist', () => {
    const allowed = new Set(valuesOf('Action', properties('ClientPolicy')).flat())
    const tried = Object.values(checkedActions)

    expect([...tried, ...keyActions].filter((action) => !isKnownAction(action))).toEqual([])
    expect(tried.filter((action) => !allowed.has(action))).toEqual([])
  })

  it('lets a client do what ChatAPP does, and no more', () => {
    expect({
      requests: actionsOf('ClientPolicy', 'SendRequests').toSorted(),
      own: actionsOf('ClientPolicy', 'UseOwnResponseQueue').toSorted(),
      made: actionsOf('ClientPolicy', 'MakeOwnResponseQueue').toSorted(),
      found: actionsOf('ClientPolicy', 'FindResponseQueues'),
      shared: actionsOf('ClientPolicy', 'UseSharedResponseQueue').toSorted(),
      deadLetters: actionsOf('ClientPolicy', 'WatchDeadLetters').toSorted()
    }).toEqual({
      requests: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
      // SendMessage: a receiver ends its own long poll by a message to itself.
      own: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:DeleteQueue',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
        'sqs:SendMessage',
        'sqs:SetQueueAttributes',
        'sqs:TagQueue'
      ],
      made: ['sqs:CreateQueue', 'sqs:TagQueue'],
      found: ['sqs:GetQueueUrl'],
      shared: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage'
      ],
      deadLetters: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl']
    })
    expect([
      ...actionsOf('ClientPolicy', 'ReadMetrics'),
      ...actionsOf('ClientPolicy', 'ReadFunctionLog')
    ]).toEqual(['cloudwatch:GetMetricData', 'cloudwatch:DescribeAlarms', 'logs:FilterLogEvents'])
    expect(actionsOf('ClientPolicy', 'FindQueues')).toEqual([])
  })

  it('lets an operator who is a client work at the desk for dead letters, and no client alone', () => {
    const watching = actionsOf('ClientPolicy', 'WatchDeadLetters')
    const working = actionsOf('OperatorPolicy', 'WorkOnDeadLetters')

    expect([...watching, ...working].toSorted()).toEqual([...deskActions].toSorted())
    expect(working.filter((action) => watching.includes(action))).toEqual([])
    expect(working.filter((action) => !isKnownAction(action))).toEqual([])
  })

  it('watches dead letters, waiting requests, errors, throttles, time, concurrency, clients gone and replies, each with e-mail if wanted', () => {
    const alarms = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')

    expect(alarms.map(({ Properties }) => Properties['MetricName'])).toEqual([
      'ApproximateNumberOfMessagesVisible',
      'ApproximateAgeOfOldestMessage',
      'Errors',
      'Throttles',
      'Duration',
      'ConcurrentExecutions',
      'ClientGone',
      'ApproximateAgeOfOldestMessage'
    ])
    for (const { Properties } of alarms) {
      expect(Properties['AlarmActions']).toEqual({
        'Fn::If': ['SendsAlarmEmail', [{ Ref: 'AlarmTopic' }], { Ref: 'AWS::NoValue' }]
      })
    }
  })

  it('lets only the request queue use its dead-letter queue', () => {
    expect(properties('DeadLetterQueue')['RedriveAllowPolicy']).toMatchObject({
      redrivePermission: 'byQueue'
    })
  })

  it('runs the function on arm64 with Node 24 and JSON logs that are not kept for ever', () => {
    expect(properties('MessageProcessor')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON' }
    })
    expect(properties('MessageProcessorLogGroup')['RetentionInDays']).toEqual({ Ref: 'LogRetentionDays' })
  })

  it.each(['us-east-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1'])(
    'links to the console of %s',
    (region) => {
      const link = dashboardIn(partitionOf(region).id)

      expect(link.replaceAll('${AWS::Region}', region)).toBe(
        `https://${consoleHost(region)}/cloudwatch/home?region=${region}#dashboards:name=\${Dashboard}`
      )
    }
  )

  it('gives nobody but the TLS-only denials a wildcard action', () => {
    const wild = statementsIn(template.Resources).filter(({ Action }) =>
      [Action].flat().some((action) => action.includes('*'))
    )

    expect(wild.map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny', 'Deny'])
  })

  it('keeps a request invisible for at least six times as long as the function may run', () => {
    const { AllowedValues = [] } = template.Parameters['FunctionTimeout'] ?? {}
    expect(AllowedValues).toHaveLength(6)
    for (const timeout of AllowedValues) {
      const { Parameters } = template
      const chosen = { ...Parameters, FunctionTimeout: { Default: timeout } }
      const { queues, lambda } = readBackendTemplate(
        JSON.stringify({ ...template, Parameters: chosen }),
        'eu-central-1'
      )

      expect(lambda.timeoutSeconds).toBe(Number(timeout))
      expect(Number(queues.request.attributes['VisibilityTimeout'])).toBeGreaterThanOrEqual(
        6 * Number(timeout)
      )
    }
  })

  it('tells the function after how many attempts the queue gives up', () => {
    expect(properties('RequestQueue')['RedrivePolicy']).toMatchObject({ maxReceiveCount: 5 })
    expect(properties('MessageProcessor')['Environment']).toMatchObject({
      Variables: { MAX_RECEIVE_COUNT: '5' }
    })
  })

  it('encrypts every queue and refuses plain HTTP on each', () => {
    const queues = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::SQS::Queue')
    const policies = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::SQS::QueuePolicy')

    const encrypted = { 'Fn::If': ['HasKey', { Ref: 'AWS::NoValue' }, true] }
    const byKey = { 'Fn::If': ['HasKey', { Ref: 'KmsKeyArn' }, { Ref: 'AWS::NoValue' }] }
    expect(
      queues.map(([, { Properties }]) => [Properties['SqsManagedSseEnabled'], Properties['KmsMasterKeyId']])
    ).toEqual(queues.map(() => [encrypted, byKey]))
    expect(policies.flatMap(({ Properties }) => Properties['Queues'])).toEqual(
      queues.map(([Ref]) => ({ Ref }))
    )
  })

  it('keeps rooms in a table that outlives the stack, is billed by use, encrypted and can be brought back to any second', () => {
    expect(template.Resources['RoomsTable']).toMatchObject({
      // AWS: kept with the stack's end, and gone again where the stack's first deployment failed.
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: {
          SSEEnabled: true,
          SSEType: 'KMS',
          KMSMasterKeyId: { 'Fn::If': ['HasKey', { Ref: 'KmsKeyArn' }, { Ref: 'AWS::NoValue' }] }
        },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
      }
    })
  })

  it('lets the function read and write items of that table, and nothing else of DynamoDB', () => {
    const onTables = statementsIn(template.Resources).filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('dynamodb:'))
    )

    expect(onTables).toEqual([
      {
        Sid: 'KeepRooms',
        Effect: 'Allow',
        Action: tableOperations.map((operation) => `dynamodb:${operation}`),
        Resource: { 'Fn::GetAtt': ['RoomsTable', 'Arn'] }
      }
    ])
    expect(statementsIn(properties('MessageProcessorRole'))).toContainEqual(onTables[0])
    const calls = readFileSync('lambda/rooms/room-table.ts', 'utf8').matchAll(/sdk\.(\w+)Command/g)
    expect(new Set(tableOperations)).toEqual(new Set([...calls].map(([, call]) => call)))
  })

  it('lets the function use a key of the user for its queues and that table', () => {
    expect(statementsIn(properties('MessageProcessorRole'))).toContainEqual({
      Sid: 'UseKey',
      Effect: 'Allow',
      Action: keyOperations.map((operation) => `kms:${operation}`),
      Resource: {
        'Fn::If': [
          'HasKey',
          { Ref: 'KmsKeyArn' },
          { 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/none' }
        ]
      }
    })
  })

  it('uses the names that the app looks for', () => {
    const { queues, lambda } = readBackendTemplate(readFileSync(sourceFile, 'utf8'), 'eu-central-1')

    expect([queues.request.name, lambda.name]).toEqual(['ChatAPP', 'MessageProcessor'])
    expect(answersOn(queues.sharedResponse.name, 'ChatAPP-responses')).toBe(true)
  })

  it('has no name in common with another backend in the account and region', () => {
    const named = (name: string) => {
      const { Parameters } = template
      const renamed = {
        ...template,
        Parameters: { ...Parameters, QueueName: { ...Parameters['QueueName'], Default: name } }
      }
      const { queues, table, lambda } = readBackendTemplate(JSON.stringify(renamed), 'eu-central-1')
      return [...Object.values(queues).map((queue) => queue.name), table.name, lambda.name]
    }

    expect(named('ChatAPP-dev')).toEqual([
      'ChatAPP-dev',
      'ChatAPP-dev-dlq',
      'ChatAPP-dev-responses',
      'ChatAPP-dev-rooms',
      'ChatAPP-dev-MessageProcessor'
    ])
    // Whatever may have a name of its own and is none of a policy or of an alarm takes it from these.
    const text = JSON.stringify(template.Resources)
    expect(
      text.match(/"(QueueName|TableName|FunctionName|LogGroupName|RoleName|AlarmName|TopicName)":"/g)
    ).toBeNull()
  })

  it('reports partial batch failures', () => {
    expect(properties('MessageProcessorMapping')).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures']
    })
  })
})

describe('the built template', () => {
  it('fits into a CloudFormation call with room for handlers of 2 KB, and the function into 46 KB', () => {
    const handlers = readFileSync(join(root, 'lambda/examples/ask.ts'), 'utf8').slice(0, 2000)
    const written = inlineCode(
      readFileSync(sourceFile, 'utf8'),
      toAscii(readFileSync(bundleFile, 'utf8') + handlers)
    )

    expect(statSync(builtFile).size).toBeLessThan(written.length)
    expect((JSON.parse(written) as Built).Metadata.ChatAPP).toEqual({ codeInline: true })
    expect(statSync(bundleFile).size).toBeLessThanOrEqual(46_000)
  })

  it('is pure ASCII, which no tool on the way garbles', () => {
    expect(readFileSync(builtFile, 'utf8')).toMatch(/^[\n\x20-\x7e]+$/)
  })

  it('is the template with the bundle as the function’s code', () => {
    const code = readFileSync(bundleFile, 'utf8')
    const hash = createHash('sha256').update(code).digest('hex').slice(0, 12)
    const source = readFileSync(sourceFile, 'utf8')
    const expected = JSON.parse(source.replace('code none', `code ${hash}`)) as Built
    expected.Metadata.ChatAPP = { codeInline: true }
    expected.Resources.MessageProcessor.Properties.Code['Fn::If'][2].ZipFile = packed(
      code,
      'message-processor.js'
    )

    expect(built).toEqual(expected)
  })

  it('leaves code outside that is too large, and names its version after it all the same', () => {
    // Random bytes cannot be packed.
    const code = `'${randomBytes(TEMPLATE_LIMIT_BYTES / 2).toString('hex')}'`
    const written = inlineCode(readFileSync(sourceFile, 'utf8'), code)
    const { Metadata, Resources } = JSON.parse(written) as Built

    expect(written.length).toBeLessThan(TEMPLATE_LIMIT_BYTES)
    expect(Metadata.ChatAPP).toEqual({ codeInline: false })
    expect(Resources.MessageProcessor.Properties.Code['Fn::If'][2].ZipFile).toContain('--code-bucket')
    expect(JSON.stringify(Resources)).toContain(
      `code ${createHash('sha256').update(code).digest('hex').slice(0, 12)},`
    )
  })

  it('publishes a version for other code, memory or time, and lets the queue call it by an alias', () => {
    const { Description } = properties('MessageProcessorVersion') as { Description: { 'Fn::Sub': string } }

    expect(Description['Fn::Sub'].match(/\$\{\w+\}/g)).toEqual([
      '${Revision}',
      '${FunctionMemory}',
      '${FunctionTimeout}'
    ])
    expect(properties('MessageProcessorMapping')['FunctionName']).toEqual({ Ref: 'MessageProcessorLive' })
    expect(properties('MessageProcessorLive')['FunctionVersion']).toEqual({
      'Fn::GetAtt': ['MessageProcessorVersion', 'Version']
    })
  })

  it('calls its alarms as the Queues view looks for them', () => {
    const named = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => (Properties['AlarmName'] as { 'Fn::Sub': string })['Fn::Sub'])

    expect(named.toSorted()).toEqual(alarmSuffixes.map((suffix) => `\${QueueName}-${suffix}`).toSorted())
  })

  it('deletes queues and log with the stack, and keeps them where an update replaces them', () => {
    const kept = Object.values(template.Resources).filter(({ Type }) => /SQS::Queue$|LogGroup$/.test(Type))

    expect(kept).toHaveLength(4)
    for (const one of kept)
      expect(one).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' })
  })
})
