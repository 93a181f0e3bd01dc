import { X } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { CheckUpFinding } from '../../shared/contract'
import { useCheckUps, type CheckUpState } from '../store/check-up-store'
import { safeUrl } from '../text/safe-url'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Skeleton } from '../ui/skeleton'
import form from '../ui/form.module.css'
import text from '../ui/text.module.css'
import css from './history.module.css'
import { saidText, t, type Message } from '../text/words'

const marks: Record<CheckUpFinding['state'], { mark: string; words: Message }> = {
  problem: { mark: '✗', words: 'to mend' },
  warning: { mark: '!', words: 'better otherwise' },
  unknown: { mark: '?', words: 'not checked' },
  ok: { mark: '✓', words: 'in order' },
  skipped: { mark: '–', words: 'does not concern it' }
}

/** The worst comes first. */
const order = Object.keys(marks)
const rank = ({ state }: CheckUpFinding): number => order.indexOf(state)

/** Looks over queues, those of this backend or any other that may be read, and says what to mend, why, and how. */
export function CheckUpSection() {
  const checkUps = useCheckUps((state) => state.checkUps)
  const run = useCheckUps((state) => state.run)
  const [queue, setQueue] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (queue.trim() !== '') void run(queue.trim())
  }
  return (
    <section aria-labelledby="check-up-title" className={css['card']}>
      <h2 id="check-up-title">{t('Queue check-up')}</h2>
      <p className={text['small']}>
        {t(
          'Looks over a queue, its function and its dead-letter queue, and changes nothing. Any queue that you may read: its name, URL or ARN.'
        )}
      </p>
      <form className={css['choices']} onSubmit={submit}>
        <input
          className={form['input']}
          aria-label={t('Name, URL or ARN of a queue')}
          value={queue}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setQueue(event.target.value)}
        />
        <Button type="submit" disabled={queue.trim() === ''}>
          {t('Check up')}
        </Button>
      </form>
      {[...checkUps].map(([name, state]) => (
        <CheckUp key={name} name={name} state={state} />
      ))}
    </section>
  )
}

function CheckUp({ name, state }: { name: string; state: CheckUpState }) {
  const close = useCheckUps((store) => store.close)
  const run = useCheckUps((store) => store.run)
  return (
    <section aria-label={t('Check-up of {name}', { name })} className={css['checkUp']}>
      <div className={css['head']}>
        <code>{state.kind === 'done' ? state.report.arn : name}</code>
        <IconButton
          icon={X}
          label={t('Close the check-up of {name}', { name })}
          onClick={() => close(name)}
        />
      </div>
      {state.kind === 'running' && <Skeleton lines={4} label={t('Checking {name}', { name })} />}
      {state.kind === 'failed' && (
        <ErrorNote title={t('{name} could not be checked', { name })} error={state.error}>
          <Button onClick={() => void run(name)}>{t('Try again')}</Button>
        </ErrorNote>
      )}
      {state.kind === 'done' && <Findings findings={state.report.findings} />}
    </section>
  )
}

function Findings({ findings }: { findings: readonly CheckUpFinding[] }) {
  const toMend = findings.filter(({ state }) => state === 'problem' || state === 'warning').length
  const unknown = findings.filter(({ state }) => state === 'unknown').length
  return (
    <>
      <output className={css['amount']}>
        {t(
          '{toMend, plural, =0 {Nothing to mend} one {# thing to mend} other {# things to mend}}{unknown, plural, =0 {} one {, # check could not be made} other {, # checks could not be made}}',
          { toMend, unknown }
        )}
      </output>
      <ul className={css['findings']}>
        {findings
          .toSorted((a, b) => rank(a) - rank(b))
          .map((finding, index) => (
            <Finding key={`${finding.check} ${index}`} finding={finding} />
          ))}
      </ul>
    </>
  )
}

function Finding({ finding }: { finding: CheckUpFinding }) {
  const { state, title, titleSaid, detail, said, source, command, fix } = finding
  const { mark, words } = marks[state]
  const link = safeUrl(source)
  const isFine = state === 'ok' || state === 'skipped'
  return (
    <li data-state={state}>
      <p>
        <span className={css['mark']} aria-hidden>
          {mark}
        </span>
        <strong>{saidText(titleSaid, title)}</strong>{' '}
        <span className={isFine ? 'visually-hidden' : css['state']}>{t(words)}</span>
      </p>
      <p className={text['small']} dir="auto">
        {saidText(said, detail)}{' '}
        {link !== null && (
          <a href={link} target="_blank" rel="noopener noreferrer">
            {t('AWS on this')}
          </a>
        )}
      </p>
      {command !== null && <Snippet code={command} label={t('Copy the command')} />}
      {fix && <Snippet code={fix.policy} label={t('Copy the policy')} />}
    </li>
  )
}

const Snippet = ({ code, label }: { code: string; label: string }) => (
  <div className={css['command']}>
    <pre dir="ltr">{code}</pre>
    <CopyButton text={code} label={label} />
  </div>
)
