import { CircleCheck } from 'lucide-react'
import type { StackProgress } from '../../shared/backend-config'
import { useStores } from '../store/stores'
import { clockSeconds, exactTime } from '../text/time'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { ScrollBox } from '../ui/scroll-box'
import { PageHeading } from './page-heading'
import { resourceWords } from './plan-words'
import { isBusy, createStackStore, useStack } from '../store/stack-store'
import { spanWords, useSeconds } from '../text/use-seconds'
import list from '../ui/list.module.css'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import css from './progress-page.module.css'
import { createConnectStore } from '../store/connect-store'
import { createBackendsStore } from '../store/backends-store'
import { saidText, t } from '../text/words'

/** Where a deployment or a removal stands, and how it ended. */
export function ProgressPage({ progress }: { progress: StackProgress }) {
  const trouble = useStack((state) => state.trouble)
  const { title, tone } = progressWords(progress)
  return (
    <section aria-labelledby="progress-title" className={section['section']}>
      <PageHeading id="progress-title">
        {tone === 'good' && <CircleCheck size={18} aria-hidden />} {title}
      </PageHeading>
      <Numbers progress={progress} tone={tone} />
      {/* An end is announced at once; the count is not read out at every step. */}
      {progress.detail !== '' && (
        <p role={tone === 'bad' ? 'alert' : undefined} dir="auto">
          {saidText(progress.said, progress.detail)}
        </p>
      )}
      {tone === 'busy' && (
        <p className={text['small']}>
          {t('You can leave this page. AWS goes on even when ChatAPP is closed.')}
        </p>
      )}
      {trouble && <ErrorNote title={t(trouble.title)} error={trouble.error} />}
      <Next progress={progress} />
      {progress.events.length > 0 && <Events events={progress.events} />}
    </section>
  )
}

function Numbers({ progress, tone }: { progress: StackProgress; tone: 'busy' | 'good' | 'bad' }) {
  const busy = isBusy(progress)
  const now = useSeconds(busy)
  const end = busy ? now : (progress.events.at(-1)?.at ?? progress.startedAt)
  const known = progress.total > 0
  const value = tone === 'good' ? { value: 1, max: 1 } : { value: progress.done, max: progress.total }
  return (
    <div>
      <progress
        className={css['bar']}
        data-tone={tone}
        aria-label={t('Progress')}
        {...(known || !busy ? value : {})}
      />
      <p className={css['numbers']}>
        <span>{countWords(progress)}</span>
        <span>{spanWords(end - progress.startedAt)}</span>
      </p>
    </div>
  )
}

function Next({ progress: { operation, state } }: { progress: StackProgress }) {
  const stack = useStores().of(createStackStore)
  const connect = useStores().of(createConnectStore)
  const backends = useStores().of(createBackendsStore)
  const { view } = useStores()
  const { openAws, show } = view.getState()
  if (state === 'running' || state === 'cancelling') {
    if (operation === 'remove') return null
    return (
      <div className={row['end']}>
        <Button disabled={state === 'cancelling'} onClick={() => void stack.getState().cancel()}>
          {state === 'cancelling' ? t('Cancelling…') : t('Cancel the deployment')}
        </Button>
      </div>
    )
  }
  if (state === 'done' && operation === 'deploy') {
    return (
      <div className={row['end']}>
        <Button onClick={() => openAws({ kind: 'check', backendId: backends.getState().activeId })}>
          {t('Test the connection')}
        </Button>
        <Button kind="primary" onClick={() => show('chat')}>
          {t('Start chatting')}
        </Button>
      </div>
    )
  }
  const again = operation === 'deploy'
  return (
    <div className={row['end']}>
      <Button onClick={() => show('settings')}>{t('Back to Settings')}</Button>
      {again && (
        <Button
          kind="primary"
          onClick={() => {
            const { target } = connect.getState()
            openAws(
              target.mode === 'update'
                ? { kind: 'update', backendId: target.backend.id }
                : { kind: 'connect' }
            )
          }}
        >
          {t('Change and try again')}
        </Button>
      )}
    </div>
  )
}

/** CloudFormation's own words, newest on top. */
const Events = ({ events }: Pick<StackProgress, 'events'>) => (
  <ScrollBox className={css['events']} label={t('Events, newest first')}>
    <ol className={list['ruled']}>
      {events.toReversed().map((event, index) => (
        <li key={events.length - index} data-failed={event.status.endsWith('_FAILED') || undefined}>
          <time title={exactTime(event.at)}>{clockSeconds(event.at)}</time>
          <span title={resourceWords(event.type)}>{event.logicalId}</span>
          <span>{statusWords(event.status)}</span>
          {event.reason !== null && (
            <span className={css['reason']} dir="auto">
              {event.reason}
            </span>
          )}
        </li>
      ))}
    </ol>
  </ScrollBox>
)

/** Where an operation stands, as a heading; `tone` picks its colour. */
function progressWords({ operation, state, stackName }: StackProgress): {
  title: string
  tone: 'busy' | 'good' | 'bad'
} {
  const deploys = operation === 'deploy'
  const words = {
    running: [deploys ? 'Deploying the stack {name}' : 'Removing the stack {name}', 'busy'],
    cancelling: ['Cancelling: what was made of {name} is undone', 'busy'],
    done: [deploys ? 'Connected' : 'The stack {name} is removed', 'good'],
    'rolled-back': ['The stack {name} was rolled back', 'bad'],
    unconnected: ['The stack {name} is deployed, but not connected', 'bad'],
    failed: [deploys ? 'Deploying the stack {name} failed' : 'Removing the stack {name} failed', 'bad']
  } as const
  const [title, tone] = words[state]
  return { title: t(title, { name: stackName }), tone }
}

/** "7 of 17 resources"; without a total, what is done. */
function countWords({ done, total }: Pick<StackProgress, 'done' | 'total'>): string {
  return total > 0
    ? t('{done, number} of {total, plural, one {# resource} other {# resources}}', {
        done: Math.min(done, total),
        total
      })
    : t('{done, plural, one {# resource} other {# resources}}', { done })
}

/** CloudFormation's status as words: `CREATE_IN_PROGRESS` is "create in progress". */
const statusWords = (status: string): string => status.replaceAll('_', ' ').toLowerCase()
