import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost } from '../../shared/contract'
import { ChatError, type WireError } from '../../shared/errors'
import { saveFile } from './save-file'
import { hookOf } from './stores'

/** What came of saving the diagnostics as a file. */
export interface DiagnosticsState {
  readonly outcome: 'none' | 'saving' | 'saved' | 'cancelled'
  readonly error: WireError | null
  readonly save: () => Promise<void>
}

export const createDiagnosticsStore = (host: ChatHost): StoreApi<DiagnosticsState> =>
  createStore<DiagnosticsState>()((set) => ({
    outcome: 'none',
    error: null,
    save: async () => {
      set({ outcome: 'saving', error: null })
      const made = await host.call('app.diagnostics', undefined)
      if (!made.ok) return set({ outcome: 'none', error: made.error })
      const name = `chatapp-diagnostics-${new Date().toISOString().slice(0, 10)}.json`
      const outcome = await saveFile(host, name, [made.value.text])
      if (outcome === 'failed') set({ outcome: 'none', error: new ChatError('file.not_saved').toWire() })
      else set({ outcome })
    }
  }))

export const useDiagnostics = hookOf(createDiagnosticsStore)
