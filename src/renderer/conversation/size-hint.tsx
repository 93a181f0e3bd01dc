import { SIZE_LIMIT } from '../text/message-size'
import css from './composer.module.css'

/** How much more fits, once that is worth knowing. */
export function SizeHint({ left }: { left: number | null }) {
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
