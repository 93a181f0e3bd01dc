/**
 * AWS's list prices in US dollars, in us-east-1, and what an account has for free each month.
 *
 * Read in June 2026 on the pricing pages of SQS, Lambda and CloudWatch (https://aws.amazon.com/sqs/pricing/,
 * https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/cloudwatch/pricing/), those of DynamoDB as they are since
 * November 2024 (https://aws.amazon.com/dynamodb/pricing/on-demand/). Other regions may cost a quarter more. This is the one place for them.
 */
export const awsPrices = {
  readOn: '2026-06',
  /** Per million requests. Those with a message group, which ChatAPP sets, cost more (fair queues). */
  sqsRequests: { perMillion: 0.4, groupedPerMillion: 0.5, free: 1_000_000 },
  /** Functions on arm64. */
  lambdaRequests: { perMillion: 0.2, free: 1_000_000 },
  lambdaGbSeconds: { each: 0.000_013_333_4, free: 400_000 },
  logGb: { each: 0.5, free: 5 },
  customMetrics: { each: 0.3, free: 10 },
  alarms: { each: 0.1, free: 10 },
  dashboards: { each: 3, free: 3 },
  /** On demand: each KB that is written, each 4 KB that are read as they are now; none is free. */
  tableWrites: { perMillion: 0.625 },
  tableReads: { perMillion: 0.125 },
  /** GetMetricData; none is free. */
  metricsRead: { perThousand: 0.01 }
} as const

/** Requests to SQS in 30 days by one poller that asks again as soon as a long poll of 20 s has ended. */
export const POLLS_A_MONTH = 129_600

/** AWS: pollers of a mapping on an idle queue. Lambda scales down to two, but not where maximum concurrency is set. */
export const idlePollers = (limited: boolean): number => (limited ? 5 : 2)

/** What a stack is used for in a month. */
export interface StackUse {
  readonly alarms: number
  readonly dashboards: number
  readonly memoryMb: number
  /** Whether the trigger has a maximum concurrency. */
  readonly limited: boolean
  /** Messages that are sent and answered, one at a time. */
  readonly messages: number
}

/** Dollars a month: within the free allowances of an account that uses them for nothing else, and without any. */
export interface MonthlyPrice {
  readonly withAllowances: number
  readonly listed: number
}

/** AWS: EMF lines of the function make five metrics in the namespace ChatAPP, in a month in which there are any. */
const CUSTOM_METRICS = 5

/** Requests to SQS for one message and its answer: sent, received and deleted, both ways. */
const REQUESTS_A_MESSAGE = 6

/** How long the function takes for a short message, in seconds, and what it logs, in GB. */
const SECONDS_A_MESSAGE = 0.1
const LOG_GB_A_MESSAGE = 1e-6

/** What a month of a stack with one client costs, about: an installation that polls all the time is counted in. */
export function monthlyPrice({ alarms, dashboards, memoryMb, limited, messages }: StackUse): MonthlyPrice {
  const { sqsRequests, lambdaRequests, lambdaGbSeconds, logGb, customMetrics } = awsPrices
  const polls = POLLS_A_MONTH * (idlePollers(limited) + 1)
  const grouped = messages * REQUESTS_A_MESSAGE
  const parts: readonly (readonly [amount: number, each: number, free: number])[] = [
    [polls, sqsRequests.perMillion / 1e6, sqsRequests.free],
    [grouped, sqsRequests.groupedPerMillion / 1e6, Math.max(0, sqsRequests.free - polls)],
    [messages, lambdaRequests.perMillion / 1e6, lambdaRequests.free],
    [(messages * SECONDS_A_MESSAGE * memoryMb) / 1024, lambdaGbSeconds.each, lambdaGbSeconds.free],
    [messages * LOG_GB_A_MESSAGE, logGb.each, logGb.free],
    [messages > 0 ? CUSTOM_METRICS : 0, customMetrics.each, customMetrics.free],
    [alarms, awsPrices.alarms.each, awsPrices.alarms.free],
    [dashboards, awsPrices.dashboards.each, awsPrices.dashboards.free]
  ]
  const sum = (allowance: (free: number) => number): number =>
    parts.reduce((total, [amount, each, free]) => total + Math.max(0, amount - allowance(free)) * each, 0)
  return { withAllowances: cents(sum((free) => free)), listed: cents(sum(() => 0)) }
}

/** AWS: KB written and 4 KB read for one message in a room, whose head is some 6 KB: see the function's write path. */
const TABLE_WRITES_A_MESSAGE = 8
const TABLE_READS_A_MESSAGE = 2

/** What messages in rooms with so many members cost at list prices, each on one device; before there are rooms a table costs nothing. */
export function priceOfRooms({
  messages,
  members,
  memoryMb
}: Record<'messages' | 'members' | 'memoryMb', number>): number {
  const { sqsRequests, lambdaRequests, lambdaGbSeconds, tableWrites, tableReads } = awsPrices
  // Sent, received and deleted: the request, and what each member hears of it.
  const requests = 3 * (members + 1)
  const millionth =
    requests * sqsRequests.groupedPerMillion +
    lambdaRequests.perMillion +
    TABLE_WRITES_A_MESSAGE * tableWrites.perMillion +
    TABLE_READS_A_MESSAGE * tableReads.perMillion
  return cents(
    (messages * millionth) / 1e6 + ((messages * SECONDS_A_MESSAGE * memoryMb) / 1024) * lambdaGbSeconds.each
  )
}

const cents = (dollars: number): number => Math.round(dollars * 100) / 100
