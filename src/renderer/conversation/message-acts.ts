import type { ChatMessage } from '../../shared/message'
import { createRawTexts } from '../store/raw-texts'
import type { Stores } from '../store/stores'
import { createUndo } from '../store/undo'
import { t } from '../text/words'

/** Something a person can do with a message. */
export interface MessageAct {
  readonly name: string
  /** The key that does it while the message has the focus; null where there is none. */
  readonly key: string | null
  readonly danger?: boolean
  readonly act: () => void
}

/** What can be done with a message, in the order of its menu. */
export function messageActs({ chat, view, of }: Stores, message: ChatMessage): MessageAct[] {
  const { id, conversationId, text } = message
  const write = (draft: string): void => {
    chat.getState().setDraft(conversationId, draft)
    view.getState().focusComposer()
  }
  const again = (): void => {
    if (message.role === 'request') chat.getState().setAttributes(conversationId, message.attributes ?? [])
    write(text)
  }
  const acts: (MessageAct | false)[] = [
    { name: t('Copy the text'), key: 'c', act: () => void navigator.clipboard.writeText(text) },
    {
      name: t('Quote'),
      key: 'r',
      act: () => write(quoted(text, chat.getState().drafts.get(conversationId)))
    },
    message.role === 'request' && { name: t('Edit and send again'), key: 'e', act: again },
    message.role === 'request' &&
      message.status === 'failed' && {
        name: t('Retry'),
        key: null,
        act: () => void chat.getState().retry(id)
      },
    ...(message.role === 'request' && message.status === 'sent'
      ? [
          { name: t('Ask now'), key: null, act: () => void chat.getState().askNow(id) },
          { name: t('Give up'), key: null, act: () => void chat.getState().giveUp(id) }
        ]
      : []),
    { name: t('Details'), key: 'i', act: () => view.getState().inspect(id) },
    {
      name: of(createRawTexts).getState().isRaw(message)
        ? t('Show it drawn')
        : t('Show the text as it was written'),
      key: null,
      act: () => of(createRawTexts).getState().toggleMessage(message)
    },
    { name: t('Delete'), key: 'Delete', danger: true, act: () => remove({ chat, of }, message) }
  ]
  return acts.filter((act) => act !== false)
}

/** Takes a message out of sight, and deletes it for good when nobody wants it back. One that waits is not sent meanwhile. */
function remove({ chat, of }: Pick<Stores, 'chat' | 'of'>, message: ChatMessage): void {
  const { hideMessage, deleteMessage, cancel, retry } = chat.getState()
  const waits = message.role === 'request' && message.status === 'queued'
  hideMessage(message.id, true)
  if (waits) void cancel(message.id)
  of(createUndo)
    .getState()
    .offer({
      says: message.role === 'request' ? t('Message and its replies deleted') : t('Reply deleted'),
      undo: () => {
        hideMessage(message.id, false)
        if (waits) void retry(message.id)
      },
      commit: () => void deleteMessage(message.id)
    })
}

/** A text as a quote at the end of a draft, with room to write under it. */
function quoted(text: string, draft = ''): string {
  const quote = text.split('\n').map((line) => `> ${line}`)
  return `${draft === '' ? '' : `${draft.trimEnd()}\n\n`}${quote.join('\n')}\n\n`
}
