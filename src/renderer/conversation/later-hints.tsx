import { CalendarClock, ChevronUp, Tags } from 'lucide-react'
import { Suspense, useEffect } from 'react'
import { useLater } from '../store/later-store'
import { useView } from '../store/stores'
import { listTime } from '../text/time'
import { useNow } from '../text/use-now'
import { t } from '../text/words'
import { Boundary } from '../ui/boundary'
import { lazyPart } from '../ui/lazy-part'
import css from '../ui/composer.module.css'
import type { SendMenuProps } from './send-menu'

const SendMenu = lazyPart(() => import('./send-menu'))

/** In place of the menu while its code is on its way, or could not be fetched: then a press tries again. */
const Placeholder = ({ retry }: { retry?: () => void }) => (
  <button
    type="button"
    className={css['more']}
    aria-label={t('More ways to send')}
    aria-haspopup="true"
    disabled={!retry}
    onClick={retry}
  >
    <ChevronUp size={16} aria-hidden />
  </button>
)

/** The other half of the Send button, whose code comes after the page has shown itself. */
export const MoreWays = (props: SendMenuProps) => (
  <Boundary renderFallback={(_error, retry) => <Placeholder retry={retry} />}>
    <Suspense fallback={<Placeholder />}>
      <SendMenu {...props} />
    </Suspense>
  </Boundary>
)

/** Over the field: what waits to be sent in this chat, and how many attributes go along; each leads to where it is changed. */
export function LaterHints({ conversationId, attributes }: { conversationId: string; attributes: number }) {
  const openDialog = useView((state) => state.openDialog)
  const watch = useLater((state) => state.watch)
  const scheduled = useLater((state) => state.scheduled)
  useEffect(() => watch(), [watch])
  const own = scheduled.filter((one) => one.conversationId === conversationId)
  const next = own[0]
  const now = useNow()
  if (!next && attributes === 0) return null
  return (
    <div className={css['later']}>
      {next && (
        <button type="button" onClick={() => openDialog({ kind: 'scheduled', conversationId })}>
          <CalendarClock size={14} aria-hidden />
          {t('{count, plural, one {# scheduled} other {# scheduled}}, next {when}', {
            count: own.length,
            when: listTime(next.sendAt, now)
          })}
        </button>
      )}
      {attributes > 0 && (
        <button type="button" onClick={() => openDialog({ kind: 'attributes', conversationId })}>
          <Tags size={14} aria-hidden />
          {t('{count, plural, one {# attribute} other {# attributes}}', { count: attributes })}
        </button>
      )}
    </div>
  )
}
