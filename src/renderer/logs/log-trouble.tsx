import type { WireError } from '../../shared/errors'
import { useLogs } from '../store/logs-store'
import { t } from '../text/words'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { ScrollBox } from '../ui/scroll-box'
import css from './log-view.module.css'

/** Why the log cannot be read; where a permission is missing, the smallest policy that gives it. */
export function LogTrouble({ error }: { error: WireError }) {
  const reload = useLogs((state) => state.reload)
  const policy = useLogs((state) => state.place?.policy ?? null)
  return (
    <div className={css['trouble']}>
      <ErrorNote title={t('The log could not be read')} error={error}>
        <Button onClick={() => void reload()}>{t('Try again')}</Button>
      </ErrorNote>
      {error.code === 'access_denied' && policy && (
        <section aria-label={t('The smallest policy that allows it')}>
          <p>
            {t('The smallest policy that allows it')}: {policy.consolePath}
          </p>
          <ScrollBox className={css['policy']} label={t('Policy')}>
            <pre dir="ltr">{policy.policy}</pre>
          </ScrollBox>
          <CopyButton text={policy.policy} label={t('Copy the policy')} />
        </section>
      )}
    </div>
  )
}
