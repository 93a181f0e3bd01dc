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
        <h2 id="backends-title">Backends</h2>
        <Button onClick={() => openAws({ kind: 'connect' })}>
          <Plus size={15} aria-hidden /> Connect an AWS account
        </Button>
      </div>
      <RunningOperation />
      {trouble && (
        <ErrorNote title={trouble.title} error={trouble.error}>
          <Button onClick={() => void store.getState().load()}>Try again</Button>
        </ErrorNote>
      )}
      {!backends && !trouble && <Skeleton lines={3} label="Loading the backends" />}
      {backends && (
        <ul className={css['backends']} aria-label="Backends">
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
  if (trouble) return <ErrorNote {...trouble} />
  if (!progress || !isBusy(progress)) return null
  return (
    <div className={css['running']}>
      <span>
        {progress.operation === 'deploy' ? 'Deploying' : 'Removing'} the stack{' '}
        <b>
          <bdi>{progress.stackName}</bdi>
        </b>
        : {progress.done.toLocaleString()}
        {progress.total > 0 && ` of ${progress.total.toLocaleString()}`}
      </span>
      <Button onClick={() => openAws({ kind: 'progress' })}>Show progress</Button>
    </div>
  )
}
