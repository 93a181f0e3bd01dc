import {
  paginateGetMetricData,
  type CloudWatchClient,
  type MetricDataQuery
} from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { consoleHost } from '../../shared/aws-partition'
import type { AwsBackendConfig, Monitoring } from '../../shared/backend-config'
import { queueNameOf } from '../../shared/backend-words'
import type { ChatError } from '../../shared/errors'
import { say, sayAll, sayError, type Told } from '../../shared/said'
import { toChatError } from '../../shared/to-chat-error'

/** What a backend tells of itself over time; what cannot be read stands in `missing`, in words. */
export type Metrics = Pick<Monitoring, 'series' | 'dashboardUrl' | 'missing'> & {
  /** Requests to SQS this month, of all who use its queues, Lambda's polling included; null where that cannot be told. */
  readonly stackRequests: number | null
}

export interface CloudWatchDeps {
  backend: AwsBackendConfig
  /** Clients for one look; each is ended after it. */
  cloudWatch: () => CloudWatchClient
  cloudWatchLogs: () => CloudWatchLogsClient
  now?: () => number
}

type SeriesName = Monitoring['series'][number]['name']

const HOUR_MS = 3_600_000

/** The metrics of the last hours. Never fails. */
export async function cloudWatchMetrics(
  deps: CloudWatchDeps,
  hours: number
): Promise<Omit<Metrics, 'stackRequests'>> {
  const { backend } = deps
  const { series, missing } = await readSeries(deps, hours)
  const dashboardUrl = dashboardOf(backend)
  return {
    series,
    dashboardUrl,
    missing: dashboardUrl === null ? [...missing, noDashboard(backend)] : missing
  }
}

/** What SQS counts of a queue, one request each where messages come one at a time. */
const requestMetrics = [
  'NumberOfEmptyReceives',
  'NumberOfMessagesReceived',
  'NumberOfMessagesSent',
  'NumberOfMessagesDeleted'
] as const

/**
 * Requests to SQS since a month began, as CloudWatch counts them on the request queue, the dead-letter queue and all
 * response queues: at most these, for a batch is one. Null where they cannot be read.
 */
export async function stackRequests(
  { backend, cloudWatch, now = Date.now }: CloudWatchDeps,
  monthStart: number
): Promise<number | null> {
  const client = cloudWatch()
  const Period = 86_400
  const queues = [queueNameOf(backend.requestQueue), backend.deadLetterQueue]
  const ofQueues = queues.flatMap((Value, queue) =>
    requestMetrics.map((MetricName, index) => ({
      Id: `q${queue}_${index}`,
      MetricStat: {
        Metric: { Namespace: 'AWS/SQS', MetricName, Dimensions: [{ Name: 'QueueName', Value }] },
        Period,
        Stat: 'Sum'
      }
    }))
  )
  // Its words, for a search takes what has all of them: the shared queue and those of each installation.
  const words = backend.sharedResponseQueue.replace(/\.fifo$/, '').replaceAll('-', ' ')
  const ofResponses = requestMetrics.map((MetricName, index) => ({
    Id: `r${index}`,
    Expression: `SUM(SEARCH('{AWS/SQS,QueueName} MetricName="${MetricName}" ${words}', 'Sum', ${Period}))`
  }))
  let requests = 0
  try {
    const pages = paginateGetMetricData(
      { client },
      {
        StartTime: new Date(monthStart),
        EndTime: new Date(now()),
        MetricDataQueries: [...ofQueues, ...ofResponses]
      }
    )
    for await (const { MetricDataResults = [] } of pages)
      for (const { Values = [] } of MetricDataResults)
        requests += Values.reduce((sum, value) => sum + value, 0)
    return requests
  } catch {
    // Why metrics cannot be read stands among what is missing already.
    return null
  } finally {
    client.destroy()
  }
}

async function readSeries(
  { backend, cloudWatch, now = Date.now }: CloudWatchDeps,
  hours: number
): Promise<Pick<Metrics, 'series' | 'missing'>> {
  const client = cloudWatch()
  const queries = queriesFor(backend, hours)
  const points = new Map<string, { at: number; value: number }[]>()
  try {
    const pages = paginateGetMetricData(
      { client },
      {
        StartTime: new Date(now() - hours * HOUR_MS),
        EndTime: new Date(now()),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: queries.map(({ query }) => query)
      }
    )
    for await (const { MetricDataResults = [] } of pages) {
      for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
        const known = points.get(Id) ?? []
        for (const [index, at] of Timestamps.entries())
          known.push({ at: at.getTime(), value: Values[index] ?? 0 })
        points.set(Id, known)
      }
    }
  } catch (error) {
    return { series: [], missing: [whyNoMetrics(toChatError(error), backend)] }
  } finally {
    client.destroy()
  }
  return {
    series: queries.map(({ name, query }) => ({ name, points: points.get(query.Id ?? '') ?? [] })),
    missing: []
  }
}

/** At most 180 points a series: one a minute for three hours, one in 24 minutes for three days. */
function queriesFor(
  backend: AwsBackendConfig,
  hours: number
): { name: SeriesName; query: MetricDataQuery }[] {
  const queue = queueNameOf(backend.requestQueue)
  const Period = Math.ceil(hours / 3) * 60
  const metric = (
    name: SeriesName,
    [Namespace, MetricName, Stat]: [string, string, string],
    [Name, Value]: [string, string]
  ): { name: SeriesName; query: MetricDataQuery } => ({
    name,
    query: {
      Id: name.replaceAll('-', '_'),
      MetricStat: { Metric: { Namespace, MetricName, Dimensions: [{ Name, Value }] }, Period, Stat }
    }
  })
  const processor: [string, string] = ['FunctionName', backend.functionName]
  return [
    metric(
      'oldest-age-seconds',
      ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'Maximum'],
      ['QueueName', queue]
    ),
    metric(
      'dlq-depth',
      ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum'],
      ['QueueName', backend.deadLetterQueue]
    ),
    metric('invocations', ['AWS/Lambda', 'Invocations', 'Sum'], processor),
    metric('errors', ['AWS/Lambda', 'Errors', 'Sum'], processor),
    metric('throttles', ['AWS/Lambda', 'Throttles', 'Sum'], processor),
    metric('duration-ms', ['AWS/Lambda', 'Duration', 'Average'], processor)
  ]
}

/** What lets a user at CloudWatch. */
export const policyToAttach = ({ stackName }: AwsBackendConfig): Told =>
  stackName === null ? say('metrics.allow_all') : say('metrics.attach_policy', { stackName })

/** Why metrics cannot be read, and what to do. */
export function whyNoMetrics(error: ChatError, backend: AwsBackendConfig): Told {
  if (error.code === 'access_denied') return sayAll(say('metrics.denied'), policyToAttach(backend))
  if (backend.endpoint !== null) return say('metrics.elsewhere', { endpoint: backend.endpoint })
  return sayAll(say('metrics.failed'), sayError(error))
}

/** Where the dashboard that the template makes is shown; null where no stack made one. */
function dashboardOf({ stackName, requestQueue, region, endpoint }: AwsBackendConfig): string | null {
  if (stackName === null || endpoint !== null) return null
  const name = `${queueNameOf(requestQueue)}-${region}`
  return `https://${consoleHost(region)}/cloudwatch/home?region=${region}#dashboards:name=${encodeURIComponent(name)}`
}

const noDashboard = ({ endpoint }: AwsBackendConfig): Told =>
  say(endpoint === null ? 'metrics.no_dashboard_by_hand' : 'metrics.no_dashboard_elsewhere')
