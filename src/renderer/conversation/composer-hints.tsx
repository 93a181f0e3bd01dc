import { useEffect, useState } from 'react'
import { useChat } from '../store/stores'
import { SIZE_LIMIT } from '../text/message-size'
import { CopyButton } from '../ui/copy-button'
import css from '../ui/composer.module.css'
import { rich, t } from '../text/words'

/** Under the field: how much more fits, what becomes of a message now, and which key sends. */
export function Hints({ left, limit = SIZE_LIMIT }: { left: number | null; limit?: number }) {
  const sendWith = useChat((state) => state.settings?.sendWith ?? 'enter')
  return (
    <div className={css['hints']}>
      <SizeHint left={left} limit={limit} />
      <OutboxHint />
      <span aria-hidden>
        {rich('{send} send {line} new line', {
          send: <kbd>{sendWith === 'enter' ? '⏎' : t('Ctrl/⌘ ⏎')}</kbd>,
          line: <kbd>{sendWith === 'enter' ? '⇧⏎' : '⏎'}</kbd>
        })}
      </span>
    </div>
  )
}

/** How much more fits, once that is worth knowing. */
function SizeHint({ left, limit }: { left: number | null; limit: number }) {
  if (left === null) return null
  return (
    <output className={css['size']} data-over={left < 0 || undefined}>
      {left < 0
        ? t(
            limit === SIZE_LIMIT
              ? '{over, number} bytes too long: one SQS message holds {limit, number}. Shorten it or send it in parts.'
              : '{over, number} bytes too long: one message in a room holds {limit, number}. Shorten it or send it in parts.',
            { over: -left, limit }
          )
        : t('{left, number} of {limit, number} bytes left', { left, limit })}
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
    <output aria-label={t('Outbox')} className={css['outbox']}>
      {outbox === 0
        ? t('Messages wait in the outbox and go out by themselves.')
        : t(
            'Messages wait in the outbox and go out by themselves: {outbox, plural, one {# waits} other {# wait}} now.',
            { outbox }
          )}
    </output>
  )
}

/** Storing takes some milliseconds; a text that takes no longer than this needs no word. */
const QUIET_MS = 700

/** The texts of a chat of which it is not known yet whether ChatAPP has them; nothing in the ordinary case. */
export function PendingHint({ conversationId }: { conversationId: string }) {
  const pending = useChat((state) => state.pending)
  const own = [...pending.values()].filter((one) => one.conversationId === conversationId)
  const late = useLate(own[0]?.id)
  if (!late || own.length === 0) return null
  return (
    <output aria-label={t('Not confirmed')} className={css['pending']}>
      <span>
        {t(
          '{count, plural, one {This message is} other {These # messages are}} not confirmed yet: ChatAPP has not answered. It is asked again until it does, and nothing is sent twice.',
          { count: own.length }
        )}
      </span>
      {own.map(({ id, text }) => (
        <span key={id} className={css['pendingText']}>
          <bdi title={text.slice(0, 2000)}>{text.slice(0, 500)}</bdi>
          <CopyButton text={text} label={t('Copy the message')} iconOnly />
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
