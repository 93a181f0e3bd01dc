import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Monitoring, ResponseQueueInfo } from '../../shared/backend-config'
import type { ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

/** AWS: metrics of SQS and Lambda have one point a minute. */
const REFRESH_MS = 60_000

/** What CloudWatch tells, and the response queues of the account. */
export interface MonitoringState {
  readonly hours: number
  readonly monitoring: Monitoring | null
  readonly error: WireError | null
  readonly responseQueues: readonly ResponseQueueInfo[] | null
  readonly listing: boolean
  readonly sweepError: WireError | null
  /** The names that the last sweep deleted; null before the first. */
  readonly swept: readonly string[] | null
  readonly watch: () => () => void
  readonly setHours: (hours: number) => void
  readonly listQueues: () => Promise<void>
  readonly sweep: (names: readonly string[]) => Promise<void>
}

/** What the monitoring parts of the page show. */
export function createMonitoringStore(host: ChatHost): StoreApi<MonitoringState> {
  return createStore<MonitoringState>()((set, get) => {
    const { watch, load } = resource<Monitoring>(host, {
      call: () => host.call('monitoring.get', { hours: get().hours }),
      every: REFRESH_MS,
      take: (monitoring) => set({ monitoring }),
      error: (error) => set({ error })
    })

    const queues = resource<readonly ResponseQueueInfo[]>(host, {
      call: () => host.call('responseQueues.list', undefined),
      take: (responseQueues) => set({ responseQueues }),
      error: (sweepError) => set({ sweepError, listing: false })
    })
    const listQueues = async (): Promise<void> => {
      set({ listing: true, sweepError: null })
      await queues.load()
    }

    return {
      hours: 3,
      monitoring: null,
      error: null,
      responseQueues: null,
      listing: false,
      sweepError: null,
      swept: null,
      watch,
      setHours: (hours) => {
        set({ hours })
        void load()
      },
      listQueues: async () => {
        set({ swept: null })
        await listQueues()
      },
      sweep: async (names) => {
        set({ sweepError: null, swept: null })
        const result = await host.call('responseQueues.sweep', { names: [...names] })
        if (!result.ok) return set({ sweepError: result.error })
        set({ swept: result.value })
        await listQueues()
      }
    }
  })
}

/** CloudWatch and response queues. */
export const useMonitoring = hookOf(createMonitoringStore)
