import type { ChatMessage } from '../../shared/message'
import { withEntry, type ChatContext } from './chat-state'
import { changeLog } from './log'

/** Where changed messages arrive. */
export interface Inbox {
  add(message: ChatMessage): void
  /** Collects what changes in a conversation until the returned function is called. */
  record(conversationId: string): () => ChatMessage[]
}

/** Takes changed messages into the logs that are loaded. */
export function createInbox({ get, set }: ChatContext): Inbox {
  let waiting: ChatMessage[] = []
  const recorders = new Set<{ conversationId: string; messages: ChatMessage[] }>()

  const flush = (): void => {
    const changed = Map.groupBy(waiting, (message) => message.conversationId)
    waiting = []
    let { logs } = get()
    for (const [conversationId, messages] of changed) {
      const log = logs.get(conversationId)
      if (log) logs = withEntry(logs, conversationId, changeLog(log, messages))
    }
    set({ logs })
  }

  return {
    add(message) {
      for (const recorder of recorders) {
        if (recorder.conversationId === message.conversationId) recorder.messages.push(message)
      }
      if (waiting.push(message) === 1) setTimeout(flush)
    },
    record(conversationId) {
      const recorder = { conversationId, messages: [] as ChatMessage[] }
      recorders.add(recorder)
      return () => {
        recorders.delete(recorder)
        return recorder.messages
      }
    }
  }
}
