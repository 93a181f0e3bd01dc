import { SQSClient } from '@aws-sdk/client-sqs'

/** What a client needs to reach a local backend. */
export interface LocalEndpoint {
  /** Process that serves it. */
  readonly pid: number
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** An SDK client for a local backend. One for polling and one for the rest: a poll holds its socket for 20 s. */
export function createLocalClient(endpoint: Omit<LocalEndpoint, 'pid'>): SQSClient {
  const { url, region, accessKeyId, secretAccessKey } = endpoint
  // The endpoint stands here and not in the environment: the SDK would follow the queue URL's host instead.
  return new SQSClient({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey }, md5: false })
}
