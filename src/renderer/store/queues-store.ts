import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, Quarantined, QueueStatus } from '../../shared/contract'
import type { WireError } from '../../shared/errors'

const REFRESH_MS = 2000

/** Two minutes of depth at one look every two seconds. */
const KEPT_SAMPLES = 60

/** The queues of the backend, and the messages that were set aside. */
export interface QueuesState {
  readonly queues: readonly QueueStatus[] | null
  /** Depth (visible, in flight and delayed) over time by queue name, oldest first. */
  readonly depths: ReadonlyMap<string, readonly number[]>
  readonly quarantined: readonly Quarantined[]
  readonly error: WireError | null
  readonly updatedAt: number | null
  /** Looks now and every two seconds while the page is visible; returns how to stop. */
  readonly watch: () => () => void
  readonly refresh: () => Promise<void>
  readonly deleteQuarantined: (id: number) => Promise<void>
}

/** All messages a queue holds. */
export const depthOf = (queue: QueueStatus): number => queue.visible + queue.inFlight + queue.delayed

/** What the Queues view shows. */
export function createQueuesStore(host: ChatHost): StoreApi<QueuesState> {
  return createStore<QueuesState>()((set, get) => {
    let looks = 0
    let open = 0

    /** Of two looks that overlap, the later one counts. */
    const refresh = async (): Promise<void> => {
      const mine = ++looks
      open += 1
      const [queues, quarantined] = await Promise.all([
        host.call('queues.list', undefined),
        host.call('quarantine.list', undefined)
      ])
      open -= 1
      if (mine !== looks) return
      if (quarantined.ok) set({ quarantined: quarantined.value })
      if (!queues.ok) return set({ error: queues.error })
      set({
        queues: queues.value,
        depths: sample(get().depths, queues.value),
        error: null,
        updatedAt: Date.now()
      })
    }

    return {
      queues: null,
      depths: new Map(),
      quarantined: [],
      error: null,
      updatedAt: null,
      refresh,
      watch: () => {
        const look = (): void => {
          if (document.visibilityState === 'visible' && open === 0) void refresh()
        }
        const timer = setInterval(look, REFRESH_MS)
        const stops = [
          () => clearInterval(timer),
          host.on('quarantine.changed', () => void refresh()),
          host.onLink((up) => up && void refresh())
        ]
        if (open === 0) void refresh()
        return () => {
          for (const stop of stops) stop()
        }
      },
      deleteQuarantined: async (id) => {
        const result = await host.call('quarantine.delete', { id })
        if (result.ok) set({ quarantined: get().quarantined.filter((one) => one.id !== id) })
        else set({ error: result.error })
      }
    }
  })
}

function sample(
  depths: ReadonlyMap<string, readonly number[]>,
  queues: readonly QueueStatus[]
): ReadonlyMap<string, readonly number[]> {
  return new Map(
    queues.map((queue) => [
      queue.name,
      [...(depths.get(queue.name) ?? []), depthOf(queue)].slice(-KEPT_SAMPLES)
    ])
  )
}
