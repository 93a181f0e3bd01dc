import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CredentialPrompt } from '../../shared/backend-config'
import type { ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { follow } from './follow'

/** What credentials wait for. */
export interface PromptsState {
  readonly prompts: readonly CredentialPrompt[]
  readonly answering: boolean
  readonly error: WireError | null
  /** Reads what is asked and follows it; returns how to stop. */
  readonly watch: () => () => void
  readonly answer: (id: string, accept: boolean, code?: string) => Promise<void>
}

/** What the credential dialog shows; it is open whenever there is a prompt. */
export function createPromptsStore(host: ChatHost): StoreApi<PromptsState> {
  return createStore<PromptsState>()((set) => {
    const { watch } = follow(host, {
      ask: () => host.call('credentials.prompts', undefined),
      hear: (take) => host.on('credentials.prompts', take),
      take: (prompts) => set({ prompts, error: null })
    })

    return {
      prompts: [],
      answering: false,
      error: null,
      watch,
      answer: async (id, accept, code) => {
        set({ answering: true, error: null })
        const input = code === undefined ? { id, accept } : { id, accept, code }
        const result = await host.call('credentials.answer', input)
        const gone = result.ok ? !accept : result.error.code === 'not_found'
        set((state) => ({
          answering: false,
          error: result.ok || gone ? null : result.error,
          prompts: gone ? state.prompts.filter((one) => one.id !== id) : state.prompts
        }))
      }
    }
  })
}
