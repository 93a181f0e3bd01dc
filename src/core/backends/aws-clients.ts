import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, type CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs'
import { limitCalls } from '../../shared/call-limit'
import { refuseWebPages } from './refuse-web-pages'

/** A call that has not ended by then, repeats included, is given up, in milliseconds. */
const CALL_LIMIT_MS = 30_000

/** The two halves of CloudWatch. */
export interface CloudWatchClients {
  readonly metrics: CloudWatchClient
  readonly logs: CloudWatchLogsClient
}

/** A CloudFormation client that times out and refuses web pages. */
export const createCloudFormationClient = (config: CloudFormationClientConfig): CloudFormationClient =>
  refuseWebPages(limitCalls(new CloudFormationClient(config), CALL_LIMIT_MS))

/** A CloudWatch client that times out. A web page is no JSON, which the SDK itself refuses. */
export const createCloudWatchClient = (config: CloudWatchClientConfig): CloudWatchClient =>
  limitCalls(new CloudWatchClient(config), CALL_LIMIT_MS)

/** A CloudWatch Logs client that times out. */
export const createCloudWatchLogsClient = (config: CloudWatchLogsClientConfig): CloudWatchLogsClient =>
  limitCalls(new CloudWatchLogsClient(config), CALL_LIMIT_MS)
