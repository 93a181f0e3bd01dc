import { X } from 'lucide-react'
import { useEffect } from 'react'
import { Page } from '../ui/page'
import { ViewHeader } from '../ui/view-header'
import { useView, useStores } from '../store/stores'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Skeleton } from '../ui/skeleton'
import { NARROW, useMedia } from '../ui/use-media'
import { awsBackendOf, createBackendsStore, useBackends } from '../store/backends-store'
import { CheckPage } from './check-page'
import { ConnectPage } from './connect-page'
import { EmulatorsSection } from './emulators-section'
import { PlanPage } from './plan-page'
import { ProgressPage } from './progress-page'
import { isBusy, useStack } from '../store/stack-store'
import { t } from '../text/words'

/** Everything that is done with an AWS account, a page at a time. */
export default function AwsView() {
  const show = useView((state) => state.show)
  const narrow = useMedia(NARROW)
  const watchBackends = useBackends((state) => state.watch)
  const watchStack = useStack((state) => state.watch)
  useEffect(() => watchBackends(), [watchBackends])
  useEffect(() => watchStack(), [watchStack])
  return (
    <>
      <ViewHeader title={t('AWS account')}>
        {narrow ? (
          <IconButton icon={X} label={t('Back to Settings')} onClick={() => show('settings')} />
        ) : (
          <Button kind="quiet" onClick={() => show('settings')}>
            {t('Back to Settings')}
          </Button>
        )}
      </ViewHeader>
      <Page>
        <CurrentPage />
      </Page>
    </>
  )
}

function CurrentPage() {
  const store = useStores().of(createBackendsStore)
  const page = useView((state) => state.awsPage)
  const openAws = useView((state) => state.openAws)
  const backends = useBackends((state) => state.backends)
  const trouble = useBackends((state) => state.trouble)
  const plan = useStack((state) => state.plan)
  const progress = useStack((state) => state.progress)

  // One operation at a time: while it runs it is what every form leads to, and its end stays in sight.
  const busy = page.kind !== 'check' && page.kind !== 'progress' && isBusy(progress)
  useEffect(() => {
    if (busy) openAws({ kind: 'progress' })
  }, [busy, openAws])

  if (page.kind === 'check') return <CheckPage key={page.backendId} backendId={page.backendId} />
  if (page.kind === 'progress' && progress)
    return <ProgressPage key={`${progress.startedAt} ${progress.state}`} progress={progress} />
  if (plan) return <PlanPage plan={plan} />
  if (page.kind === 'connect' || page.kind === 'progress')
    return (
      <>
        <EmulatorsSection />
        <ConnectPage mode="connect" backend={null} />
      </>
    )
  const backend = awsBackendOf(backends, page.backendId)
  if (backend) return <ConnectPage key={page.kind} mode={page.kind} backend={backend} />
  if (trouble) {
    return (
      <ErrorNote title={t(trouble.title)} error={trouble.error}>
        <Button onClick={() => void store.getState().load()}>{t('Try again')}</Button>
      </ErrorNote>
    )
  }
  return backends ? (
    <p>{t('This backend is not there any more.')}</p>
  ) : (
    <Skeleton lines={5} label={t('Loading the backend')} />
  )
}
