import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'
import { beforeRequests, limitCalls, onAnswers } from '../../shared/client-middleware'
import { clientSettings, type ClientTarget } from '../../shared/client-target'
import type { ChatError } from '../../shared/errors'
import { leanClient } from './lean-client'
import { RequestSigner } from './request-signer'

// What of the SDK speaks SQS, in one file: it is loaded with the first call, which a host that only writes to the store never makes.
export {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
  TagQueueCommand
} from '@aws-sdk/client-sqs'

/** A call that has not ended by then, repeats included, is given up, in milliseconds. */
const CALL_LIMIT_MS = 30_000

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
  /** Told the server's time, epoch milliseconds, as each answer gives it, and how long the answer took. */
  readonly onDate: (serverNow: number, tookMs: number) => void
}

/** A client of SQS where a backend answers, which counts its requests and tells the server's time. */
export function createSqsClient(
  { credentials, onRequest, ...target }: SqsConnection,
  { limitMs = CALL_LIMIT_MS, maxAttempts, onDate }: SqsClientOptions
): SQSClient {
  const config: SQSClientConfig = {
    ...clientSettings(target),
    // Else the SDK leaves a FIPS or dual-stack endpoint for the usual host, which SQS names in each queue's URL.
    useQueueUrlAsEndpoint: false,
    md5: false as const,
    signer: new RequestSigner({
      credentials: () => client.config.credentials(),
      region: () => client.config.region()
    }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(credentials === undefined ? {} : { credentials })
  }
  const client: SQSClient = leanClient(
    limitCalls(new SQSClient(config), limitMs, { once: maxAttempts === 1 })
  )
  // It would read every input and output for a log that nobody keeps.
  client.middlewareStack.remove('loggerMiddleware')
  if (onRequest) beforeRequests(client, onRequest)
  onAnswers(client, 'serverDate', ({ date = '' }, tookMs) => {
    const serverNow = Date.parse(date)
    if (!Number.isNaN(serverNow)) onDate(serverNow, tookMs)
  })
  return client
}
