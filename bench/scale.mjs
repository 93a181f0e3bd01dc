// Beyond one machine: what ChatAPP asks of AWS, by how many clients share one stack. A model, not a measurement: its inputs
// stand here with their sources, and bench/scale.bench.mjs holds its counts against the app that runs.

/**
 * How people use it. Assumptions: change them and print the table again with `node bench/scale.bench.mjs --table`.
 * A client is one open ChatAPP.
 */
export const use = {
  /** Hours a day that a client is open, days of a month. */
  hoursADay: 8,
  daysAMonth: 22,
  /** Messages a client sends in such a day. */
  messagesADay: 50,
  /** How much busier the busiest minute is than the mean of the open hours. */
  peak: 3
}

/** What ChatAPP does, from its code: measured by scale.bench.mjs where a machine can. */
export const app = {
  /** Long polls of an idle client in a minute: one at a time, 20 s each (`reply-receiver.ts`). */
  pollsAMinute: 3,
  /** Calls of the client for one message that is answered by itself: send, receive, delete. */
  clientCallsAlone: 3,
  /** The same for each of many at once: batches of ten. */
  clientCallsInBulk: 0.3,
  /** Messages of one invocation at most (`resources/backend.template`, BatchSize). */
  batch: 10,
  /** Memory of the function in GB and how long one invocation takes, warm, in seconds (the sends of its replies). */
  memoryGb: 0.5,
  secondsOfInvocation: 0.03,
  /** Log lines: bytes for each message and for each invocation (ours and START, END, REPORT). */
  logBytesOfMessage: 350,
  logBytesOfInvocation: 450,
  alarms: 4
}

/**
 * Quotas of one account in one region, as AWS sets them at first. Sources: the quota pages of SQS, Lambda and CloudWatch
 * Logs in their developer guides.
 */
export const quotas = {
  /** SQS, standard queue: messages in flight, that is received and not deleted. */
  inFlight: 120_000,
  /** Lambda: concurrent executions of all functions (can be raised). */
  concurrency: 1000,
  /** Lambda: batches that one event source mapping of SQS processes at once. */
  mappingConcurrency: 1250,
  /** Lambda: pollers that a mapping keeps while its queue is empty; each long polls. */
  idlePollers: 5,
  /** No quota, but a load at which most of what is paid for are polls that bring nothing. */
  callsWorthAWord: 100_000
}

/** US dollars, us-east-1, without the free tier. Sources: the price pages of SQS, Lambda and CloudWatch. */
export const prices = {
  /** SQS, standard, for a million requests: up to 100 thousand million of them a month, up to 200, above. */
  sqsMillion: /** @type {const} */ ([
    [100e9, 0.4],
    [200e9, 0.3],
    [Number.POSITIVE_INFINITY, 0.24]
  ]),
  lambdaMillion: 0.2,
  /** arm64, for a GB and a second. */
  lambdaGbSecond: 0.0000133334,
  logsGb: 0.5,
  alarm: 0.1
}

/** @param {number} requests */
export function sqsDollars(requests) {
  let dollars = 0
  let from = 0
  for (const [upTo, price] of prices.sqsMillion) {
    dollars += (Math.max(0, Math.min(requests, upTo) - from) / 1e6) * price
    from = upTo
  }
  return dollars
}

/** What so many clients ask of one stack. @param {number} clients */
export function modelOf(clients) {
  const openSeconds = use.hoursADay * 3600
  const messagesASecond = (clients * use.messagesADay * use.peak) / openSeconds
  // Batches fill only when messages come faster than they are fetched: one poller brings one batch in each invocation.
  const perBatch = Math.min(
    app.batch,
    Math.max(1, (messagesASecond * app.secondsOfInvocation) / quotas.idlePollers)
  )
  const invocationsASecond = messagesASecond / perBatch
  const concurrency = invocationsASecond * app.secondsOfInvocation
  // Replies of one batch go to as many queues as it has senders, each with a call of its own.
  const sendsOfBatch = Math.min(perBatch, clients)
  const clientCalls = (clients * app.pollsAMinute) / 60 + messagesASecond * app.clientCallsAlone
  const mappingCalls =
    Math.max((quotas.idlePollers * 3) / 60, invocationsASecond * 2) + invocationsASecond * sendsOfBatch

  const messages = clients * use.messagesADay * use.daysAMonth
  const openMinutes = use.hoursADay * 60 * use.daysAMonth
  const invocations = messages / perBatch
  const requests =
    clients * app.pollsAMinute * openMinutes +
    messages * app.clientCallsAlone +
    quotas.idlePollers * 3 * 60 * 24 * 30 +
    invocations * (2 + sendsOfBatch)
  const logGb = (messages * app.logBytesOfMessage + invocations * app.logBytesOfInvocation) / 1e9
  const dollars = {
    sqs: sqsDollars(requests),
    lambda:
      (invocations / 1e6) * prices.lambdaMillion +
      invocations * app.secondsOfInvocation * app.memoryGb * prices.lambdaGbSecond,
    logs: logGb * prices.logsGb,
    alarms: app.alarms * prices.alarm
  }
  return {
    clients,
    messagesASecond,
    callsASecond: clientCalls + mappingCalls,
    idleShare:
      ((clients * app.pollsAMinute) / 60 + (quotas.idlePollers * 3) / 60) / (clientCalls + mappingCalls),
    invocationsASecond,
    concurrency,
    inFlight: messagesASecond * app.secondsOfInvocation,
    dollars: dollars.sqs + dollars.lambda + dollars.logs + dollars.alarms,
    parts: dollars,
    ...limitsOf({ concurrency, callsASecond: clientCalls + mappingCalls, clients })
  }
}

/** @param {{ concurrency: number, callsASecond: number, clients: number }} load */
function limitsOf({ concurrency, callsASecond, clients }) {
  if (callsASecond > quotas.callsWorthAWord)
    return {
      first: 'cost of long polls; a response queue for each client',
      change:
        'push in place of polling (API Gateway WebSocket, AppSync Events or IoT Core) and one stack for each 10⁵ clients'
    }
  if (concurrency > quotas.concurrency)
    return { first: 'Lambda concurrency', change: 'raise the quota; a larger batch with a batching window' }
  if (clients > 10_000)
    return {
      first: `none (${Math.round((concurrency / quotas.concurrency) * 100)} % of Lambda’s concurrency)`,
      change: 'raise Lambda’s concurrency beforehand; log at level warn'
    }
  return { first: 'none', change: 'nothing' }
}
