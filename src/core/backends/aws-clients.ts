import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, type CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs'
import { GetQueueUrlCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts'
import { limitCalls, onAnswers, type Headers } from '../../shared/client-middleware'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import type { CallerIdentity } from './backend'

/** A call that has not ended by then, repeats included, is given up, in milliseconds. */
const CALL_LIMIT_MS = 30_000

/** Longest that STS may take to say who we are, in milliseconds. */
const IDENTITY_LIMIT_MS = 10_000

/** The two halves of CloudWatch. */
export interface CloudWatchClients {
  readonly metrics: CloudWatchClient
  readonly logs: CloudWatchLogsClient
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

/** Who calls. Rejects as the SDK does. */
export async function callerOf(config: STSClientConfig): Promise<CallerIdentity> {
  const client = limitCalls(new STSClient(config), IDENTITY_LIMIT_MS)
  try {
    const { Account = '', Arn = '', UserId = '' } = await client.send(new GetCallerIdentityCommand({}))
    return { account: Account, arn: Arn, userId: UserId }
  } finally {
    client.destroy()
  }
}

/** The URL of a queue; null where there is none. Rejects as the SDK does. */
export async function queueUrlOf(config: SQSClientConfig, name: string): Promise<string | null> {
  const client = limitCalls(new SQSClient(config), IDENTITY_LIMIT_MS)
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }))
    return QueueUrl ?? null
  } catch (error) {
    if (toChatError(error).code === 'queue_missing') return null
    throw error
  } finally {
    client.destroy()
  }
}

/**
 * A proxy, the sign-in page of a network or a wrong endpoint answers with HTML where AWS answers with data. To a
 * client of a service that speaks XML that is an empty answer, and nothing looks wrong.
 */
function refuseWebPage(headers: Headers): void {
  if (!/^text\/html/i.test(headers['content-type'] ?? '')) return
  throw new ChatError('aws.web_page')
}
