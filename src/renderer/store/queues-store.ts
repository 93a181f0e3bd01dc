import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, Quarantined, QueueStatus } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource, together } from './resource'
import { hookOf } from './stores'

const REFRESH_MS = 2000

/** The same where each look is paid for: four requests to SQS. */
export const PAID_REFRESH_MS = 30_000

/** After something was sent or came, a look that is paid for follows at once, but no sooner than this after the last. */
const PAID_GAP_MS = 10_000

/** The queues of the backend, and the messages that were set aside. */
export interface QueuesState {
  readonly queues: readonly QueueStatus[] | null
  readonly quarantined: readonly Quarantined[]
  readonly error: WireError | null
  readonly updatedAt: number | null
  /** Looks again and again, seldom and after each message where looks are paid for. Returns how to stop. */
  readonly watch: (paid?: boolean) => () => void
  readonly refresh: () => Promise<void>
  readonly deleteQuarantined: (id: number) => Promise<void>
}

/** All messages a queue holds. */
export const depthOf = (queue: QueueStatus): number => queue.visible + queue.inFlight + queue.delayed

/** What the Queues view shows. */
export function createQueuesStore(host: ChatHost): StoreApi<QueuesState> {
  return createStore<QueuesState>()((set, get) => {
    const queues = resource<readonly QueueStatus[]>(host, {
      call: () => host.call('queues.list', undefined),
      every: REFRESH_MS,
      take: (now) => set({ queues: now, updatedAt: Date.now() }),
      error: (error) => set({ error })
    })
    const quarantined = resource<readonly Quarantined[]>(host, {
      call: () => host.call('quarantine.list', undefined),
      event: (_, again) => host.on('quarantine.changed', again),
      every: REFRESH_MS,
      take: (now) => set({ quarantined: now })
    })
    const { watch, load } = together(queues, quarantined)

    return {
      queues: null,
      quarantined: [],
      error: null,
      updatedAt: null,
      watch: (paid = false) => {
        if (!paid) return watch()
        const stops = [
          watch(PAID_REFRESH_MS),
          host.on('message.changed', () => {
            if (Date.now() - (get().updatedAt ?? 0) >= PAID_GAP_MS) void queues.load()
          })
        ]
        return () => {
          for (const stop of stops) stop()
        }
      },
      refresh: load,
      deleteQuarantined: async (id) => {
        const result = await host.call('quarantine.delete', { id })
        if (result.ok) quarantined.put(get().quarantined.filter((one) => one.id !== id))
        else set({ error: result.error })
      }
    }
  })
}

export const useQueues = hookOf(createQueuesStore)
