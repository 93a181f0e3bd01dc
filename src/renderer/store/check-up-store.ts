import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { hookOf } from './stores'

/** A check-up of one queue: under way, what it came to, or why there is none. */
export type CheckUpState =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly report: CallOutput<'queues.checkUp'> }
  | { readonly kind: 'failed'; readonly error: WireError }

export interface CheckUpsState {
  /** By what the user called the queue; the last one first. */
  readonly checkUps: ReadonlyMap<string, CheckUpState>
  readonly run: (queue: string) => Promise<void>
  readonly close: (queue: string) => void
}

/** Check-ups are made when the user asks for one, and never by themselves. */
export const createCheckUpStore = (host: ChatHost): StoreApi<CheckUpsState> =>
  createStore<CheckUpsState>()((set, get) => {
    const put = (queue: string, state: CheckUpState): void =>
      set({ checkUps: new Map([[queue, state], ...without(get().checkUps, queue)]) })
    return {
      checkUps: new Map(),
      run: async (queue) => {
        put(queue, { kind: 'running' })
        const result = await host.call('queues.checkUp', { queue })
        if (!get().checkUps.has(queue)) return
        put(
          queue,
          result.ok ? { kind: 'done', report: result.value } : { kind: 'failed', error: result.error }
        )
      },
      close: (queue) => set({ checkUps: without(get().checkUps, queue) })
    }
  })

const without = <T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> =>
  new Map([...map].filter(([one]) => one !== key))

export const useCheckUps = hookOf(createCheckUpStore)
