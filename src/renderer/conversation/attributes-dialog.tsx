import { Plus, X } from 'lucide-react'
import { useState, type SubmitEvent } from 'react'
import { errorText as english } from '../../shared/errors'
import {
  attributeTypes,
  MAX_OWN_ATTRIBUTES,
  nameProblem,
  valueProblem,
  type AttributeType,
  type OwnAttribute
} from '../../shared/own-attributes'
import { useStores, useView } from '../store/stores'
import { errorText, t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { IconButton } from '../ui/icon-button'
import { ModalDialog } from '../ui/modal-dialog'
import { backToComposer } from './back-to-composer'
import css from './later.module.css'

/** An attribute on its way through the form, under a key that stays while others come and go. */
interface Draft extends OwnAttribute {
  readonly key: number
}

const blank = (key: number): Draft => ({ key, name: '', type: 'String', value: '' })

/** Asks for the message attributes that go along with what is written in a chat. */
export function AttributesDialog({ conversationId }: { conversationId: string }) {
  const stores = useStores()
  const { chat } = stores
  const close = useView((state) => state.closeDialog)
  const [rows, setRows] = useState<readonly Draft[]>(() => {
    const before = chat.getState().attributes.get(conversationId) ?? []
    return before.length > 0 ? before.map((one, key) => ({ ...one, key })) : [blank(0)]
  })
  const [tried, setTried] = useState(false)
  const filled = rows.filter(({ name, value }) => name !== '' || value !== '')
  const change = (key: number, fields: Partial<OwnAttribute>): void =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...fields } : row)))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setTried(true)
    if (filled.some((row) => problemOf(row, rows))) return
    chat.getState().setAttributes(
      conversationId,
      filled.map(({ name, type, value }) => ({ name, type, value }))
    )
    backToComposer(stores)
  }
  return (
    <ModalDialog label={t('Message attributes')} isDismissable={false}>
      <form onSubmit={submit} className={dialog['form']}>
        <h2>{t('Message attributes')}</h2>
        <p>{t('They go along with the next message, beside the text; MessageProcessor is given them.')}</p>
        <ul className={css['list']} aria-label={t('Message attributes')}>
          {rows.map((row, index) => (
            <Row
              key={row.key}
              row={row}
              problem={tried && (row.name !== '' || row.value !== '') ? problemOf(row, rows) : null}
              first={index === 0}
              onChange={(fields) => change(row.key, fields)}
              onRemove={() => setRows(rows.filter((one) => one !== row))}
            />
          ))}
        </ul>
        <Button
          kind="quiet"
          disabled={rows.length >= MAX_OWN_ATTRIBUTES}
          onClick={() => setRows([...rows, blank(Math.max(-1, ...rows.map(({ key }) => key)) + 1)])}
        >
          <Plus size={14} aria-hidden /> {t('Add an attribute')}
        </Button>
        {rows.length >= MAX_OWN_ATTRIBUTES && (
          <p>{t('SQS takes ten attributes with a message; two are ChatAPP’s own.')}</p>
        )}
        <div className={dialog['foot']}>
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button kind="primary" type="submit">
            {t('Keep')}
          </Button>
        </div>
      </form>
    </ModalDialog>
  )
}

interface Problem {
  readonly of: 'name' | 'value'
  readonly words: string
}

/** What of an attribute SQS would refuse, and why; null when nothing. */
function problemOf(row: Draft, rows: readonly Draft[]): Problem | null {
  const twice = rows.some(({ key, name }) => key < row.key && name === row.name)
  const ofName = twice ? 'attribute.name_twice' : nameProblem(row.name)
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
