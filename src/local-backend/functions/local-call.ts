import type { LocalEndpoint } from '../protocol/backend-protocol'
import { clientCall } from '../lambda/client-call'
import type { QueueCall } from '../sqs/queue-service'
import { createLocalClient } from '../sqs/sqs-client'

/** The queues of a local backend, as any client reaches them. */
export function localCall(endpoint: LocalEndpoint): { readonly call: QueueCall; readonly close: () => void } {
  // Also what the fault lab throttles gets there.
  const client = createLocalClient(endpoint, { maxAttempts: 6 })
  return { call: clientCall(client), close: () => client.destroy() }
}
