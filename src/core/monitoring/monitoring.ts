import {
  paginateGetMetricData,
  type CloudWatchClient,
  type MetricDataQuery
} from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { AwsBackendConfig, BackendConfig, Monitoring } from '../../shared/backend-config'
import type { Handlers } from '../../shared/contract'
import type { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import { consoleHost } from '../../shared/aws-partition'
import { functionLogLines, localLogLines } from './function-log'
import { FREE_REQUESTS, type RequestCounter } from '../backends/request-counter'

export interface MonitoringDeps {
  /** The backend that is talked to now. */
  active: () => BackendConfig
  cloudWatch: (backend: AwsBackendConfig) => CloudWatchClient
  cloudWatchLogs: (backend: AwsBackendConfig) => CloudWatchLogsClient
  requests: Pick<RequestCounter, 'thisMonth'>
  /** The profile's log file, where the local backend's function writes to. */
  logFile: string
  now: () => number
}

type SeriesName = Monitoring['series'][number]['name']

const HOUR_MS = 3_600_000

/** The contract's `monitoring.*` calls. `monitoring.get` never fails: what cannot be read stands in `missing`. */
export function createMonitoringHandlers(
  deps: MonitoringDeps
): Pick<Handlers, 'monitoring.get' | 'monitoring.logs'> {
  return {
    'monitoring.get': async ({ hours }) => {
      const backend = deps.active()
      const cost = costLine(deps.requests.thisMonth(), backend)
      if (backend.kind === 'local') {
        return {
          series: [],
          dashboardUrl: null,
          cost,
          missing: [
            'The local backend has no CloudWatch, so there are no metrics over time. Its queues are under Queues, ' +
              'and the function’s log lines stand beside each message.'
          ]
        }
      }
      const { series, missing } = await readSeries(deps, backend, hours)
      const dashboardUrl = dashboardOf(backend)
      if (dashboardUrl === null) missing.push(noDashboard(backend))
      return { series, dashboardUrl, cost, missing }
    },
    'monitoring.logs': async ({ correlationId }) => {
      const backend = deps.active()
      if (backend.kind === 'local') return await localLogLines(deps.logFile, correlationId)
      const client = deps.cloudWatchLogs(backend)
      try {
        return await functionLogLines(client, backend, correlationId)
      } finally {
        client.destroy()
      }
    }
  }
}

async function readSeries(
  deps: MonitoringDeps,
  backend: AwsBackendConfig,
  hours: number
): Promise<Pick<Monitoring, 'series' | 'missing'>> {
  const client = deps.cloudWatch(backend)
  const queries = queriesFor(backend, hours)
  const points = new Map<string, { at: number; value: number }[]>()
  try {
    const pages = paginateGetMetricData(
      { client },
      {
        StartTime: new Date(deps.now() - hours * HOUR_MS),
        EndTime: new Date(deps.now()),
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

/** The name in a queue URL, or the name itself. */
const queueNameOf = (queue: string): string => queue.slice(queue.lastIndexOf('/') + 1)

function costLine(
  { month, requests }: ReturnType<RequestCounter['thisMonth']>,
  backend: BackendConfig
): Monitoring['cost'] {
  const freeTierShare = requests / FREE_REQUESTS
  const counted =
    `${requests.toLocaleString('en-US')} requests to SQS this month, ${(freeTierShare * 100).toFixed(1)} % of the ` +
    'million that AWS gives an account for free.'
  const text =
    backend.kind === 'local'
      ? 'The local backend costs nothing.'
      : // AWS: 3 polls a minute make 129,600 in 30 days; an event source mapping starts with five pollers.
        `${counted} Counted is this profile only. Waiting for replies takes up to 129,600 requests a month; ` +
        'Lambda’s own polling of the request queue, up to 648,000 while it is idle, comes on top.'
  return { month, requests, freeTierShare, text }
}
