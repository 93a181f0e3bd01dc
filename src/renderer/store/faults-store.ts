import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, Connection, Faults, Result } from '../../shared/contract'
import type { WireError } from '../../shared/errors'

/** A fault lab that leaves everything alone. */
export const noFaults: Faults = {
  duplicate: 0,
  reorder: 0,
  drop: 0,
  delayMs: 0,
  throttle: 0,
  expireCredentials: false,
  offline: false,
  poison: 0,
  crashProcessor: 0,
  timeoutProcessor: 0
}

/** How many faults are on. */
export const faultsOn = (faults: Faults | null): number =>
  faults === null ? 0 : Object.values(faults).filter((value) => value !== false && value !== 0).length

/** The faults that the local backend makes on purpose. */
export interface FaultsState {
  /** Null where there is no fault lab, and until it was read. */
  readonly faults: Faults | null
  /** Why the last change was not taken. */
  readonly error: WireError | null
  /** Reads the faults now and whenever another host may have changed them; returns how to stop. */
  readonly watch: () => () => void
  /** Shows a change at once and makes it; of several in a row only the last is sent. */
  readonly change: (change: Partial<Faults>) => Promise<void>
}

/** The fault lab of one host. */
export function createFaultsStore(host: ChatHost): StoreApi<FaultsState> {
  return createStore<FaultsState>()((set, get) => {
    let saving = false
    let again = false

    let asked = 0

    const load = async (): Promise<void> => {
      const mine = ++asked
      const result = await host.call('faults.get', undefined)
      if (result.ok && !saving && mine === asked) set({ faults: result.value })
    }

    const save = async (): Promise<void> => {
      if (saving) {
        again = true
        return
      }
      saving = true
      asked += 1
      let result: Result<Faults>
      do {
        again = false
        result = await host.call('faults.set', get().faults ?? noFaults)
      } while (again)
      saving = false
      if (result.ok) return set({ faults: result.value, error: null })
      set({ error: result.error })
      await load()
    }

    return {
      faults: null,
      error: null,
      watch: () => {
        let state: Connection['state'] | null = null
        const before = asked
        const onVisible = (): void => {
          if (document.visibilityState === 'visible') void load()
        }
        document.addEventListener('visibilitychange', onVisible)
        const stops = [
          () => document.removeEventListener('visibilitychange', onVisible),
          host.onLink((up) => up && void load()),
          // A backend that was started anew has no faults, and one of another profile may have others.
          host.on('connection.changed', (connection) => {
            if (connection.state !== state) void load()
            state = connection.state
          })
        ]
        if (before === asked) void load()
        return () => {
          for (const stop of stops) stop()
        }
      },
      change: async (change) => {
        const { faults } = get()
        if (faults === null) return
        set({ faults: { ...faults, ...change }, error: null })
        await save()
      }
    }
  })
}
