import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost, HistorySpan } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

export type QueueHistory = CallOutput<'queues.history'>

/** As long as the finest step of a chart. */
const REFRESH_MS = 15_000

/** A message that comes or goes is in the chart at once, but a storm of them asks no more often than this. */
const GAP_MS = 3000

/** A queue over time, as the chart shows it. */
export interface HistoryState {
  /** The queue that is shown; null: the first. */
  readonly queue: string | null
  readonly span: HistorySpan
  readonly history: QueueHistory | null
  readonly error: WireError | null
  /** Keeps what is shown true, of this queue while none was chosen. Returns how to stop. */
  readonly watch: (queue: string) => () => void
  readonly setQueue: (queue: string) => void
  readonly setSpan: (span: HistorySpan) => void
}

export function createHistoryStore(host: ChatHost): StoreApi<HistoryState> {
  return createStore<HistoryState>()((set, get) => {
    let usual = ''
    let askedAt = 0
    const { watch, load } = resource<QueueHistory>(host, {
      call: () => {
        askedAt = Date.now()
        const { queue, span } = get()
        return host.call('queues.history', { queue: queue ?? usual, span })
      },
      event: (_, again) => {
        let due: ReturnType<typeof setTimeout> | undefined
        const stop = host.on('message.changed', () => {
          const left = GAP_MS - Math.abs(Date.now() - askedAt)
          due ??= setTimeout(
            () => {
              due = undefined
              again()
            },
            Math.max(0, left)
          )
        })
        return () => {
          clearTimeout(due)
          stop()
        }
      },
      every: REFRESH_MS,
      take: (history) => set({ history }),
      error: (error) => set({ error })
    })
    return {
      queue: null,
      span: '15m',
      history: null,
      error: null,
      watch: (queue) => {
        usual = queue
        return watch()
      },
      // Who watches the chosen queue asks for it.
      setQueue: (queue) => set({ queue }),
      setSpan: (span) => {
        set({ span })
        void load()
      }
    }
  })
}

export const useHistory = hookOf(createHistoryStore)
