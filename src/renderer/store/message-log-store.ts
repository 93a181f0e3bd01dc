import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, LogEntry } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { hookOf } from './stores'

type MessageLog = readonly LogEntry[] | WireError | 'loading'

/** The log of single messages, as far as somebody asked for it. */
export interface MessageLogState {
  /** Log lines, or why there are none, by correlation id. */
  readonly logs: ReadonlyMap<string, MessageLog>
  readonly load: (messageId: string) => Promise<void>
}

/** What the inspector shows of the log. */
export function createMessageLogStore(host: ChatHost): StoreApi<MessageLogState> {
  return createStore<MessageLogState>()((set) => {
    const put = (id: string, log: MessageLog): void =>
      set((state) => ({ logs: new Map(state.logs).set(id, log) }))
    return {
      logs: new Map(),
      load: async (messageId) => {
        put(messageId, 'loading')
        const result = await host.call('logs.read', { messageId })
        put(messageId, result.ok ? result.value.entries : result.error)
      }
    }
  })
}

export const useMessageLog = hookOf(createMessageLogStore)
