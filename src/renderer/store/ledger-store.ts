import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, LedgerReport } from '../../shared/contract'
import { ChatError, type WireError } from '../../shared/errors'
import { resource } from './resource'
import { saveFile } from './save-file'
import { hookOf } from './stores'

const REFRESH_MS = 10_000

/** Where each message is that was ever written, and its list as a file. */
export interface LedgerState {
  readonly report: LedgerReport | null
  readonly error: WireError | null
  /** How many messages of the list are there by now; null while none is made. */
  readonly exporting: number | null
  readonly watch: () => () => void
  readonly exportList: () => Promise<void>
  readonly cancelExport: () => void
}

export function createLedgerStore(host: ChatHost): StoreApi<LedgerState> {
  return createStore<LedgerState>()((set, get) => {
    /** The list as text, part by part; null when it was cancelled or cannot be had. */
    const listed = async (): Promise<string[] | null> => {
      const parts: string[] = []
      let done = 0
      for (let cursor: string | null | undefined; cursor !== null;) {
        const result = await host.call('ledger.export', { cursor: cursor ?? null })
        if (get().exporting === null) return null
        if (!result.ok) {
          set({ error: result.error })
          return null
        }
        const { lines, next } = result.value
        parts.push(lines.map((line) => `${line}\n`).join(''))
        cursor = next
        set({ exporting: (done += lines.length) })
      }
      return parts
    }
    return {
      report: null,
      error: null,
      exporting: null,
      watch: resource<LedgerReport>(host, {
        call: () => host.call('ledger.get', undefined),
        every: REFRESH_MS,
        take: (report) => set({ report }),
        error: (error) => set({ error })
      }).watch,
      exportList: async () => {
        set({ exporting: 0, error: null })
        const parts = await listed()
        if (parts) {
          const name = `chatapp-ledger-${new Date().toISOString().slice(0, 10)}.jsonl`
          const outcome = await saveFile(host, name, parts)
          if (outcome === 'failed') set({ error: new ChatError('file.not_saved').toWire() })
        }
        set({ exporting: null })
      },
      cancelExport: () => set({ exporting: null })
    }
  })
}

export const useLedger = hookOf(createLedgerStore)
