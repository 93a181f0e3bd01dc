import { useEffect, useState } from 'react'
import { useChat } from '../store/stores'
import { CopyButton } from '../ui/copy-button'
import css from './composer.module.css'

/** Storing takes some milliseconds; a text that takes no longer than this needs no word. */
const QUIET_MS = 700

/** The texts of a chat of which it is not known yet whether ChatAPP has them; nothing in the ordinary case. */
export function PendingHint({ conversationId }: { conversationId: string }) {
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
