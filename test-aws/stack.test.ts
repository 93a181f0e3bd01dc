import { createHash } from 'node:crypto'
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput
} from '@aws-sdk/client-cloudwatch'
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
  CreateLogStreamCommand
} from '@aws-sdk/client-cloudwatch-logs'
import {
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand
} from '@aws-sdk/client-cloudformation'
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SetQueueAttributesCommand,
  SQSClient
} from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { beforeEach, describe, expect, it } from 'vitest'
import { createCloudWatchClient, createCloudWatchLogsClient } from '../src/core/backends/aws-clients'
import { logsOn } from '../src/core/fakes/test-logs'
import { monitoringOn } from '../src/core/fakes/test-monitoring'
import { SqsGateway } from '../src/core/backends/sqs-gateway'
import type { AwsBackendConfig } from '../src/shared/backend-config'
import { encodeBody, parseReplyBody } from '../src/shared/message'
import { aRequest } from '../test/fakes'
import { CodeBucket, keyOf, usualBucket, zipped } from '../src/core/stack/code-bucket'
import { aStackService, source } from './a-stack-service'
import {
  builtCode,
  builtTemplate,
  connection,
  credentials,
  motoCloudFormation,
  region,
  resetAccount,
  runProcessor
} from './moto'

/** Resources of the template as it is deployed. */
const resources = (
  JSON.parse(builtTemplate()) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>
  }
).Resources

/**
 * What moto's CloudFormation passes over; tests below hand these to moto's SQS and CloudWatch themselves. The topic
 * stands under a condition: there is none without an e-mail address.
 */
const unknownToMoto = ['AWS::SQS::QueuePolicy', 'AWS::CloudWatch::Alarm', 'AWS::SNS::Topic']

const noKey = 'arn:aws:kms:eu-central-1:123456789012:key/none'

const resourcesOf = (type: string) => Object.values(resources).filter(({ Type }) => Type === type)

/** A part of the template with the names that its default parameters give. */
function resolved(value: unknown): unknown {
  const names: Record<string, string> = {
    RequestQueue: 'ChatAPP',
    DeadLetterQueue: 'ChatAPP-dlq',
    SharedResponseQueue: 'ChatAPP-responses'
  }
  if (Array.isArray(value)) return value.map(resolved)
  if (typeof value !== 'object' || value === null) return value
  const { Ref, ...functions } = value as { Ref?: string }
  const { 'Fn::GetAtt': attribute } = functions as { 'Fn::GetAtt'?: [string, string] }
  // Parameters have their defaults: 15 seconds, a hundred batches.
  if ('Fn::FindInMap' in functions) return 12_000
  if (Ref === 'ConcurrencyAlarm') return 100
  if (Ref !== undefined) return names[Ref] ?? Ref
  if (attribute) {
    const name = names[attribute[0]] ?? attribute[0]
    return attribute[1] === 'Arn' ? `arn:aws:sqs:${region}:123456789012:${name}` : name
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]))
}

interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
}

/** What moto answers to a plain GET of a service that the app has no client for. */
async function answerOf(service: string, path: string): Promise<Response> {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${region}/${service}/aws4_request`
  return await fetch(`${connection.endpoint}/${path}`, { headers: { authorization } })
}

beforeEach(resetAccount)

/** What moto's IAM holds after a deployment; read by plain HTTP, since the app has no IAM client. */
class IAMPolicies {
  async clientPolicy(): Promise<Statement[]> {
    const arn = await this.one('ListPolicies', { Scope: 'Local' }, /<Arn>([^<]*ClientPolicy[^<]*)</)
    const text = await this.one('GetPolicyVersion', { PolicyArn: arn, VersionId: 'v1' }, /<Document>([^<]*)</)
    return statementsOf(text)
  }

  async processorPolicy(): Promise<Statement[]> {
    const role = await this.one('ListRoles', {}, /<RoleName>([^<]*MessageProcessorRole[^<]*)</)
    const query = { RoleName: role, PolicyName: 'MessageProcessor' }
    return statementsOf(await this.one('GetRolePolicy', query, /<PolicyDocument>([^<]*)</))
  }

  private async one(Action: string, fields: Record<string, string>, pattern: RegExp): Promise<string> {
    const response = await fetch(`${connection.endpoint}/`, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${region}/iam/aws4_request`
      },
      body: new URLSearchParams({ Action, Version: '2010-05-08', ...fields })
    })
    const found = pattern.exec(await response.text())?.[1]
    if (found === undefined) throw new Error(`moto's IAM has no answer to ${Action}.`)
    return found
  }
}

