import type { DeskQueue } from '../../shared/contract'
import { errorText, t } from '../text/words'
import { CopyButton } from '../ui/copy-button'
import css from './detail.module.css'

type NotReadPart = Extract<DeskQueue['tags'], { ok: false }>

/** Why something is not told, with the smallest policy where a permission is missing. */
export function NotRead({ part: { error, fix } }: { part: NotReadPart }) {
  return (
    <div className={css['unread']}>
      <p dir="auto">{errorText(error)}</p>
      {fix && <CopyButton text={fix.policy} label={t('Copy the policy')} />}
    </div>
  )
}
