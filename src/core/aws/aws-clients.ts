import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, type CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs'
import { refuseWebPages } from './refuse-web-pages'

/** A server that has not answered a call by then is taken as hung, in milliseconds. */
const REQUEST_TIMEOUT_MS = 20_000

// A hung server is not timed out unless the SDK is told to throw.
const bounded = {
  requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS, connectionTimeout: 5000, throwOnRequestTimeout: true }
}

/** A CloudFormation client that times out and refuses web pages. */
export const createCloudFormationClient = (config: CloudFormationClientConfig): CloudFormationClient =>
  refuseWebPages(new CloudFormationClient({ ...bounded, ...config }))

/** A CloudWatch client that times out. A web page is no JSON, which the SDK itself refuses. */
export const createCloudWatchClient = (config: CloudWatchClientConfig): CloudWatchClient =>
  new CloudWatchClient({ ...bounded, ...config })

/** A CloudWatch Logs client that times out. */
export const createCloudWatchLogsClient = (config: CloudWatchLogsClientConfig): CloudWatchLogsClient =>
  new CloudWatchLogsClient({ ...bounded, ...config })
