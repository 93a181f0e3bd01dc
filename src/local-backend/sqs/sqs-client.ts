import { SQSClient } from '@aws-sdk/client-sqs'
import { limitCalls } from '../../shared/client-middleware'
import { clientSettings } from '../../shared/client-target'
import type { LocalEndpoint } from '../protocol/backend-protocol'
import type { EmulatorPlace } from '../protocol/emulator-protocol'

/** A call that has not ended by then is given up, in milliseconds: a long poll takes up to 20 s. */
const CALL_LIMIT_MS = 30_000

/** An SDK client for a local backend. One for polling and one for the rest: a poll holds its socket for 20 s. */
export function createLocalClient(
  endpoint: Omit<LocalEndpoint, 'pid'>,
  options: { maxAttempts?: number } = {}
): SQSClient {
  const { url, region, accessKeyId, secretAccessKey } = endpoint
  // The endpoint stands here and not in the environment: the SDK would follow the queue URL's host instead.
  const config = {
    ...clientSettings({ region, endpoint: url }),
    credentials: { accessKeyId, secretAccessKey },
    md5: false,
    ...options
  } as const
  return limitCalls(new SQSClient(config), CALL_LIMIT_MS)
}

/** An SDK client for an emulator. */
export function createEmulatorClient(place: EmulatorPlace): SQSClient {
  const { endpoint, region, accessKeyId, secretAccessKey, sessionToken } = place
  const config = {
    ...clientSettings({ region, endpoint }),
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    // A queue's URL may name a host that does not lead there.
    useQueueUrlAsEndpoint: false,
    md5: false as const,
    maxAttempts: 1
  }
  return limitCalls(new SQSClient(config), CALL_LIMIT_MS)
}
