import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CredentialPrompt } from '../../shared/backend-config'
import type { ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'

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
    const take = (prompts: readonly CredentialPrompt[]): void => set({ prompts, error: null })

    const load = async (): Promise<void> => {
      const result = await host.call('credentials.prompts', undefined)
      if (result.ok) take(result.value)
    }

    return {
      prompts: [],
      answering: false,
      error: null,
      watch: () => {
        const stops = [
          host.on('credentials.prompts', take),
          host.onLink((up) => {
            if (up) void load()
          })
        ]
        void load()
        return () => {
          for (const stop of stops) stop()
        }
      },
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
