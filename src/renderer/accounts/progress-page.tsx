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
          {progress.detail}
        </p>
      )}
      {tone === 'busy' && (
        <p className={text['small']}>You can leave this page. AWS goes on even when ChatAPP is closed.</p>
      )}
      {trouble && <ErrorNote {...trouble} />}
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
        aria-label="Progress"
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
          {state === 'cancelling' ? 'Cancelling…' : 'Cancel the deployment'}
        </Button>
      </div>
    )
  }
  if (state === 'done' && operation === 'deploy') {
    return (
      <div className={row['end']}>
        <Button onClick={() => openAws({ kind: 'check', backendId: backends.getState().activeId })}>
          Test the connection
        </Button>
        <Button kind="primary" onClick={() => show('chat')}>
          Start chatting
        </Button>
      </div>
    )
  }
  const again = operation === 'deploy'
  return (
    <div className={row['end']}>
      <Button onClick={() => show('settings')}>Back to Settings</Button>
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
          Change and try again
        </Button>
      )}
    </div>
  )
}

/** CloudFormation's own words, newest on top. */
const Events = ({ events }: Pick<StackProgress, 'events'>) => (
  <ScrollBox className={css['events']} label="Events, newest first">
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
  const doing = operation === 'deploy' ? 'Deploying' : 'Removing'
  const words = {
    running: { title: `${doing} the stack ${stackName}`, tone: 'busy' },
    cancelling: { title: `Cancelling: what was made of ${stackName} is undone`, tone: 'busy' },
    done: { title: operation === 'deploy' ? 'Connected' : `The stack ${stackName} is removed`, tone: 'good' },
    'rolled-back': { title: `The stack ${stackName} was rolled back`, tone: 'bad' },
    unconnected: { title: `The stack ${stackName} is deployed, but not connected`, tone: 'bad' },
    failed: { title: `${doing} the stack ${stackName} failed`, tone: 'bad' }
  } as const
  return words[state]
}

/** "7 of 17 resources"; without a total, what is done. */
function countWords({ done, total }: Pick<StackProgress, 'done' | 'total'>): string {
  const noun = (total || done) === 1 ? 'resource' : 'resources'
  return total > 0
    ? `${Math.min(done, total).toLocaleString()} of ${total.toLocaleString()} ${noun}`
    : `${done.toLocaleString()} ${noun}`
}

/** CloudFormation's status as words: `CREATE_IN_PROGRESS` is "create in progress". */
const statusWords = (status: string): string => status.replaceAll('_', ' ').toLowerCase()
