import { ArrowLeft, RefreshCw } from 'lucide-react'
import { useEffect } from 'react'
import { LockStrip } from '../letters/lock-strip'
import { useDesk } from '../store/desk-store'
import { useChat, useView } from '../store/stores'
import { t } from '../text/words'
import { BarButton } from '../ui/bar-button'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { MEDIUM, NARROW, useMedia } from '../ui/use-media'
import { ViewHeader } from '../ui/view-header'
import { QueueDetail } from './queue-detail'
import { QueueList } from './queue-list'
import css from './desk.module.css'

/** The desk for every queue of the backend that is talked to: the list, and the one that is open beside it. */
export default function QueueDeskView() {
  const watch = useDesk((state) => state.watch)
  const refresh = useDesk((state) => state.refresh)
  const open = useDesk((state) => state.open)
  const openQueue = useDesk((state) => state.openQueue)
  const show = useView((state) => state.show)
  const single = useMedia(MEDIUM)
  const narrow = useMedia(NARROW)
  useEffect(() => watch(), [watch])
  return (
    <>
      <ViewHeader title={single && open !== null ? open : t('Queue desk')}>
        {single && open !== null && (
          <IconButton
            // The list, which had the focus, is gone.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            icon={ArrowLeft}
            label={t('Back to the list')}
            onClick={() => void openQueue(null)}
          />
        )}
        {!narrow && (
          <Button kind="quiet" onClick={() => show('queues')}>
            {t('Queues of ChatAPP')}
          </Button>
        )}
        <BarButton icon={RefreshCw} label={t('Look again')} onClick={() => void refresh()} />
      </ViewHeader>
      <div className={css['pane']} data-pane>
        <LockStrip />
        <div className={css['both']}>
          {(!single || open === null) && <QueueList />}
          {(!single || open !== null) && <QueueDetail />}
        </div>
        <Requests />
      </div>
    </>
  )
}

/** What the desk has cost, where requests are paid for. */
function Requests() {
  const requests = useDesk((state) => state.requests)
  const paid = useChat((state) => state.connection?.can.account)
  if (!paid || requests === 0) return null
  return (
    <p className={css['requests']}>
      {t('The desk has made about {count, plural, one {# request} other {# requests}}; each is paid for.', {
        count: requests
      })}
    </p>
  )
}
