import { Braces, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ChatMessage } from '../../shared/message'
import { createRawTexts, useRawTexts } from '../store/raw-texts'
import { useStores, useView } from '../store/stores'
import { clockTime, exactTime, machineTime } from '../text/time'
import { CopyButton } from '../ui/copy-button'
import { IconButton } from '../ui/icon-button'
import css from './message.module.css'
import { ReplyText, RequestText } from './message-text'
import { t } from '../text/words'

export interface BubbleProps {
  readonly message: ChatMessage
  /** Whether it begins a group of messages: only then the sender and the time stand over it. */
  readonly head: boolean
  /** What stands at the end of its last line. */
  readonly meta?: ReactNode
  /** What stands before its text, and after it. */
  readonly before?: ReactNode
  readonly after?: ReactNode
}

/** One message: who and when, its text, and what a person can do with it. */
export function Bubble({ message, head, meta, before, after }: BubbleProps) {
  const raw = useRawTexts((state) => state.isRaw(message))
  const Text = message.role === 'request' ? RequestText : ReplyText
  return (
    <div
      className={css['bubble']}
      data-status={message.role === 'request' ? message.status : undefined}
      data-kind={message.role === 'reply' ? message.kind : undefined}
    >
      {head && (
        <header className={css['head']}>
          <bdi className={css['sender']}>{message.sender.name}</bdi>
          <Time at={message.createdAt} />
        </header>
      )}
      {before}
      <div className={css['body']}>
        <Text text={message.text} raw={raw} />
        {meta !== undefined && <span className={css['meta']}>{meta}</span>}
      </div>
      {after}
      <Tools message={message} raw={raw} timed={!head} />
    </div>
  )
}

/** When a message was stored. */
export const Time = ({ at }: { at: number }) => (
  <time className={css['time']} dateTime={machineTime(at)} title={exactTime(at)}>
    {clockTime(at)}
  </time>
)

function Tools({ message, raw, timed }: { message: ChatMessage; raw: boolean; timed: boolean }) {
  const { of } = useStores()
  const inspect = useView((state) => state.inspect)
  const inspected = useView((state) => state.inspectedId === message.id)
  return (
    <span className={css['tools']}>
      {timed && <Time at={message.createdAt} />}
      <IconButton
        icon={Braces}
        label={raw ? t('Show it drawn') : t('Show the text as it was written')}
        aria-pressed={raw}
        onClick={() => of(createRawTexts).getState().toggleMessage(message)}
      />
      <CopyButton text={message.text} iconOnly label={t('Copy the text')} />
      <IconButton
        icon={Info}
        label={t('Message details')}
        aria-pressed={inspected}
        onClick={() => inspect(inspected ? null : message.id)}
      />
    </span>
  )
}
