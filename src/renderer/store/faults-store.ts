import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, Connection, Faults, Result } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

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
  timeoutProcessor: 0,
  crashCalls: 0,
  loseAnswers: 0,
  crashBeforeCall: 0,
  crashAfterCall: 0,
  loseAnswerOfCall: 0,
  tableThrottle: 0,
  tableDelayMs: 0,
  tableMissing: false
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

    const { watch, load, put } = resource<Faults | null>(host, {
      call: () => host.call('faults.get', undefined),
      // A backend that was started anew has no faults, and one of another profile may have others.
      event: (_, reload) => {
        let before: Connection['state'] | null = null
        return host.on('connection.changed', ({ state }) => {
          if (state !== before) reload()
          before = state
        })
      },
      every: 'shown',
      take: (faults) => saving || set({ faults })
    })

    const save = async (): Promise<void> => {
      if (saving) {
        again = true
        return
      }
      saving = true
      let result: Result<Faults>
      do {
        again = false
        result = await host.call('faults.set', get().faults ?? noFaults)
      } while (again)
      saving = false
      set({ error: result.ok ? null : result.error })
      if (result.ok) put(result.value)
      else await load()
    }

    return {
      faults: null,
      error: null,
      watch,
      change: async (change) => {
        const { faults } = get()
        if (faults === null) return
        set({ faults: { ...faults, ...change }, error: null })
        await save()
      }
    }
  })
}

/** The fault lab. */
export const useFaults = hookOf(createFaultsStore)
