import { Info } from 'lucide-react'
import { TriangleAlert } from 'lucide-react'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Notice } from '../../shared/contract'
import { exactTime } from '../text/time'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { NARROW, useMedia } from '../ui/use-media'
import css from './notices.module.css'
import { useNotices } from '../store/notices-store'
import { saidText, t } from '../text/words'

/** As many as stand on a wide page at once, and one on a narrow; the others are one click away. */
const SHOWN = 2

/** What happened to this profile, over every view, newest first, until it is dismissed. */
export function Notices() {
  const notices = useNotices((state) => state.notices)
  const error = useNotices((state) => state.error)
  const watch = useNotices((state) => state.watch)
  const [all, setAll] = useState(false)
  useEffect(() => watch(), [watch])
  const fits = useMedia(NARROW) ? 1 : SHOWN
  if (notices.length === 0) return null
  const newestFirst = notices.toReversed()
  const shown = all ? newestFirst : newestFirst.slice(0, fits)
  const hidden = notices.length - fits
  return (
    <section aria-label={t('Notices')} className={css['notices']}>
      {error && <ErrorNote title={t('The notice could not be dismissed')} error={error} />}
      {shown.map((notice) => (
        <Item key={notice.id} notice={notice} />
      ))}
      {hidden > 0 && (
        <div className={css['more']}>
          <Button kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('Show fewer') : t('Show {hidden} more', { hidden })}
          </Button>
        </div>
      )}
    </section>
  )
}

function Item({ notice }: { notice: Notice }) {
  const dismiss = useNotices((state) => state.dismiss)
  const warning = notice.level === 'warning'
  const Icon = warning ? TriangleAlert : Info
  return (
    <div className={css['notice']} data-level={notice.level} role={warning ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden className={css['icon']} />
      <p className={css['text']} dir="auto" title={exactTime(notice.at)}>
        {saidText(notice.said, notice.text)}
      </p>
      <IconButton icon={X} label={t('Dismiss this notice')} onClick={() => void dismiss(notice.id)} />
    </div>
  )
}
