import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

/** AWS: an alarm is judged once a minute. */
const REFRESH_MS = 60_000

type Alarms = CallOutput<'monitoring.alarms'>

/** The alarms of the backend's stack. */
export interface AlarmsState {
  readonly alarms: Alarms | null
  readonly error: WireError | null
  readonly watch: () => () => void
}

export const createAlarmsStore = (host: ChatHost): StoreApi<AlarmsState> =>
  createStore<AlarmsState>()((set) => ({
    alarms: null,
    error: null,
    watch: resource<Alarms>(host, {
      call: () => host.call('monitoring.alarms', undefined),
      every: REFRESH_MS,
      take: (alarms) => set({ alarms }),
      error: (error) => set({ error })
    }).watch
  }))

export const useAlarms = hookOf(createAlarmsStore)
