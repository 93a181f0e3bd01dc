import { Trash2 } from 'lucide-react'
import type { Quarantined } from '../../shared/contract'
import { useView } from '../store/stores'
import { exactTime } from '../text/time'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ScrollBox } from '../ui/scroll-box'
import text from '../ui/text.module.css'
import css from './queues.module.css'
import { useQueues } from '../store/queues-store'
import { rich, saidText, t } from '../text/words'

/** Messages that came but could not be read: kept as they are until the user deletes them. */
export function SetAside() {
  const quarantined = useQueues((state) => state.quarantined)
  if (quarantined.length === 0) return null
  return (
    <section aria-labelledby="set-aside-title" className={css['aside']}>
      <h2 id="set-aside-title">{t('Set aside ({count})', { count: quarantined.length })}</h2>
      <p className={text['numbers']}>
        {t(
          'These arrived on a response queue but are not replies that ChatAPP can read. They are kept here as they came.'
        )}
      </p>
      <ul>
        {quarantined.map((one) => (
          <Item key={one.id} item={one} />
        ))}
      </ul>
    </section>
  )
}

function Item({ item }: { item: Quarantined }) {
  const openDialog = useView((state) => state.openDialog)
  return (
    <li className={css['item']}>
      <p dir="auto">{saidText(item.said, item.reason)}</p>
      <p className={text['numbers']}>
        {rich('{time} from {queue}', {
          time: exactTime(item.receivedAt),
          queue: <code>{item.queue}</code>
        })}
      </p>
      <ScrollBox className={css['raw']} label={t('Raw body')}>
        <pre dir="auto">{item.rawBody}</pre>
      </ScrollBox>
      <div className={css['itemFoot']}>
        <CopyButton text={item.rawBody} label={t('Copy body')} />
        <Button
          kind="quiet"
          onClick={() => openDialog({ kind: 'delete-set-aside', id: item.id, queue: item.queue })}
        >
          <Trash2 size={14} aria-hidden /> {t('Delete…')}
        </Button>
      </div>
    </li>
  )
}
