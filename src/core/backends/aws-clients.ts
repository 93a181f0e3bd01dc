import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, type CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs'
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts'
import { limitCalls } from '../../shared/call-limit'
import { clientSettings, type ClientTarget } from '../../shared/client-target'
import { ChatError } from '../../shared/errors'

/** A call that has not ended by then, repeats included, is given up, in milliseconds. */
const CALL_LIMIT_MS = 30_000

/** Longest that STS may take to say who we are, in milliseconds. */
const IDENTITY_LIMIT_MS = 10_000

/** The two halves of CloudWatch. */
export interface CloudWatchClients {
  readonly metrics: CloudWatchClient
  readonly logs: CloudWatchLogsClient
}

/** Where a backend answers and who calls it. */
export type SqsConnection = Pick<SQSClientConfig, 'credentials'> &
  ClientTarget & {
    /** The account that owns the queues; absent where it is the caller's own, or not known. */
    readonly queueOwner?: string | undefined
    /** Puts an error into the words of its backend: which queue, where. */
    readonly explain?: (error: ChatError, queue: string) => ChatError
    /** Told before each request goes out: AWS counts and charges by the request. */
    readonly onRequest?: (() => void) | undefined
  }

export interface SqsClientOptions {
  readonly limitMs?: number
  /** Tries of one call; the SDK's own number when absent. */
  readonly maxAttempts?: number
  /** Told the server's time, epoch milliseconds, as each answer gives it. */
  readonly onDate: (serverNow: number) => void
}

/** A client of SQS where a backend answers, which counts its requests and tells the server's time. */
export function createSqsClient(
  { credentials, onRequest, ...target }: SqsConnection,
  { limitMs = CALL_LIMIT_MS, maxAttempts, onDate }: SqsClientOptions
): SQSClient {
  const config = {
    ...clientSettings(target),
    md5: false as const,
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(credentials === undefined ? {} : { credentials })
  }
  const client = limitCalls(new SQSClient(config), limitMs)
  if (onRequest) beforeRequests(client, onRequest)
  onAnswers(client, 'serverDate', ({ date = '' }) => {
    const serverNow = Date.parse(date)
    if (!Number.isNaN(serverNow)) onDate(serverNow)
  })
  return client
}

/** A CloudFormation client that times out and refuses web pages. */
export function createCloudFormationClient(config: CloudFormationClientConfig): CloudFormationClient {
  const client = limitCalls(new CloudFormationClient(config), CALL_LIMIT_MS)
  onAnswers(client, 'refuseWebPages', refuseWebPage)
  return client
}

/** A CloudWatch client that times out. A web page is no JSON, which the SDK itself refuses. */
export const createCloudWatchClient = (config: CloudWatchClientConfig): CloudWatchClient =>
  limitCalls(new CloudWatchClient(config), CALL_LIMIT_MS)

/** A CloudWatch Logs client that times out. */
export const createCloudWatchLogsClient = (config: CloudWatchLogsClientConfig): CloudWatchLogsClient =>
  limitCalls(new CloudWatchLogsClient(config), CALL_LIMIT_MS)

/** An STS client that times out. */
export const createStsClient = (config: STSClientConfig): STSClient =>
  limitCalls(new STSClient(config), IDENTITY_LIMIT_MS)

/** The part of an SDK client that is needed to look at its calls; every client of the SDK has it. */
interface Extensible {
  readonly middlewareStack: { add(middleware: never, options: object): void }
}

type Headers = Readonly<Record<string, string>>
type Next = (request: unknown) => Promise<{ response: unknown }>

/** Makes a client tell of each request before it goes out, repeated ones included. */
function beforeRequests({ middlewareStack }: Extensible, tell: () => void): void {
  const middleware = (next: Next) => (request: unknown) => {
    tell()
    return next(request)
  }
  middlewareStack.add(middleware as never, { step: 'finalizeRequest', name: 'onRequest', priority: 'low' })
}

/** Looks at the headers of each answer before the client reads it; what this throws, the call rejects with. */
function onAnswers({ middlewareStack }: Extensible, name: string, look: (headers: Headers) => void): void {
  const middleware = (next: Next) => async (request: unknown) => {
    const output = await next(request)
    look((output.response as { headers?: Headers }).headers ?? {})
    return output
  }
  middlewareStack.add(middleware as never, { step: 'deserialize', name, priority: 'low' })
}

/**
 * A proxy, the sign-in page of a network or a wrong endpoint answers with HTML where AWS answers with data. To a
 * client of a service that speaks XML that is an empty answer, and nothing looks wrong.
 */
function refuseWebPage(headers: Headers): void {
  if (!/^text\/html/i.test(headers['content-type'] ?? '')) return
  throw new ChatError('aws.web_page')
}
