import { GetMetricDataCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  paginateListEventSourceMappings,
  type LambdaClientConfig
} from '@aws-sdk/client-lambda'
import { limitCalls } from '../../shared/client-middleware'
import { toChatError } from '../../shared/to-chat-error'
import {
  readAttributes,
  readSources,
  readTags,
  type QueueInspector,
  type QueueTrigger
} from './queue-inspector'
import type { SqsGateway } from './sqs-gateway'

/** A call that has not ended by then is given up, in milliseconds. */
const CALL_LIMIT_MS = 15_000

const DAY_MS = 86_400_000

export interface AwsInspectorDeps {
  /** SQS in the queue's own region and account. */
  readonly sqs: (account: string | null) => SqsGateway
  readonly lambda: LambdaClientConfig
  readonly cloudWatch: () => CloudWatchClient
  readonly queueAges: (queue: string) => Promise<ReadonlyMap<string, number>>
  readonly now?: () => number
}

/** What goes wrong in the SDK, as the house calls it. */
const asked = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw toChatError(error)
  }
}

/** Reads queues and functions of one region of AWS. */
export function awsInspector({
  sqs,
  lambda,
  cloudWatch,
  queueAges,
  now = Date.now
}: AwsInspectorDeps): QueueInspector {
  const client = limitCalls(new LambdaClient(lambda), CALL_LIMIT_MS)
  const gateways = new Map<string | null, SqsGateway>()
  const gateway = (account: string | null): SqsGateway => {
    const known = gateways.get(account) ?? sqs(account)
    gateways.set(account, known)
    return known
  }
  return {
    attributes: ({ name, account }) => readAttributes(gateway(account), name),
    sources: ({ name, account }) => readSources(gateway(account), name),
    tags: ({ name, account }) => readTags(gateway(account), name),
    triggers: (EventSourceArn) =>
      asked(async () => {
        const triggers: QueueTrigger[] = []
        for await (const page of paginateListEventSourceMappings({ client }, { EventSourceArn }))
          for (const one of page.EventSourceMappings ?? [])
            triggers.push({
              id: one.UUID ?? null,
              functionArn: one.FunctionArn ?? '',
              enabled: one.State !== 'Disabled' && one.State !== 'Disabling',
              batchSize: one.BatchSize ?? 10,
              windowSeconds: one.MaximumBatchingWindowInSeconds ?? 0,
              reportsFailures: one.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
              maximumConcurrency: one.ScalingConfig?.MaximumConcurrency ?? null
            })
        return triggers
      }),
    functionTimeout: (FunctionName) =>
      asked(async () => {
        const { Timeout = 3 } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }))
        return Timeout
      }),
    reservedConcurrency: (arn) =>
      asked(async () => {
        const { ReservedConcurrentExecutions = null } = await client.send(
          new GetFunctionConcurrencyCommand({ FunctionName: unqualified(arn) })
        )
        return ReservedConcurrentExecutions
      }),
    throttles: (arn) => asked(() => throttlesOf(cloudWatch(), arn, now())),
    oldestMs: async ({ name }) => (await queueAges(name)).get(name) ?? null,
    close: () => {
      client.destroy()
      for (const one of gateways.values()) one.close()
    }
  }
}

/** A function's ARN without the alias or version behind it. */
const unqualified = (arn: string): string => arn.split(':').slice(0, 7).join(':')

async function throttlesOf(client: CloudWatchClient, arn: string, now: number): Promise<number> {
  const FunctionName = arn.split(':')[6] ?? arn
  try {
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - DAY_MS),
        EndTime: new Date(now),
        MetricDataQueries: [
          {
            Id: 'throttles',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/Lambda',
                MetricName: 'Throttles',
                Dimensions: [{ Name: 'FunctionName', Value: FunctionName }]
              },
              Period: 3600,
              Stat: 'Sum'
            }
          }
        ]
      })
    )
    return MetricDataResults.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0)
  } finally {
    client.destroy()
  }
}
