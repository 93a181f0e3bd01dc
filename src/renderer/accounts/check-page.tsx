import { CircleAlert } from 'lucide-react'
import { CircleCheck } from 'lucide-react'
import { CircleMinus } from 'lucide-react'
import { CircleX } from 'lucide-react'
import { useEffect } from 'react'
import type { CheckStep } from '../../shared/backend-config'
import { useStores } from '../store/stores'
import { prettyJson } from '../text/json'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { ScrollBox } from '../ui/scroll-box'
import { Spinner } from '../ui/spinner'
import { accountOf, backendTitle } from '../../shared/backend-words'
import { useBackends } from '../store/backends-store'
import { CHECK_STEPS, createCheckStore, useCheck } from '../store/check-store'
import { PageHeading } from './page-heading'
import row from '../ui/row.module.css'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import css from './check-page.module.css'
import { rich, saidText, t, type Message } from '../text/words'

/** Tries each call that the app needs, and says for a failure what would fix it. */
export function CheckPage({ backendId }: { backendId: string }) {
  const check = useStores().of(createCheckStore)
  const { view } = useStores()
  const backend = useBackends((state) => state.backends?.find((one) => one.id === backendId))
  const mine = useCheck((state) => state.backendId === backendId)
  const running = useCheck((state) => state.running)
  const steps = useCheck((state) => state.steps)
  const error = useCheck((state) => state.error)
  useEffect(() => {
    if (check.getState().backendId !== backendId) void check.getState().run(backendId)
  }, [check, backendId])

  const over = steps.filter(({ state }) => state !== 'running').length
  return (
    <section aria-labelledby="check-title" className={section['section']}>
      <div>
        <PageHeading id="check-title">
          {backend ? t('Connection test: {name}', { name: backendTitle(backend, t) }) : t('Connection test')}
        </PageHeading>
        <output className={text['soft']} aria-label={t('Result')}>
          {!mine || (!running && error)
            ? null
            : running
              ? t('Step {step} of {all}', { step: Math.min(over + 1, CHECK_STEPS), all: CHECK_STEPS })
              : checkWords(steps)}
        </output>
      </div>
      {running && !mine && <p className={text['soft']}>{t('Another test is still running.')}</p>}
      {mine && (
        <ol className={css['steps']} aria-label={t('Steps')}>
          {steps.map((step) => (
            <Step key={step.step} step={step} />
          ))}
        </ol>
      )}
      {mine && error && <ErrorNote title={t('The test could not be finished')} error={error} />}
      <div className={row['end']}>
        {accountOf(backend) && (
          <Button onClick={() => view.getState().openAws({ kind: 'edit', backendId })}>
            {t('Edit the connection')}
          </Button>
        )}
        <Button disabled={running} onClick={() => void check.getState().run(backendId)}>
          {running ? t('Testing…') : t('Test again')}
        </Button>
        <Button kind="primary" onClick={() => view.getState().show('chat')}>
          {t('Start chatting')}
        </Button>
      </div>
    </section>
  )
}

const icons = {
  running: Spinner,
  ok: CircleCheck,
  warning: CircleAlert,
  failed: CircleX,
  skipped: CircleMinus
}

function Step({ step: { step, title, state, detail, said, fix } }: { step: CheckStep }) {
  const Icon = icons[state]
  return (
    <li className={css['step']}>
      <Icon size={18} aria-hidden data-state={state} />
      <div>
        <p className={css['title']}>
          <span>{saidText([{ key: `check.step.${step}` }], title)}</span>
          <span className={css['state']}>{t(stateWords[state])}</span>
        </p>
        {detail !== '' && (
          <p className={text['small']} dir="auto">
            {saidText(said, detail)}
          </p>
        )}
        {fix && <Fix fix={fix} />}
      </div>
    </li>
  )
}

const Fix = ({ fix: { action, policy, consolePath } }: { fix: NonNullable<CheckStep['fix']> }) => (
  <div className={css['fix']}>
    <div className={css['fixHead']}>
      <p>{rich('Missing permission: {action}', { action: <code>{action}</code> })}</p>
      <CopyButton text={policy} label={t('Copy policy')} />
    </div>
    <ScrollBox className={css['policy']} label={t('Policy that allows {action}', { action })}>
      <pre dir="ltr">{prettyJson(policy)}</pre>
    </ScrollBox>
    <p className={text['small']}>{consolePath}</p>
  </div>
)

/** A step's state in a word. */
const stateWords: Record<CheckStep['state'], Message> = {
  running: 'Running',
  ok: 'OK',
  warning: 'Warning',
  failed: 'Failed',
  skipped: 'Skipped'
}

/** What a finished connection test comes to. */
function checkWords(steps: readonly CheckStep[]): string {
  const count = (state: CheckStep['state']): number => steps.filter((one) => one.state === state).length
  const [failed, warned] = [count('failed'), count('warning')]
  if (failed > 0)
    return t(
      '{failed, plural, one {# step failed. What to do is written below it.} other {# steps failed. What to do is written below each.}}',
      { failed }
    )
  if (warned > 0) return t('It works, with {warned, plural, one {# warning} other {# warnings}}.', { warned })
  return t('All is well: messages go out and replies come back.')
}
