import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CredentialPrompt } from '../../shared/backend-config'
import type { ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

/** What credentials wait for. */
export interface PromptsState {
  readonly prompts: readonly CredentialPrompt[]
  readonly answering: boolean
  readonly error: WireError | null
  readonly watch: () => () => void
  readonly answer: (id: string, accept: boolean, code?: string) => Promise<void>
}

/** What the credential dialog shows; it is open whenever there is a prompt. */
export function createPromptsStore(host: ChatHost): StoreApi<PromptsState> {
  return createStore<PromptsState>()((set, get) => {
    const { watch, put } = resource<readonly CredentialPrompt[]>(host, {
      call: () => host.call('credentials.prompts', undefined),
      event: (changed) => host.on('credentials.prompts', changed),
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
        if (gone) put(get().prompts.filter((one) => one.id !== id))
        set({ answering: false, error: result.ok || gone ? null : result.error })
      }
    }
  })
}

export const usePrompts = hookOf(createPromptsStore)
