import { SendHorizontal } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { lastRequest } from '../store/log'
import { useChat, useStores } from '../store/stores'
import { fieldDirection, isLong } from '../text/direction'
import { bytesLeft, SIZE_LIMIT } from '../text/message-size'
import { ErrorNote } from '../ui/error-note'
import css from './composer.module.css'
import { keyMeaning } from './key-meaning'
import { CopyButton } from '../ui/copy-button'

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
            dir={fieldDirection(draft)}
            data-long={isLong(draft) || undefined}
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

/** How much more fits, once that is worth knowing. */
function SizeHint({ left }: { left: number | null }) {
  if (left === null) return null
  const limit = SIZE_LIMIT.toLocaleString()
  return (
    <output className={css['size']} data-over={left < 0 || undefined}>
      {left < 0
        ? `${(-left).toLocaleString()} bytes too long: one SQS message holds ${limit}. Shorten it or send it in parts.`
        : `${left.toLocaleString()} of ${limit} bytes left`}
    </output>
  )
}

/** While nothing can be sent: what becomes of a message, and how many wait already. */
function OutboxHint() {
  const connection = useChat((state) => state.connection)
  const linkUp = useChat((state) => state.linkUp)
  if (!linkUp || !connection || connection.state === 'online' || connection.state === 'starting') return null
  const { outbox } = connection
  return (
    <output aria-label="Outbox" className={css['outbox']}>
      Messages wait in the outbox and go out by themselves
      {outbox === 0 ? '.' : `: ${outbox.toLocaleString()} ${outbox === 1 ? 'waits' : 'wait'} now.`}
    </output>
  )
}

/** Storing takes some milliseconds; a text that takes no longer than this needs no word. */
const QUIET_MS = 700

/** The texts of a chat of which it is not known yet whether ChatAPP has them; nothing in the ordinary case. */
function PendingHint({ conversationId }: { conversationId: string }) {
  const pending = useChat((state) => state.pending)
  const own = [...pending.values()].filter((one) => one.conversationId === conversationId)
  const late = useLate(own[0]?.id)
  if (!late || own.length === 0) return null
  return (
    <output aria-label="Not confirmed" className={css['pending']}>
      <span>
        {own.length === 1 ? 'This message is' : `These ${own.length} messages are`} not confirmed yet: ChatAPP
        has not answered. It is asked again until it does, and nothing is sent twice.
      </span>
      {own.map(({ id, text }) => (
        <span key={id} className={css['pendingText']}>
          <bdi title={text.slice(0, 2000)}>{text.slice(0, 500)}</bdi>
          <CopyButton text={text} label="Copy the message" iconOnly />
        </span>
      ))}
    </output>
  )
}

/** Whether this same thing is there for longer than a moment. */
function useLate(key: string | undefined): boolean {
  const [late, setLate] = useState<string | undefined>(undefined)
  useEffect(() => {
    if (key === undefined) return undefined
    const timer = setTimeout(() => setLate(key), QUIET_MS)
    return () => clearTimeout(timer)
  }, [key])
  return key !== undefined && late === key
}

/** Lets a text field grow with its text in browsers that do not know `field-sizing: content`. */
function useAutoGrow(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (field.current && !CSS.supports('field-sizing', 'content') && !isLong(text))
      fit(field.current, text === '')
  }, [field, text])
}

function fit(element: HTMLTextAreaElement, empty: boolean): void {
  element.style.height = 'auto'
  if (!empty) element.style.height = `${element.scrollHeight}px`
}
