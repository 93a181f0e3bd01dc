import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SqsGateway } from '../src/core/backends/sqs-gateway'
import { answerOf } from '../src/core/check/trial'
import { aStackService } from './a-stack-service'
import { localStackBin, startLocalStack } from './localstack'
import { builtTemplate } from './moto'

const { Resources } = JSON.parse(builtTemplate()) as {
  Resources: Record<string, { Type: string; Condition?: string }>
}
/** Without an e-mail address there is no topic. */
const made = Object.entries(Resources).filter(([, { Condition }]) => Condition === undefined)

describe.skipIf(localStackBin === '')('the template, unmodified, on LocalStack', () => {
  let stack: Awaited<ReturnType<typeof startLocalStack>>
  let sqs: SQSClient
  let service: ReturnType<typeof aStackService>
  let gateway: SqsGateway

  beforeAll(async () => {
    stack = await startLocalStack()
    sqs = new SQSClient(stack.connection)
    gateway = new SqsGateway(stack.connection)
    service = aStackService({
      cloudFormation: stack.cloudFormation,
      endpoint: stack.connection.endpoint,
      pause: () => new Promise((done) => setTimeout(done, 200))
    })
  }, 180_000)
  afterAll(async () => {
    gateway?.close()
    await stack?.stop()
  })

  const attribute = async (
    queue: string,
    name: 'Policy' | 'ApproximateNumberOfMessages'
  ): Promise<string> => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }))
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }))
    return Attributes?.[name] ?? ''
  }

  it('is deployed with every resource, and its outputs become a backend', { timeout: 120_000 }, async () => {
    const { end } = await service.deploy()

    expect(end.state).toBe('done')
    const listed = await stack.cloudFormation().send(new ListStackResourcesCommand({ StackName: 'ChatAPP' }))
    const ended = (listed.StackResourceSummaries ?? []).map((one) => [
      one.LogicalResourceId,
      one.ResourceStatus
    ])
    expect(Object.fromEntries(ended)).toEqual(Object.fromEntries(made.map(([id]) => [id, 'CREATE_COMPLETE'])))
    expect(service.backends).toMatchObject([
      { functionName: 'MessageProcessor', deadLetterQueue: 'ChatAPP-dlq' }
    ])
    const { Stacks } = await stack.cloudFormation().send(new DescribeStacksCommand({ StackName: 'ChatAPP' }))
    expect(
      Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'RequestQueueUrl')?.OutputValue
    ).toMatch(/\/ChatAPP$/)
  })

  it('refuses connections without TLS by its queue policies, and has its alarms', async () => {
    for (const queue of ['ChatAPP', 'ChatAPP-dlq', 'ChatAPP-responses'])
      expect(JSON.parse(await attribute(queue, 'Policy'))).toMatchObject({
        Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]
      })
    const { MetricAlarms } = await new CloudWatchClient(stack.connection).send(new DescribeAlarmsCommand({}))
    expect(MetricAlarms).toHaveLength(made.filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm').length)
  })

  it(
    'answers a message that its own event source mapping brings to the function',
    { timeout: 90_000 },
    async () => {
      const names = {
        requestQueue: 'ChatAPP',
        deadLetterQueue: 'ChatAPP-dlq',
        sharedResponseQueue: 'ChatAPP-responses',
        functionName: 'MessageProcessor'
      }
      const backend = { gateway: () => gateway, identity: async () => null, names }

      const { text } = await answerOf({
        backend,
        installId: 'localstack',
        name: 'Test',
        text: '/echo over LocalStack'
      })

      expect(text).toContain('over LocalStack')
      expect(stack.invocations()).toBeGreaterThan(0)
    }
  )

  it('gives a message up after five attempts, into the dead-letter queue', { timeout: 120_000 }, async () => {
    const before = stack.invocations()
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP' }))

    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '/fail' }))

    await expect
      .poll(() => attribute('ChatAPP-dlq', 'ApproximateNumberOfMessages'), {
        timeout: 100_000,
        interval: 500
      })
      .toBe('1')
    expect(stack.invocations() - before).toBe(5)
  })

  it('is removed with its queues', { timeout: 90_000 }, async () => {
    await service.service.remove(service.backends[0]?.id ?? '')

    expect(await service.ended()).toMatchObject({ state: 'done' })
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
    expect(QueueUrls.filter((url) => /\/ChatAPP(-dlq)?$/.test(url))).toEqual([])
  })
})
