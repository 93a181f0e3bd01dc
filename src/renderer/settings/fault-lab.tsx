import { useId, useState } from 'react'
import type { Faults } from '../../shared/contract'
import { faultsOn, noFaults, useFaults } from '../store/faults-store'
import { Page } from '../ui/page'
import { ViewHeader } from '../ui/view-header'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { faultGroups, type FaultRow } from './fault-rows'
import section from '../ui/section.module.css'
import text from '../ui/text.module.css'
import css from './fault-lab.module.css'
import { t } from '../text/words'

const MAX_DELAY_SECONDS = 60

/** Makes faults on the local backend on purpose. */
export default function FaultLabView() {
  return (
    <>
      <ViewHeader title={t('Fault lab')} />
      <Page>
        <FaultLab />
      </Page>
    </>
  )
}

function FaultLab() {
  const faults = useFaults((state) => state.faults)
  const error = useFaults((state) => state.error)
  const change = useFaults((state) => state.change)
  if (faults === null)
    return <p className={text['soft']}>{t('Only the local backend makes faults on purpose.')}</p>
  const on = faultsOn(faults)
  return (
    <section aria-label={t('Fault lab')} className={section['section']}>
      <p className={text['soft']}>
        {t(
          'Makes faults on the local backend on purpose, to watch how ChatAPP copes. It works on every window and profile that uses this backend, and ends with it.'
        )}
      </p>
      <div className={section['head']}>
        <output aria-label={t('Faults on')} className={css['count']}>
          {t('{on, plural, =0 {All faults are off.} one {# fault is on.} other {# faults are on.}}', { on })}
        </output>
        <Button disabled={on === 0} onClick={() => void change(noFaults)}>
          {t('All off')}
        </Button>
      </div>
      {error && <ErrorNote title={t('The fault lab did not take the change')} error={error} />}
      {faultGroups.map(({ title, rows }) => (
        <fieldset key={title} className={css['group']}>
          <legend>{title === 'MessageProcessor' ? title : t(title)}</legend>
          {rows.map((row) => (
            <Row key={row.fault} row={row} faults={faults} onChange={(next) => void change(next)} />
          ))}
        </fieldset>
      ))}
    </section>
  )
}

function Row({
  row,
  faults,
  onChange
}: {
  row: FaultRow
  faults: Faults
  onChange: (change: Partial<Faults>) => void
}) {
  const id = useId()
  const on = faults[row.fault] !== false && faults[row.fault] !== 0
  return (
    <div className={css['row']} data-on={on || undefined}>
      <div className={css['words']}>
        <label htmlFor={id} className={css['name']}>
          {t(row.name)}
        </label>
        <p id={`${id}-what`}>{t(row.description)}</p>
      </div>
      <div className={css['control']}>
        {row.kind === 'switch' ? (
          <input
            id={id}
            type="checkbox"
            role="switch"
            className={css['switch']}
            aria-describedby={`${id}-what`}
            checked={faults[row.fault]}
            aria-checked={faults[row.fault]}
            onChange={(event) => onChange({ [row.fault]: event.target.checked })}
          />
        ) : (
          <Amount
            id={id}
            name={t(row.name)}
            unit={row.kind === 'rate' ? '%' : 's'}
            max={row.kind === 'rate' ? 100 : MAX_DELAY_SECONDS}
            value={row.kind === 'rate' ? Math.round(faults[row.fault] * 1000) / 10 : faults.delayMs / 1000}
            onChange={(value) =>
              onChange(
                row.kind === 'rate' ? { [row.fault]: value / 100 } : { delayMs: Math.round(value * 1000) }
              )
            }
          />
        )}
      </div>
    </div>
  )
}

/** A slider, and beside it the same number to type. */
function Amount({
  id,
  name,
  unit,
  max,
  value,
  onChange
}: {
  id: string
  name: string
  unit: '%' | 's'
  max: number
  value: number
  onChange: (value: number) => void
}) {
  return (
    <>
      <input
        id={id}
        type="range"
        className={css['slider']}
        min={0}
        max={max}
        step={1}
        value={value}
        aria-describedby={`${id}-what`}
        aria-valuetext={unit === '%' ? t('{value} percent', { value }) : t('{value} seconds', { value })}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <NumberBox
        label={unit === '%' ? t('{name} in percent', { name }) : t('{name} in seconds', { name })}
        max={max}
        value={value}
        onChange={onChange}
      />
      <span aria-hidden className={css['unit']}>
        {unit}
      </span>
    </>
  )
}

/** A number from 0 to `max` to type; what cannot be one is not taken, and the box says so until it is left. */
function NumberBox({
  label,
  max,
  value,
  onChange
}: {
  label: string
  max: number
  value: number
  onChange: (value: number) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const wrong = typed !== null && !isAmount(typed, max)
  return (
    <input
      type="text"
      inputMode="decimal"
      className={css['number']}
      aria-label={label}
      aria-invalid={wrong}
      title={wrong ? t('A number from 0 to {max}.', { max }) : label}
      value={typed ?? String(value)}
      onChange={(event) => {
        setTyped(event.target.value)
        if (isAmount(event.target.value, max)) onChange(Number(event.target.value))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

const isAmount = (text: string, max: number): boolean =>
  /^\d{1,3}(\.\d{1,3})?$/.test(text.trim()) && Number(text) <= max
