import { Info } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ChatMessage } from '../../shared/message'
import { useView } from '../store/stores'
import { clockTime, exactTime, machineTime } from '../text/time'
import { CopyButton } from '../ui/copy-button'
import { IconButton } from '../ui/icon-button'
import css from './message.module.css'

/** Sender, time, what a person can do with the message, and `children` at the end of the line. */
export function MessageHead({ message, children }: { message: ChatMessage; children?: ReactNode }) {
  const inspect = useView((state) => state.inspect)
  const inspected = useView((state) => state.inspectedId === message.id)
  return (
    <header className={css['head']}>
      <bdi className={css['sender']}>{message.sender.name}</bdi>
      <time
        className={css['time']}
        dateTime={machineTime(message.createdAt)}
        title={exactTime(message.createdAt)}
      >
        {clockTime(message.createdAt)}
      </time>
      <span className={css['end']}>{children}</span>
      <span className={css['tools']}>
        <CopyButton text={message.text} iconOnly label="Copy the text" />
        <IconButton
          icon={Info}
          label="Message details"
          aria-pressed={inspected}
          onClick={() => inspect(inspected ? null : message.id)}
        />
      </span>
    </header>
  )
}
