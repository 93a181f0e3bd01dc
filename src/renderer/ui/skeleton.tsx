import css from './skeleton.module.css'
import { t } from '../text/words'

/** Grey lines where content will be; they appear only when it takes longer than a blink. */
export function Skeleton({ lines = 4, label }: { lines?: number; label?: string }) {
  return (
    <div className={css['skeleton']} aria-busy>
      <span className="visually-hidden">{label ?? t('Loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={css['line']} />
      ))}
    </div>
  )
}
