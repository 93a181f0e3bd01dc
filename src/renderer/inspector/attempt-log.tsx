import { LogLine } from '../logs/log-line'
import { createMessageLogStore, useMessageLog } from '../store/message-log-store'
import { useStores } from '../store/stores'
import { t } from '../text/words'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import text from '../ui/text.module.css'
import css from './function-log.module.css'

/** What one invocation wrote while it worked on a message; asked for only when somebody wants to see it. */
export default function AttemptLog({ messageId, requestId }: { messageId: string; requestId: string }) {
  const { of } = useStores()
  const log = useMessageLog((state) => state.logs.get(messageId))
  if (log === undefined) {
    const load = (): void => void of(createMessageLogStore).getState().load(messageId)
    return <Button onClick={load}>{t('Load its log lines')}</Button>
  }
  if (log === 'loading') return <Skeleton lines={2} label={t('Reading the log')} />
  if ('code' in log) return <ErrorNote title={t('The log could not be read')} error={log} />
  const lines = log.filter((entry) => entry.requestId === requestId)
  if (lines.length === 0)
    return <p className={text['small']}>{t('No line of this attempt is in the log.')}</p>
  return (
    <div className={css['log']}>
      {lines.map((entry) => (
        <LogLine key={entry.id} entry={entry} acts={{}} />
      ))}
    </div>
  )
}
