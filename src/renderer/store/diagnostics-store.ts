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
  /** The same with the end of its log alone, to be pasted. Rejects when the host does not give it. */
  readonly read: () => Promise<string>
}

/** Lines of the log in what is pasted. */
const LOG_LINES = 100

function briefly(text: string): string {
  const document = JSON.parse(text) as { log?: unknown[] }
  return JSON.stringify({ ...document, log: document.log?.slice(-LOG_LINES) }, null, 2)
}

export const createDiagnosticsStore = (host: ChatHost): StoreApi<DiagnosticsState> =>
  createStore<DiagnosticsState>()((set) => ({
    outcome: 'none',
    error: null,
    read: async () => {
      set({ error: null })
      const made = await host.call('app.diagnostics', undefined)
      if (made.ok) return briefly(made.value.text)
      set({ error: made.error })
      throw new Error(made.error.message)
    },
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
