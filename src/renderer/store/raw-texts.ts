import { createStore, type StoreApi } from 'zustand/vanilla'
import { hookOf } from './stores'
import type { ChatMessage } from '../../shared/message'

/** Which texts are shown raw, character for character: those of a chat, and single messages otherwise than their chat. */
export interface RawTexts {
  readonly chats: ReadonlySet<string>
  readonly messages: ReadonlyMap<string, boolean>
  readonly isRaw: (message: Pick<ChatMessage, 'id' | 'conversationId'>) => boolean
  readonly toggleMessage: (message: Pick<ChatMessage, 'id' | 'conversationId'>) => void
  /** Takes every message of the chat along. */
  readonly toggleChat: (conversationId: string) => void
}

const KEY = 'chatapp.raw-chats'

/** The chats that were left raw; this browser remembers them. */
export const createRawTexts = (): StoreApi<RawTexts> =>
  createStore<RawTexts>()((set, get) => ({
    chats: kept(),
    messages: new Map(),
    isRaw: ({ id, conversationId }) => get().messages.get(id) ?? get().chats.has(conversationId),
    toggleMessage: (message) => {
      const raw = !get().isRaw(message)
      set(({ messages }) => ({ messages: new Map(messages).set(message.id, raw) }))
    },
    toggleChat: (conversationId) => {
      const chats = new Set(get().chats)
      if (!chats.delete(conversationId)) chats.add(conversationId)
      set({ chats, messages: new Map() })
      keep(chats)
    }
  }))

// Merely looking at a browser's storage may throw.
function kept(): Set<string> {
  try {
    const list: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? '[]')
    return new Set(Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [])
  } catch {
    return new Set()
  }
}

function keep(chats: ReadonlySet<string>): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify([...chats]))
  } catch {
    // It is off or full: what is shown stays so until the page is closed.
  }
}

export const useRawTexts = hookOf(createRawTexts)
