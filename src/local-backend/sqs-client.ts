import { SQSClient } from '@aws-sdk/client-sqs'
import type { LocalEndpoint } from './backend-protocol'

/** An SDK client for a local backend. One for polling and one for the rest: a poll holds its socket for 20 s. */
export function createLocalClient(
  endpoint: Omit<LocalEndpoint, 'pid'>,
  options: { maxAttempts?: number } = {}
): SQSClient {
  const { url, region, accessKeyId, secretAccessKey } = endpoint
  // The endpoint stands here and not in the environment: the SDK would follow the queue URL's host instead.
  return new SQSClient({
    endpoint: url,
    region,
    credentials: { accessKeyId, secretAccessKey },
    md5: false,
    ...options
  })
}
