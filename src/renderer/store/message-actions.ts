import { v7 as uuidv7 } from 'uuid'
import type { ChatMessage } from '../../shared/message'
import type { Attention } from './attention'
import { withEntry, type ChatActions, type ChatContext } from './chat-state'
import { changeLog } from './log'
import { createPendingSends } from './pending-sends'

type Actions = Pick<ChatActions, 'setDraft' | 'send' | 'retry' | 'cancel' | 'noteShown'>

/** Replies that come on the screen within this time are reported together. */
const SHOWN_GROUP_MS = 100
const SHOWN_GROUP = 500

/** Sending, and what a person does with one message. */
export function messageActions(context: ChatContext, attention: Attention) {
  const { get, set, ask } = context

  const setDraft: Actions['setDraft'] = (id, text) =>
    set({ drafts: withEntry(get().drafts, id, text === '' ? null : text) })

  /** The answer to a call may be older than an event that overtook it, so it only adds. */
  const addIfNew = (message: ChatMessage): void => {
    const log = get().logs.get(message.conversationId)
    if (!log || log.messages.has(message.id)) return
    set({ logs: withEntry(get().logs, message.conversationId, changeLog(log, [message])) })
  }

  const pending = createPendingSends(context, {
    stored: (message) => {
      addIfNew(message)
      set({ lastSentId: message.id })
    },
    refused: ({ conversationId, text }, error) => {
      const typedSince = get().drafts.get(conversationId)
      setDraft(conversationId, typedSince ? `${text}\n${typedSince}` : text)
      set({ sendErrors: withEntry(get().sendErrors, conversationId, error) })
    }
  })

  const send: Actions['send'] = async (conversationId, text) => {
    if (text.trim() === '') return
    setDraft(conversationId, '')
    set({ sendErrors: withEntry(get().sendErrors, conversationId, null) })
    await pending.send(conversationId, text, uuidv7())
  }

  const retry: Actions['retry'] = async (id) => {
    const result = await ask('chat.retry', { id })
    if (!result.ok) set({ notice: { title: 'The message could not be sent again', error: result.error } })
  }

  const cancel: Actions['cancel'] = async (id) => {
    const result = await ask('chat.cancel', { id })
    if (!result.ok) set({ notice: { title: 'The message could not be cancelled', error: result.error } })
  }

  const told = new Set<string>()
  const waiting = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | null = null

  const tellShown = async (): Promise<void> => {
    timer = null
    if (!attention.isVisible()) return
    const ids = [...waiting].slice(0, SHOWN_GROUP)
    for (const id of ids) waiting.delete(id)
    if (waiting.size > 0) schedule()
    const result = await ask('chat.shown', { ids })
    if (!result.ok) for (const id of ids) told.delete(id)
  }

  const schedule = (): void => {
    timer ??= setTimeout(() => void tellShown(), SHOWN_GROUP_MS)
  }

  attention.onChange(() => {
    if (waiting.size > 0) schedule()
  })

  const noteShown: Actions['noteShown'] = (id) => {
    if (told.has(id)) return
    told.add(id)
    waiting.add(id)
    schedule()
  }

  return { pending, actions: { setDraft, send, retry, cancel, noteShown } satisfies Actions }
}
