import { v7 as uuidv7 } from 'uuid'
import type { Attention } from './attention'
import { withEntry, type ChatActions, type ChatContext } from './chat-state'
import { createPendingSends } from './pending-sends'

type Actions = Pick<
  ChatActions,
  | 'setDraft'
  | 'setAttributes'
  | 'send'
  | 'retry'
  | 'cancel'
  | 'askNow'
  | 'giveUp'
  | 'hideMessage'
  | 'deleteMessage'
  | 'noteShown'
>

/** Replies that come on the screen within this time are reported together. */
const SHOWN_GROUP_MS = 100
const SHOWN_GROUP = 500

/** So many that were told last are remembered, so that none is told twice: of those before it the message itself says so by now. */
const REMEMBERED = 1000

interface MessageDeps {
  readonly attention: Attention
  /** Reads the log of a conversation anew. */
  readonly reload: (conversationId: string) => Promise<void>
  readonly setDraft: ChatActions['setDraft']
}

/** Sending, and what a person does with one message. */
export function messageActions(context: ChatContext, { attention, reload, setDraft }: MessageDeps) {
  const { get, set, ask } = context

  const { pending, setAttributes, send } = sending(context, { reload, setDraft })

  const retry: Actions['retry'] = async (id, removeDeadCopy) => {
    const result = await ask('chat.retry', { id, ...(removeDeadCopy ? { removeDeadCopy } : {}) })
    if (!result.ok) set({ notice: { title: 'The message could not be sent again', error: result.error } })
  }

  const cancel: Actions['cancel'] = async (id) => {
    const result = await ask('chat.cancel', { id })
    if (!result.ok) set({ notice: { title: 'The message could not be cancelled', error: result.error } })
  }

  const askNow: Actions['askNow'] = async (id) => {
    const result = await ask('chat.askNow', { id })
    if (!result.ok) set({ notice: { title: 'The message could not be sent again', error: result.error } })
  }

  const giveUp: Actions['giveUp'] = async (id) => {
    const result = await ask('chat.giveUp', { id })
    if (!result.ok) set({ notice: { title: 'The message could not be given up', error: result.error } })
  }

  const hideMessage: Actions['hideMessage'] = (id, away) => {
    const hidden = new Set(get().hidden)
    if (away) hidden.add(id)
    else hidden.delete(id)
    set({ hidden })
  }

  const deleteMessage: Actions['deleteMessage'] = async (id) => {
    const result = await ask('chat.delete', { id })
    if (result.ok || result.error.code === 'not_found') return
    hideMessage(id, false)
    set({ notice: { title: 'The message could not be deleted', error: result.error } })
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
    const [oldest] = told
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest)
    waiting.add(id)
    schedule()
  }

  return {
    pending,
    actions: {
      setDraft,
      setAttributes,
      send,
      retry,
      cancel,
      askNow,
      giveUp,
      hideMessage,
      deleteMessage,
      noteShown
    } satisfies Actions
  }
}

/** Sending what is written, with its attributes. */
function sending(context: ChatContext, { reload, setDraft }: Pick<MessageDeps, 'reload' | 'setDraft'>) {
  const { get, set } = context
  const setAttributes: Actions['setAttributes'] = (id, attributes) => {
    if (attributes.length > 0 || get().attributes.has(id))
      setDraft(id, get().drafts.get(id) ?? '', attributes)
  }

  const pending = createPendingSends(context, {
    stored: ({ id, conversationId }) => {
      set({ lastSentId: id })
      // The event that brings the message is not heard while the link is broken.
      if (!get().linkUp) void reload(conversationId)
    },
    refused: ({ conversationId, text, attributes }, error) => {
      const typedSince = get().drafts.get(conversationId)
      const own = get().attributes.get(conversationId) ?? attributes ?? []
      setDraft(conversationId, typedSince ? `${text}\n${typedSince}` : text, own)
      set({ sendErrors: withEntry(get().sendErrors, conversationId, error) })
    }
  })

  const send: Actions['send'] = async (conversationId, text, how = {}) => {
    if (text.trim() === '') return
    const attributes = get().attributes.get(conversationId)
    setDraft(conversationId, '', [])
    set({
      sendErrors: withEntry(get().sendErrors, conversationId, null),
      firstUnseen: withEntry(get().firstUnseen, conversationId, null)
    })
    await pending.send({
      id: uuidv7(),
      conversationId,
      text,
      ...(attributes ? { attributes: [...attributes] } : {}),
      ...how
    })
  }

  return { pending, setAttributes, send }
}
