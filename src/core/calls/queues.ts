import type { AppInfo, Handlers, QueueStatus } from '../../shared/contract'
import { toChatError } from '../../shared/to-chat-error'
import type { Backend } from '../backends/backend'
import { checkUpQueue } from '../check/check-up-queue'
import type { BackendStore } from '../store/backend-store'
import type { QueueSamples } from '../store/samples'

export interface QueuesCallsDeps {
  info: () => Pick<AppInfo, 'responseQueue'>
  /** The backend that is talked to now. */
  backend: () => Backend
  samples: Pick<QueueSamples, 'look' | 'history'>
  backends: Pick<BackendStore, 'list'>
}

/** The contract's `queues.*` calls. What a look finds is kept, so that a chart can show it later. */
export const createQueuesHandlers = ({
  info,
  backend,
  samples,
  backends
}: QueuesCallsDeps): Pick<Handlers, Extract<keyof Handlers, `queues.${string}`>> => ({
  'queues.list': async () => {
    const queues = await queueOverview(backend(), info().responseQueue)
    samples.look(backends.list().activeId, queues)
    return queues
  },
  'queues.checkUp': async ({ queue }) => await checkUpQueue(backend(), queue),
  'queues.history': async ({ queue, span }) => {
    const own = samples.history(backends.list().activeId, queue, span)
    const { periodMs, missing, ...seen } = await backend().queueSeries(queue, span)
    const filled = (name: keyof typeof seen): (number | null)[] =>
      own[name].map((value, index) => {
        const at = own.at[index] ?? 0
        return value ?? seen[name].get(at - (at % periodMs)) ?? null
      })
    return {
      ...own,
      visible: filled('visible'),
      inFlight: filled('inFlight'),
      delayed: filled('delayed'),
      oldestMs: filled('oldestMs'),
      missing: [...missing]
    }
  }
})

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
        return [{ ...queue, ...(await backend.gateway().depth(queue.name)), oldestMs: null }]
      } catch (error) {
        const { code } = toChatError(error)
        // As long as one may be looked at; when none may, the user must know why.
        if (code === 'queue_missing' || (code === 'access_denied' && queue.role !== 'request')) return []
        throw error
      }
    })
  )
  const queues = statuses.flat()
  const ages = await backend.queueAges(queues.map(({ name }) => name))
  return queues.map((queue) => ({ ...queue, oldestMs: Math.round(ages.get(queue.name) ?? 0) || null }))
}