function statementsOf(document: string): Statement[] {
  // moto keeps a role's policy as Python writes it: with single quotes.
  const text = decodeURIComponent(document).replaceAll(/&quot;|&#39;|'/g, '"')
  return (JSON.parse(text) as { Statement: Statement[] }).Statement
}

describe('the built template, deployed by the app on an AWS emulator', () => {
  it('makes every resource and becomes a backend by its outputs', async () => {
    const { deploy, backends } = aStackService()

    const { plan, end } = await deploy()

    expect(plan.kind).toBe('create')
    expect(end).toMatchObject({ state: 'done', detail: expect.stringMatching(/ChatAPP talks to it now/) })
    expect(backends).toEqual([
      {
        id: expect.any(String),
        kind: 'aws',
        name: `ChatAPP ${region}`,
        region,
        credentials: source,
        requestQueue: expect.stringMatching(/\/123456789012\/ChatAPP$/),
        sharedResponseQueue: 'ChatAPP-responses',
        deadLetterQueue: 'ChatAPP-dlq',
        functionName: 'MessageProcessor',
        stackName: 'ChatAPP',
        endpoint: connection.endpoint
      }
    ])
    const { StackResourceSummaries = [] } = await motoCloudFormation().send(
      new ListStackResourcesCommand({ StackName: 'ChatAPP' })
    )
    const made = StackResourceSummaries.flatMap(({ LogicalResourceId: id }) => (id ? [id] : []))
    const wanted = Object.entries(resources)
      .filter(([, { Type }]) => !unknownToMoto.includes(Type))
      .map(([id]) => id)
    expect(made.toSorted()).toEqual(wanted.toSorted())
    const { TemplateBody } = await motoCloudFormation().send(new GetTemplateCommand({ StackName: 'ChatAPP' }))
    expect(JSON.parse(TemplateBody ?? '')).toEqual(JSON.parse(builtTemplate()))
  })

  it('carries a message to MessageProcessor and its reply back', async () => {
    const { deploy, backends } = aStackService()
    await deploy()
    await runProcessor()
    const gateway = new SqsGateway(connection)
    const own = 'ChatAPP-responses-0123456789ab'
    await gateway.ensureQueue(own, { VisibilityTimeout: '10' }, { 'chatapp:owner': 'test' })
    const request = aRequest({ text: '/echo across the cloud' })

    const queue = backends[0]?.requestQueue.split('/').at(-1) ?? ''
    await gateway.sendRequests(
      queue,
      [{ id: request.id, conversationId: 'c', body: encodeBody(request) }],
      own
    )
    const [message] = await gateway.receive(own)

    expect(parseReplyBody(message?.body ?? '')).toMatchObject({
      ok: true,
      body: { inReplyTo: request.id, text: 'across the cloud', kind: 'reply' }
    })
    await gateway.deleteMessages(own, [message?.receiptHandle ?? ''])
    await gateway.deleteQueue(own)
    gateway.close()
  })

  it('gives the queues their redrive and time-outs', async () => {
    await aStackService().deploy()
    const sqs = new SQSClient(connection)
    const attributesOf = async (name: string) => {
      const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: name }))
      const QueueUrl = QueueUrls.find((url) => url.endsWith(`/${name}`))
      return (
        (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ??
        {}
      )
    }

    const request = await attributesOf('ChatAPP')
    const responses = await attributesOf('ChatAPP-responses')

    expect(request).toMatchObject({ VisibilityTimeout: '90', ReceiveMessageWaitTimeSeconds: '20' })
    expect(JSON.parse(request['RedrivePolicy'] ?? '')).toEqual({
      deadLetterTargetArn: `arn:aws:sqs:${region}:123456789012:ChatAPP-dlq`,
      maxReceiveCount: 5
    })
    expect(responses).toMatchObject({ VisibilityTimeout: '10' })
  })

  it('has queue policies that SQS accepts', async () => {
    await aStackService().deploy()
    const sqs = new SQSClient(connection)

    for (const { Properties } of resourcesOf('AWS::SQS::QueuePolicy')) {
      const { Queues, PolicyDocument } = resolved(Properties) as { Queues: string[]; PolicyDocument: object }
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: Queues[0] }))
      const Policy = JSON.stringify(PolicyDocument)
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy', 'QueueArn'] })
      )

      expect(JSON.parse(Attributes?.['Policy'] ?? '')).toMatchObject({
        Statement: [{ Effect: 'Deny', Action: 'sqs:*', Resource: Attributes?.['QueueArn'] }]
      })
    }
  })

  it('gives IAM policies that name our queues and table and no others', async () => {
    await aStackService().deploy()
    const iam = new IAMPolicies()

    const client = await iam.clientPolicy()
    const processor = await iam.processorPolicy()

    const named = [...client, ...processor].filter(({ Resource }) => Resource !== '*')
    // There is no key unless a parameter names one.
    const keys = named.filter(({ Action }) => [Action].flat().every((one) => one.startsWith('kms:')))
    expect(keys.map(({ Resource }) => Resource)).toEqual([noKey, noKey])
    for (const { Effect, Resource } of named.filter((one) => !keys.includes(one))) {
      expect(Effect).toBe('Allow')
      expect([Resource].flat().join(' ')).toMatch(
        /^(arn:aws:(sqs:eu-central-1:123456789012:ChatAPP[\w*?-]*|dynamodb:eu-central-1:123456789012:table\/ChatAPP-rooms|logs:eu-central-1:123456789012:log-group:[\w/:*-]+) ?)+$/
      )
    }
    expect(client.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action)).toEqual([
      ['cloudwatch:GetMetricData', 'cloudwatch:DescribeAlarms']
    ])
  })

  it('has alarms that CloudWatch accepts', async () => {
    await aStackService().deploy()
    const watch = new CloudWatchClient(connection)

    for (const [index, { Properties }] of resourcesOf('AWS::CloudWatch::Alarm').entries()) {
      const {
        AlarmActions: _none,
        OKActions: _either,
        ...alarm
      } = resolved(Properties) as PutMetricAlarmCommandInput
      await watch.send(new PutMetricAlarmCommand({ ...alarm, AlarmName: String(index) }))
    }

    const { MetricAlarms = [] } = await watch.send(new DescribeAlarmsCommand({}))
    expect(MetricAlarms.map(({ MetricName, Dimensions }) => [MetricName, Dimensions?.[0]?.Value])).toEqual([
      ['ApproximateNumberOfMessagesVisible', 'ChatAPP-dlq'],
      ['ApproximateAgeOfOldestMessage', 'ChatAPP'],
      ['Errors', 'MessageProcessor'],
      ['Throttles', 'MessageProcessor'],
      ['Duration', 'MessageProcessor'],
      ['ConcurrentExecutions', 'MessageProcessor'],
      ['ClientGone', 'MessageProcessor'],
      ['ApproximateAgeOfOldestMessage', 'ChatAPP-responses']
    ])
  })

  it('makes the dashboard, and a log that is kept for as long as asked', async () => {
    await aStackService().deploy({ logRetentionDays: 30 })

    const watch = new CloudWatchClient(connection)
    const { logGroups = [] } = await new CloudWatchLogsClient(connection).send(
      new DescribeLogGroupsCommand({})
    )
    const { DashboardBody } = await watch.send(
      new GetDashboardCommand({ DashboardName: `ChatAPP-${region}` })
    )

    expect(logGroups).toMatchObject([{ logGroupName: '/aws/lambda/MessageProcessor', retentionInDays: 30 }])
    expect(JSON.parse(DashboardBody ?? '')).toMatchObject({ widgets: expect.any(Array) })
  })

  it('shows the function’s log lines of one message, and metrics', async () => {
    const { deploy, backends } = aStackService()
    await deploy()
    const logs = new CloudWatchLogsClient(connection)
    const id = uuidv7()
    const stream = { logGroupName: '/aws/lambda/MessageProcessor', logStreamName: 's' }
    await logs.send(new CreateLogStreamCommand(stream))
    const mine = JSON.stringify({ message: 'record', correlationId: id })
    const logEvents = [mine, 'another'].map((message) => ({ timestamp: Date.now(), message }))
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }))
    const handlers = monitoringOn(
      {
        backend: backends[0] as AwsBackendConfig,
        cloudWatch: () => createCloudWatchClient(connection),
        cloudWatchLogs: () => createCloudWatchLogsClient(connection)
      },
      1
    )

    const logsHandlers = logsOn({
      backend: backends[0] as AwsBackendConfig,
      cloudWatchLogs: () => createCloudWatchLogsClient(connection)
    })
    const { entries } = await logsHandlers['logs.read']({ messageId: id, limit: 100 })
    expect(entries).toMatchObject([{ at: expect.any(Number), text: mine, messageId: id }])
    const { series } = await handlers['monitoring.get']({ hours: 3 })
    expect(series.map(({ name }) => name)).toHaveLength(6)
  })

  it('is updated by a changed parameter, and only then', async () => {
    const { service, deploy, backends } = aStackService()
    await deploy({ alarmEmail: 'me@example.com' })
    const [first] = backends

    const unchanged = await service.plan({ region, credentials: source }, { stackName: 'ChatAPP' })
    const { plan, end } = await deploy({ maximumConcurrency: 20 })

    expect(unchanged.kind).toBe('unchanged')
    expect([plan.kind, end.state]).toEqual(['update', 'done'])
    expect(backends).toEqual([{ ...first, requestQueue: 'ChatAPP' }])
    const { Stacks } = await motoCloudFormation().send(new DescribeStacksCommand({ StackName: 'ChatAPP' }))
    const parameters = Object.fromEntries(
      Stacks?.[0]?.Parameters?.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]) ?? []
    )
    expect(parameters).toMatchObject({ MaximumConcurrency: '20', AlarmEmail: 'me@example.com' })
  })

  it('has a bucket of the account’s own made for code that is too large', async () => {
    const code = 'exports.handler = async () => 3'
    const bucket = new CodeBucket({
      endpoint: connection.endpoint,
      region,
      account: '123456789012',
      credentials: async () => credentials
    })
    const place = { bucket: usualBucket('123456789012', region), key: keyOf(code) }

    await bucket.put(place, code)

    const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${region}/s3/aws4_request`
    const url = `${connection.endpoint}/${place.bucket}/${place.key}`
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200)
    expect(await bucket.drop(place)).toBe(true)
  })

  it('runs the code that it was given over a bucket', async () => {
    const { deploy } = aStackService()
    const bucket = usualBucket('123456789012', region)
    const shaOf = async (): Promise<unknown> => {
      const answer = await answerOf('lambda', '2015-03-31/functions/MessageProcessor')
      const { Configuration } = (await answer.json()) as { Configuration: { CodeSha256: string } }
      return Configuration.CodeSha256
    }

    const { end } = await deploy({ codeBucket: bucket })

    expect(end.state).toBe('done')
    expect(await shaOf()).toBe(createHash('sha256').update(zipped('index.js', builtCode())).digest('base64'))
    expect((await answerOf('s3', `${bucket}/${keyOf(builtCode())}`)).status).toBe(200)
  })

  it('is removed without a trace', async () => {
    const { service, deploy, backends, ended } = aStackService()
    await deploy()

    await service.remove(backends[0]?.id ?? '')

    expect(await ended()).toMatchObject({ state: 'done' })
    expect(backends).toEqual([])
    expect((await new SQSClient(connection).send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([])
    const { logGroups } = await new CloudWatchLogsClient(connection).send(new DescribeLogGroupsCommand({}))
    expect(logGroups).toEqual([])
  })

  it('that is only planned leaves nothing behind', async () => {
    const { service } = aStackService()
    const { planId } = await service.plan({ region, credentials: source }, { stackName: 'ChatAPP' })

    await service.discard(planId)

    await expect(
      motoCloudFormation().send(new DescribeStacksCommand({ StackName: 'ChatAPP' }))
    ).rejects.toThrow('does not exist')
  })
})
