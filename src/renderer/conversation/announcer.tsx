import { useEffect, useRef, useState } from 'react'
import type { ChatMessage } from '../../shared/message'
import { arrivedSince, type Log } from '../store/log'
import { t } from '../text/words'

/** What comes within this time is told in one sentence, in milliseconds. */
const BATCH_MS = 800

/** More of a text than this is not read out unasked, in characters. */
const READ_OUT = 200

/** Tells a screen reader what has come, a batch in one sentence; nothing of attempts, and nothing of what was there already. */
export function Announcer({ log }: { log: Log }) {
  const [words, setWords] = useState('')
  const before = useRef(log)
  const batch = useRef<ChatMessage[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    batch.current.push(...newsOf(before.current, log))
    before.current = log
    if (batch.current.length === 0) return
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setWords(inWords(batch.current))
      batch.current = []
    }, BATCH_MS)
  }, [log])
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <output aria-label={t('News')} className="visually-hidden">
      {words}
    </output>
  )
}

/** Replies that came since, and requests that failed since. */
const newsOf = (before: Log, now: Log): ChatMessage[] => [
  ...arrivedSince(before, now).filter(({ role }) => role === 'reply'),
  ...failedSince(before, now)
]

function failedSince(before: Log, now: Log): ChatMessage[] {
  if (before.hasNewer) return []
  return [...now.messages.values()].filter((message) => {
    const known = before.messages.get(message.id)
    if (message.role !== 'request' || known?.role !== 'request') return false
    return message.status === 'failed' && known.status !== 'failed' && message.reason?.code !== 'cancelled'
  })
}

function inWords(batch: readonly ChatMessage[]): string {
  const replies = batch.filter((message) => message.role === 'reply')
  const failed = batch.length - replies.length
  const last = replies.at(-1)
  return [
    last && replies.length === 1 && `${last.sender.name}: ${last.text.slice(0, READ_OUT)}`,
    last &&
      replies.length > 1 &&
      t('{count} new messages, the last from {sender}', {
        count: replies.length,
        sender: last.sender.name
      }),
    failed > 0 && t('{failed, plural, one {A message} other {# messages}} failed', { failed })
  ]
    .filter(Boolean)
    .join('. ')
}
