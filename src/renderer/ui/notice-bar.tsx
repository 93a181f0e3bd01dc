import { X } from 'lucide-react'
import { useChat } from '../store/stores'
import { ErrorNote } from './error-note'
import { IconButton } from './icon-button'
import css from './notice-bar.module.css'

/** What went wrong and belongs to no place on the page; stays until it is closed. */
export function NoticeBar() {
  const notice = useChat((state) => state.notice)
  const dismiss = useChat((state) => state.dismissNotice)
  if (!notice) return null
  return (
    <div className={css['bar']}>
      <ErrorNote title={notice.title} error={notice.error} />
      <div className={css['close']}>
        <IconButton icon={X} label="Close this notice" onClick={dismiss} />
      </div>
    </div>
  )
}
