import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CheckStep } from '../../shared/backend-config'
import type { ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { hookOf } from './stores'

/** A connection test, step by step. */
export interface CheckState {
  readonly backendId: string | null
  readonly running: boolean
  readonly steps: readonly CheckStep[]
  readonly error: WireError | null
  /** Tests a backend; one test at a time. */
  readonly run: (backendId: string) => Promise<void>
}

/** How many steps a connection test has. */
export const CHECK_STEPS = 8

/** What the connection test shows. */
export function createCheckStore(host: ChatHost): StoreApi<CheckState> {
  return createStore<CheckState>()((set, get) => ({
    backendId: null,
    running: false,
    steps: [],
    error: null,
    run: async (backendId) => {
      if (get().running) return
      set({ backendId, running: true, steps: [], error: null })
      const stop = host.on('check.step', (step) => set((state) => ({ steps: withStep(state.steps, step) })))
      const result = await host.call('backends.check', { id: backendId })
      stop()
      if (result.ok) set({ running: false, steps: result.value })
      else set((state) => ({ running: false, error: result.error, steps: state.steps.filter(isOver) }))
    }
  }))
}

const isOver = ({ state }: CheckStep): boolean => state !== 'running'

/** The steps with one of them added or brought up to date. */
export function withStep(steps: readonly CheckStep[], step: CheckStep): readonly CheckStep[] {
  const known = steps.some((one) => one.step === step.step)
  return known ? steps.map((one) => (one.step === step.step ? step : one)) : [...steps, step]
}

/** The connection test. */
export const useCheck = hookOf(createCheckStore)
