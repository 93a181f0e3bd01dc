import type { QueueStatus } from '../../shared/contract'
import type { Backend } from '../backends/backend'
import { toChatError } from '../../shared/to-chat-error'

/** Asks SQS how full each queue of this profile is; a queue that does not exist (yet), or may not be looked at, is left out. */
export async function queueOverview(backend: Backend, responseQueue: string): Promise<QueueStatus[]> {
  const { requestQueue, deadLetterQueue, sharedResponseQueue } = backend.names
  const wanted: readonly Pick<QueueStatus, 'name' | 'role'>[] = [
    { name: requestQueue, role: 'request' },
    { name: responseQueue, role: 'response' },
    { name: sharedResponseQueue, role: 'shared-response' },
    { name: deadLetterQueue, role: 'dead-letter' }
  ]
  const statuses = await Promise.all(
    wanted.map(async (queue) => {
      try {
        return [{ ...queue, ...(await backend.gateway().depth(queue.name)) }]
      } catch (error) {
        const { code } = toChatError(error)
        // As long as one may be looked at; when none may, the user must know why.
        if (code === 'queue_missing' || (code === 'access_denied' && queue.role !== 'request')) return []
        throw error
      }
    })
  )
  return statuses.flat()
}
