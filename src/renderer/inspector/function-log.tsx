import type { ChatMessage } from '../../shared/message'
import { LogLine } from '../logs/log-line'
import { createLogsStore } from '../store/logs-store'
import { createMessageLogStore, useMessageLog } from '../store/message-log-store'
import { useStores } from '../store/stores'
import { t } from '../text/words'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { ScrollBox } from '../ui/scroll-box'
import { Skeleton } from '../ui/skeleton'
import row from '../ui/row.module.css'
import text from '../ui/text.module.css'
import css from './function-log.module.css'

/** What the function logged while it worked on a message; asked for only when somebody wants to see it. */
export default function FunctionLog({ message }: { message: ChatMessage }) {
  const { of, view } = useStores()
  const id = message.role === 'request' ? message.id : message.inReplyTo
  const log = useMessageLog((state) => state.logs.get(id))
  const load = (): void => void of(createMessageLogStore).getState().load(id)
  const show = (): void => {
    of(createLogsStore).getState().setFilter({ messageId: id })
    view.getState().show('logs')
  }
  return (
    <section aria-labelledby="function-log-title">
      <div className={row['spread']}>
        <h3 id="function-log-title">{t('Log of the function')}</h3>
        {log !== undefined && log !== 'loading' && (
          <Button kind="quiet" onClick={load}>
            {t('Load again')}
          </Button>
        )}
      </div>
      {log === undefined ? (
        <Button onClick={load}>{t('Load its lines')}</Button>
      ) : log === 'loading' ? (
        <Skeleton lines={2} label={t('Reading the log')} />
      ) : 'code' in log ? (
        <ErrorNote title={t('The log could not be read')} error={log} />
      ) : log.length === 0 ? (
        <p className={text['small']}>
          {t(
            'No line names this message yet. CloudWatch shows lines up to a minute after they were written.'
          )}
        </p>
      ) : (
        <ScrollBox className={css['log']} label={t('Log lines')}>
          {log.map((entry) => (
            <LogLine key={entry.id} entry={entry} acts={{}} />
          ))}
        </ScrollBox>
      )}
      <div className={row['start']}>
        <Button kind="quiet" onClick={show}>
          {t('Show in the processor log')}
        </Button>
        {Array.isArray(log) && log.length > 0 && (
          <CopyButton text={log.map(({ text: line }) => line).join('\n')} />
        )}
      </div>
    </section>
  )
}
