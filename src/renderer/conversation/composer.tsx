import { SendHorizontal } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { lastRequest } from '../store/log'
import { useChat, useStores } from '../store/stores'
import { bytesLeft } from '../text/message-size'
import { ErrorNote } from '../ui/error-note'
import css from './composer.module.css'
import { keyMeaning } from './key-meaning'
import { OutboxHint } from './outbox-hint'
import { PendingHint } from './pending-hint'
import { SizeHint } from './size-hint'
import { useAutoGrow } from './use-auto-grow'

/** Where a text is written and sent. The draft belongs to its conversation. */
export function Composer() {
  const { chat, view } = useStores()
  const openId = useChat((state) => state.openId)
  const draft = useChat((state) => state.drafts.get(openId) ?? '')
  const error = useChat((state) => state.sendErrors.get(openId))
  const sendWith = useChat((state) => state.settings?.sendWith ?? 'enter')
  const senderName = useChat((state) => state.settings?.senderName ?? '')
  const field = useComposerFocus()
  useAutoGrow(field, draft)
  const left = bytesLeft(draft, senderName)
  const sendable = draft.trim() !== '' && (left === null || left >= 0)

  const send = (): void => {
    // A dialog that is being loaded has no focus yet: Enter is meant for it.
    if (!sendable || view.getState().dialog !== null) return
    void chat.getState().send(openId, draft)
    field.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const meaning = keyMeaning(event.nativeEvent, { sendWith, empty: draft === '' })
    if (meaning === 'send') {
      event.preventDefault()
      send()
    } else if (meaning === 'recall') {
      const last = lastRequest(chat.getState().logs.get(openId))
      if (!last) return
      event.preventDefault()
      chat.getState().setDraft(openId, last.text)
    }
  }

  return (
    <section aria-label="Send" className={css['pane']} data-pane>
      <div className={css['column']}>
        <PendingHint conversationId={openId} />
        {error && <ErrorNote title="The message was not sent" error={error} />}
        <div className={css['box']}>
          <textarea
            ref={field}
            className={css['field']}
            aria-label="Message"
            placeholder="Write a message"
            rows={1}
            dir="auto"
            value={draft}
            onChange={(event) => chat.getState().setDraft(openId, event.target.value)}
            onKeyDown={onKeyDown}
          />
          <button
            type="button"
            className={css['send']}
            aria-label="Send"
            title="Send"
            disabled={!sendable}
            onClick={send}
          >
            <SendHorizontal size={17} aria-hidden />
          </button>
        </div>
        <div className={css['hints']}>
          <SizeHint left={left} />
          <OutboxHint />
          <span aria-hidden>
            {sendWith === 'enter' ? (
              <>
                <kbd>⏎</kbd> send <kbd>⇧⏎</kbd> new line
              </>
            ) : (
              <>
                <kbd>Ctrl/⌘ ⏎</kbd> send <kbd>⏎</kbd> new line
              </>
            )}
          </span>
        </div>
      </div>
    </section>
  )
}

/** Focus on opening a conversation and whenever the page asks for it; a text that came back has its end in sight. */
function useComposerFocus() {
  const { view } = useStores()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const focus = (): void => {
      const element = field.current
      element?.focus({ preventScroll: true })
      element?.setSelectionRange(element.value.length, element.value.length)
    }
    focus()
    return view.subscribe((now, before) => {
      if (now.composerFocus !== before.composerFocus) focus()
    })
  }, [view])
  return field
}
