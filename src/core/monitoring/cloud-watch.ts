import {
  paginateGetMetricData,
  type CloudWatchClient,
  type MetricDataQuery
} from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { consoleHost } from '../../shared/aws-partition'
import type { AwsBackendConfig, LogLine, Monitoring } from '../../shared/backend-config'
import { queueNameOf } from '../../shared/backend-words'
import type { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import { functionLogLines } from './function-log'

/** What a backend tells of itself over time; what cannot be read stands in `missing`, in words. */
export type Metrics = Pick<Monitoring, 'series' | 'dashboardUrl' | 'missing'>

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
export async function cloudWatchMetrics(deps: CloudWatchDeps, hours: number): Promise<Metrics> {
  const { backend } = deps
  const { series, missing } = await readSeries(deps, hours)
  const dashboardUrl = dashboardOf(backend)
  if (dashboardUrl === null) missing.push(noDashboard(backend))
  return { series, dashboardUrl, missing }
}

/** What the function logged about a message, oldest first. Throws `access_denied`, naming the permission. */
export async function cloudWatchLog(deps: CloudWatchDeps, correlationId: string): Promise<LogLine[]> {
  const client = deps.cloudWatchLogs()
  try {
    return await functionLogLines(client, deps.backend, correlationId)
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

function whyNoMetrics(error: ChatError, backend: AwsBackendConfig): string {
  if (error.code === 'access_denied') {
    return (
      'The metrics may not be read: the permission cloudwatch:GetMetricData is missing. ' +
      (backend.stackName === null
        ? 'Allow it on all resources ("*"); AWS cannot narrow it down.'
        : `Attach the client policy of the stack ${backend.stackName} (its output ClientPolicyArn) to your user or role.`)
    )
  }
  if (backend.endpoint !== null)
    return `The metrics could not be read: ${backend.endpoint} gives no CloudWatch.`
  return `The metrics could not be read. ${error.message}`
}

/** Where the dashboard that the template makes is shown; null where no stack made one. */
function dashboardOf({ stackName, requestQueue, region, endpoint }: AwsBackendConfig): string | null {
  if (stackName === null || endpoint !== null) return null
  const name = `${queueNameOf(requestQueue)}-${region}`
  return `https://${consoleHost(region)}/cloudwatch/home?region=${region}#dashboards:name=${encodeURIComponent(name)}`
}

const noDashboard = ({ endpoint }: AwsBackendConfig): string =>
  endpoint === null
    ? 'There is no dashboard: this backend was set up by hand. Deploy it as a stack to get one.'
    : 'There is no dashboard: this backend is another server than AWS.'
