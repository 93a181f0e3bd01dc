import { paginateGetMetricData, type MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import { historySpans, type HistorySpan } from '../../shared/contract'
import { toChatError } from '../../shared/to-chat-error'
import { whyNoMetrics, type CloudWatchDeps } from './cloud-watch'
import { noSeries, noValues, type QueueSeries } from './queue-series'

/** CloudWatch has one value a minute of each queue, and the last ones late; in milliseconds. */
const MINUTE_MS = 60_000
const LATE_MS = 600_000

const metrics = {
  visible: 'ApproximateNumberOfMessagesVisible',
  inFlight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
  oldestMs: 'ApproximateAgeOfOldestMessage'
} as const

/** The highest values of a queue's metric, one each `Period` seconds. */
const highest = (
  Id: string,
  { queue, metric, Period }: { queue: string; metric: string; Period: number }
): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: { Namespace: 'AWS/SQS', MetricName: metric, Dimensions: [{ Name: 'QueueName', Value: queue }] },
    Period,
    Stat: 'Maximum'
  }
})

/** How full a queue was over a span, as CloudWatch saw it. Never rejects. */
export async function queueSeries(
  deps: CloudWatchDeps,
  queue: string,
  span: HistorySpan
): Promise<QueueSeries> {
  const { ms, stepMs } = historySpans[span]
  const periodMs = Math.max(MINUTE_MS, stepMs)
  const columns = Object.entries(metrics)
  try {
    const found = await read(
      deps,
      ms + periodMs,
      columns.map(([id, metric]) => highest(id, { queue, metric, Period: periodMs / 1000 }))
    )
    const column = (id: keyof typeof metrics) => found.get(id) ?? noValues
    const ages = [...column('oldestMs')].map(([at, seconds]) => [at, seconds * 1000] as const)
    return {
      periodMs,
      visible: column('visible'),
      inFlight: column('inFlight'),
      delayed: column('delayed'),
      oldestMs: new Map(ages),
      missing: []
    }
  } catch (error) {
    return { ...noSeries, periodMs, missing: [whyNoMetrics(toChatError(error), deps.backend)] }
  }
}

/** The age of each queue's oldest message in milliseconds, as of CloudWatch's last look; what is not told is left out. */
export async function queueAges(
  deps: CloudWatchDeps,
  queues: readonly string[]
): Promise<ReadonlyMap<string, number>> {
  try {
    const found = await read(
      deps,
      LATE_MS,
      queues.map((queue, index) => highest(`q${index}`, { queue, metric: metrics.oldestMs, Period: 60 }))
    )
    const ages = queues.map((queue, index) => {
      const newest = [...(found.get(`q${index}`) ?? noValues)].toSorted(([a], [b]) => b - a)[0]
      return [queue, (newest?.[1] ?? 0) * 1000] as const
    })
    return new Map(ages.filter(([, ms]) => ms > 0))
  } catch {
    // Why metrics cannot be read stands beside the charts.
    return new Map()
  }
}

/** Values by their moment, by the id of their query. */
async function read(
  { cloudWatch, now = Date.now }: CloudWatchDeps,
  sinceMs: number,
  queries: MetricDataQuery[]
): Promise<ReadonlyMap<string, Map<number, number>>> {
  const client = cloudWatch()
  const found = new Map<string, Map<number, number>>()
  try {
    const pages = paginateGetMetricData(
      { client },
      {
        StartTime: new Date(now() - sinceMs),
        EndTime: new Date(now()),
        MetricDataQueries: queries
      }
    )
    for await (const { MetricDataResults = [] } of pages)
      for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
        const values = found.get(Id) ?? new Map<number, number>()
        for (const [index, at] of Timestamps.entries()) values.set(at.getTime(), Values[index] ?? 0)
        found.set(Id, values)
      }
    return found
  } finally {
    client.destroy()
  }
}
