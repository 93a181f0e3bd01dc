import { Plus, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { errorText as english } from '../../shared/errors'
import {
  attributeTypes,
  MAX_OWN_ATTRIBUTES,
  nameProblem,
  valueProblem,
  type AttributeType,
  type OwnAttribute
} from '../../shared/own-attributes'
import { errorText, t } from '../text/words'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import css from './later.module.css'

/** An attribute on its way through the form, under a key that stays while others come and go. */
interface Draft extends OwnAttribute {
  readonly key: number
}

const blank = (key: number): Draft => ({ key, name: '', type: 'String', value: '' })

/**
 * A part of a form in which message attributes are changed. `read` gives those that are filled in; null while SQS would
 * refuse one of them, and the part says why.
 */
export function useAttributeRows(
  before: readonly OwnAttribute[],
  {
    focused,
    most = MAX_OWN_ATTRIBUTES,
    problemOfName = nameProblem
  }: {
    focused: boolean
    /** So many are taken, and their names judged so: for a chat, unless told otherwise. */
    most?: number
    problemOfName?: typeof nameProblem
  }
): { readonly read: () => OwnAttribute[] | null; readonly part: ReactNode } {
  const [rows, setRows] = useState<readonly Draft[]>(() => {
    if (before.length > 0) return before.map((one, key) => ({ ...one, key }))
    return focused ? [blank(0)] : []
  })
  const [tried, setTried] = useState(false)
  const filled = rows.filter(({ name, value }) => name !== '' || value !== '')
  const change = (key: number, fields: Partial<OwnAttribute>): void =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...fields } : row)))
  const read = (): OwnAttribute[] | null => {
    setTried(true)
    if (filled.some((row) => problemOf(row, rows, problemOfName))) return null
    return filled.map(({ name, type, value }) => ({ name, type, value }))
  }
  const part = (
    <>
      {rows.length > 0 && (
        <ul className={css['list']} aria-label={t('Message attributes')}>
          {rows.map((row, index) => (
            <Row
              key={row.key}
              row={row}
              problem={tried && filled.includes(row) ? problemOf(row, rows, problemOfName) : null}
              first={focused && index === 0}
              onChange={(fields) => change(row.key, fields)}
              onRemove={() => setRows(rows.filter((one) => one !== row))}
            />
          ))}
        </ul>
      )}
      <Button
        kind="quiet"
        disabled={rows.length >= most}
        onClick={() => setRows([...rows, blank(Math.max(-1, ...rows.map(({ key }) => key)) + 1)])}
      >
        <Plus size={14} aria-hidden /> {t('Add an attribute')}
      </Button>
      {rows.length >= most && most === MAX_OWN_ATTRIBUTES && (
        <p>{t('SQS takes ten attributes with a message; two are ChatAPP’s own.')}</p>
      )}
    </>
  )
  return { read, part }
}

interface Problem {
  readonly of: 'name' | 'value'
  readonly words: string
}

/** What of an attribute SQS would refuse, and why; null when nothing. */
function problemOf(row: Draft, rows: readonly Draft[], problemOfName: typeof nameProblem): Problem | null {
  const twice = rows.some(({ key, name }) => key < row.key && name === row.name)
  const ofName = twice ? 'attribute.name_twice' : problemOfName(row.name)
  const key = ofName ?? valueProblem(row)
  return key && { of: ofName ? 'name' : 'value', words: errorText({ key, message: english(key) }) }
}

interface RowProps {
  readonly row: Draft
  readonly problem: Problem | null
  readonly first: boolean
  readonly onChange: (fields: Partial<OwnAttribute>) => void
  readonly onRemove: () => void
}

function Row({ row: { key, name, type, value }, problem, first, onChange, onRemove }: RowProps) {
  const hint = `attribute-${key}`
  const described = (field: Problem['of']) =>
    problem?.of === field ? { 'aria-invalid': true, 'aria-describedby': hint } : {}
  return (
    <li className={css['attribute']}>
      <input
        aria-label={t('Name')}
        placeholder={t('Name')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={first}
        value={name}
        spellCheck={false}
        onChange={(event) => onChange({ name: event.target.value })}
        {...described('name')}
      />
      <select
        aria-label={t('Type')}
        value={type}
        onChange={(event) => onChange({ type: event.target.value as AttributeType })}
      >
        {attributeTypes.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <input
        aria-label={t('Value')}
        placeholder={type === 'Binary' ? 'base64' : t('Value')}
        dir="auto"
        value={value}
        spellCheck={false}
        onChange={(event) => onChange({ value: event.target.value })}
        {...described('value')}
      />
      <IconButton icon={X} label={t('Remove the attribute')} onClick={onRemove} />
      {problem !== null && (
        <p id={hint} className={css['hint']} data-bad>
          {problem.words}
        </p>
      )}
    </li>
  )
}
