import { Plus } from 'lucide-react'
import { useEffect } from 'react'
import { useView, useStores } from '../store/stores'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { BackendRow } from './backend-row'
import { isBusy, useStack } from '../store/stack-store'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import css from './backends-section.module.css'
import { createBackendsStore, useBackends } from '../store/backends-store'
import { formatNumber, rich, t } from '../text/words'

/** Where this profile can talk to, and where it does. */
export function BackendsSection() {
  const store = useStores().of(createBackendsStore)
  const backends = useBackends((state) => state.backends)
  const trouble = useBackends((state) => state.trouble)
  const watch = useBackends((state) => state.watch)
  const openAws = useView((state) => state.openAws)
  useEffect(() => watch(), [watch])

  return (
    <section aria-labelledby="backends-title" className={section['section']}>
      <div className={row['spread']}>
        <h2 id="backends-title">{t('Backends')}</h2>
        <Button onClick={() => openAws({ kind: 'connect' })}>
          <Plus size={15} aria-hidden /> {t('Connect an AWS account or emulator')}
        </Button>
      </div>
      <RunningOperation />
      {trouble && (
        <ErrorNote title={t(trouble.title)} error={trouble.error}>
          <Button onClick={() => void store.getState().load()}>{t('Try again')}</Button>
        </ErrorNote>
      )}
      {!backends && !trouble && <Skeleton lines={3} label={t('Loading the backends')} />}
      {backends && (
        <ul className={css['backends']} aria-label={t('Backends')}>
          {backends.map((backend) => (
            <BackendRow key={backend.id} backend={backend} />
          ))}
        </ul>
      )}
    </section>
  )
}

function RunningOperation() {
  const progress = useStack((state) => state.progress)
  const trouble = useStack((state) => state.trouble)
  const watch = useStack((state) => state.watch)
  const openAws = useView((state) => state.openAws)
  useEffect(() => watch(), [watch])
  if (trouble) return <ErrorNote title={t(trouble.title)} error={trouble.error} />
  if (!progress || !isBusy(progress)) return null
  return (
    <div className={css['running']}>
      <span>
        {rich(progress.operation === 'deploy' ? 'Deploying the stack {name}' : 'Removing the stack {name}', {
          name: (
            <b>
              <bdi>{progress.stackName}</bdi>
            </b>
          )
        })}
        :{' '}
        {progress.total > 0
          ? t('{done, number} of {total, number}', { done: progress.done, total: progress.total })
          : formatNumber(progress.done)}
      </span>
      <Button onClick={() => openAws({ kind: 'progress' })}>{t('Show progress')}</Button>
    </div>
  )
}
