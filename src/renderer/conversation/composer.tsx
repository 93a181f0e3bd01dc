import { SendHorizontal } from 'lucide-react'
import type { ChangeEvent, KeyboardEvent } from 'react'
import { lastRequest } from '../store/log'
import { useChat, useStores } from '../store/stores'
import { fieldDirection, isLong } from '../text/direction'
import { bytesLeft } from '../text/message-size'
import { ErrorNote } from '../ui/error-note'
import css from '../ui/composer.module.css'
import { createBackendsStore, useActiveBackend } from '../store/backends-store'
import { BackendEdge } from './backend-edge'
import { CommandList, listAttributes, useCommandChoice } from './command-list'
import { useAutoGrow, useComposerFocus, useFiles, withEmoji } from './composer-field'
import { Hints, PendingHint } from './composer-hints'
import { LaterHints, MoreWays } from './later-hints'
import { keyMeaning } from './key-meaning'
import { t } from '../text/words'

interface SendButtonProps {
  readonly sendable: boolean
  readonly conversationId: string
  readonly onSend: (delaySeconds?: number) => void
}

/** Sends; its other half says when, and with what. */
function SendButton({ sendable, conversationId, onSend }: SendButtonProps) {
  const { view } = useStores()
  return (
    <>
      <button
        type="button"
        className={css['send']}
        aria-label={t('Send')}
        title={t('Send')}
        disabled={!sendable}
        onClick={() => onSend()}
      >
        <SendHorizontal size={17} aria-hidden />
      </button>
      <MoreWays
        sendable={sendable}
        onDelay={onSend}
        onChoose={(kind) => view.getState().openDialog({ kind, conversationId })}
      />
    </>
  )
}

/** Where a text is written and sent. The draft belongs to its conversation. */
export function Composer() {
  const { chat, view, of } = useStores()
  const active = useActiveBackend()
  const openId = useChat((state) => state.openId)
  const draft = useChat((state) => state.drafts.get(openId) ?? '')
  const error = useChat((state) => state.sendErrors.get(openId))
  const sendWith = useChat((state) => state.settings?.sendWith ?? 'enter')
  const senderName = useChat((state) => state.settings?.senderName ?? '')
  const field = useComposerFocus()
  useAutoGrow(field, draft)
  const write = (text: string): void => chat.getState().setDraft(openId, text)
  const choice = useCommandChoice(draft, write)
  const { refused, take } = useFiles(field)
  const attributes = useChat((state) => state.attributes.get(openId))
  const left = bytesLeft(draft, senderName, { attributes })
  const sendable = draft.trim() !== '' && (left === null || left >= 0)

  const send = (delaySeconds?: number): void => {
    // A dialog that is being loaded has no focus yet: Enter is meant for it.
    if (!sendable || view.getState().dialog !== null) return
    const how = delaySeconds === undefined ? {} : { delaySeconds }
    if (of(createBackendsStore).getState().asksFirst)
      return view.getState().openDialog({ kind: 'confirm-send', conversationId: openId, how })
    void chat.getState().send(openId, draft, how)
    field.current?.focus()
  }

  const onChange = ({ target }: ChangeEvent<HTMLTextAreaElement>): void => {
    const { value, selectionStart } = target
    write(value)
    if (value[selectionStart - 1] === ':') void withEmoji(target)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (choice.onKeyDown(event)) return
    const meaning = keyMeaning(event.nativeEvent, { sendWith, empty: draft === '' })
    if (meaning === 'send') {
      event.preventDefault()
      send()
    } else if (meaning === 'recall') {
      const last = lastRequest(chat.getState().logs.get(openId))
      if (!last) return
      event.preventDefault()
      write(last.text)
    }
  }

  return (
    <section aria-label={t('Send')} className={css['pane']} data-pane>
      <div className={css['column']}>
        <PendingHint conversationId={openId} />
        <LaterHints conversationId={openId} attributes={attributes?.length ?? 0} />
        {error && <ErrorNote title={t('The message was not sent')} error={error} />}
        {refused.map((why) => (
          <p key={why} role="alert" className={css['refused']}>
            {why}
          </p>
        ))}
        <CommandList choice={choice} />
        <BackendEdge />
        <div className={css['box']} data-backend-colour={active?.colour}>
          <textarea
            ref={field}
            className={css['field']}
            aria-label={t('Message')}
            placeholder={t('Write a message')}
            rows={1}
            dir={fieldDirection(draft)}
            data-long={isLong(draft) || undefined}
            value={draft}
            onChange={onChange}
            onKeyDown={onKeyDown}
            onPaste={(event) => take(event, event.clipboardData)}
            onDrop={(event) => take(event, event.dataTransfer)}
            {...listAttributes(choice)}
          />
          <SendButton sendable={sendable} conversationId={openId} onSend={send} />
        </div>
        <Hints left={left} />
      </div>
    </section>
  )
}
