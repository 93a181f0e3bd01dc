import type { QueueStatus } from '../../shared/contract'

/** Whether this installation has no response queue of its own and takes its replies from the shared one. */
export function usesSharedQueue(
  queues: readonly QueueStatus[] | null,
  responseQueue: string | null
): boolean {
  if (!queues) return false
  const shared = queues.find(({ role }) => role === 'shared-response')
  if (!shared) return false
  return shared.name === responseQueue || !queues.some(({ role }) => role === 'response')
}
