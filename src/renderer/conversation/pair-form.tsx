import { useId, useState, type ReactNode, type SubmitEvent } from 'react'
import { backendName } from '../../shared/backend-words'
import type { WireError } from '../../shared/errors'
import { wireNameProblem, type OwnAttribute } from '../../shared/own-attributes'
import { useBackends } from '../store/backends-store'
import { pairOf, sortPairErrors, type PairDraft, type PairField } from '../store/pair-draft'
import { createPairs } from '../store/pairs-store'
import { useStores, useView } from '../store/stores'
import { rich, t, type Message } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import { useAttributeRows } from './attribute-rows'
import css from './pair-dialog.module.css'

interface PairFormProps {
  /** Null for a chat that is begun with it. */
  readonly conversationId: string | null
  readonly draft: PairDraft
  readonly attributes: readonly OwnAttribute[]
  readonly onSaved: (id: string) => void
}

/** Which queues a chat talks to, and what a message looks like there. */
export function PairForm({ conversationId, draft: before, attributes, onSaved }: PairFormProps) {
  const { of } = useStores()
  const close = useView((state) => state.closeDialog)
  const [draft, setDraft] = useState(before)
  const [error, setError] = useState<WireError | null>(null)
  const [busy, setBusy] = useState(false)
  const { read, part } = useAttributeRows(attributes, { focused: false, problemOfName: wireNameProblem })
  const { byField, rest } = error ? sortPairErrors(error) : { byField: {}, rest: null }
  const change = (fields: Partial<PairDraft>): void => setDraft((now) => ({ ...now, ...fields }))
  const form: FormPart = { draft, change, bad: byField }
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const rows = read()
    if (!rows || busy) return
    setBusy(true)
    const { title, backendId } = draft
    const pair = pairOf(draft, rows)
    const saved = await of(createPairs)
      .getState()
      .save({ id: conversationId, title: title.trim(), backendId, pair })
    setBusy(false)
    if (saved.ok) onSaved(saved.value.id)
    else setError(saved.error)
  }
  return (
    <form className={css['form']} onSubmit={(event) => void submit(event)} noValidate>
      <p>
        {t(
          'A chat can talk to any function that takes messages from one queue and, if it answers, answers on another. Not a line of it has to change.'
        )}
      </p>
      {conversationId === null && <TextField form={form} field="title" label={t('Title')} first />}
      <Queues form={form} />
      <EnvelopeFields form={form} attributes={part} />
      {draft.replies === 'queue' && draft.kind !== 'chatapp' && <ReplyFields form={form} />}
      {rest && <ErrorNote title={t('The chat was not bound')} error={rest} />}
      <div className={dialog['foot']}>
        {conversationId !== null && <Unbind conversationId={conversationId} />}
        <Button onClick={close}>{t('Cancel')}</Button>
        <Button kind="primary" type="submit" disabled={busy}>
          {t('Save and try it')}
        </Button>
      </div>
    </form>
  )
}

/** What can be chosen, each with its words. */
type Choices<V extends string> = readonly (readonly [V, Message])[]

interface FormPart {
  readonly draft: PairDraft
  readonly change: (fields: Partial<PairDraft>) => void
  readonly bad: Partial<Record<PairField, string>>
}

const replies: Choices<PairDraft['replies']> = [
  ['queue', 'Come on a queue'],
  ['none', 'None: a message is done once SQS has it']
]
const readers: Choices<PairDraft['readers']> = [
  ['others', 'Others too'],
  ['own', 'This chat alone']
]
const kinds: Choices<PairDraft['kind']> = [
  ['json', 'JSON of the function’s own'],
  ['text', 'The plain text'],
  ['chatapp', 'As ChatAPP writes it, for another MessageProcessor']
]

function Queues({ form }: { form: FormPart }) {
  const { draft, change, bad } = form
  const backends = useBackends((state) => state.backends)
  const id = useId()
  return (
    <>
      {(backends?.length ?? 0) > 1 && (
        <div className={css['field']}>
          <label htmlFor={id}>{t('Backend that the queues belong to')}</label>
          <select
            id={id}
            value={draft.backendId}
            onChange={({ target }) => change({ backendId: target.value })}
          >
            {(backends ?? []).map((one) => (
              <option key={one.id} value={one.id}>
                {backendName(one)}
              </option>
            ))}
          </select>
        </div>
      )}
      <TextField form={form} field="requestQueue" label={t('Request queue: where messages go')} code />
      <Choice
        label={t('Replies')}
        choices={replies}
        value={draft.replies}
        onChange={(chosen) => change({ replies: chosen })}
      />
      {draft.replies === 'queue' && (
        <>
          <TextField form={form} field="replyQueue" label={t('Reply queue')} code />
          <Choice
            label={t('Who reads the reply queue')}
            choices={readers}
            value={draft.readers}
            bad={bad.readers}
            hint={
              draft.readers === 'own'
                ? t('What fits to no request is set aside here, and deleted from the queue.')
                : t('What is not for this chat is given back at once, and counts as received once more.')
            }
            onChange={(chosen) => change({ readers: chosen })}
          />
        </>
      )}
    </>
  )
}

function EnvelopeFields({ form, attributes }: { form: FormPart; attributes: ReactNode }) {
  const { draft, change, bad } = form
  const id = useId()
  return (
    <>
      <Choice
        label={t('Envelope: what a message looks like there')}
        choices={kinds}
        value={draft.kind}
        onChange={(kind) => change({ kind })}
      />
      {draft.kind === 'json' && (
        <div className={css['field']}>
          <label htmlFor={id}>{t('JSON')}</label>
          <textarea
            id={id}
            className={css['code']}
            rows={6}
            dir="ltr"
            spellCheck={false}
            value={draft.template}
            aria-invalid={bad.template !== undefined}
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => change({ template: target.value })}
          />
          <p id={`${id}-hint`} className={css['hint']} data-bad={bad.template !== undefined || undefined}>
            {bad.template ??
              rich('{text} stands for the message, {id} for its id, {replyTo} for the reply queue.', {
                text: <code>{'{{text}}'}</code>,
                id: <code>{'{{id}}'}</code>,
                replyTo: <code>{'{{replyTo}}'}</code>
              })}
          </p>
        </div>
      )}
      {draft.kind !== 'chatapp' && (
        <details className={css['more']} open={bad.attributes !== undefined || undefined}>
          <summary>{t('Attributes that go along')}</summary>
          <div className={css['form']}>
            {attributes}
            <Hint bad={bad.attributes}>{t('The same stands for the same in their values.')}</Hint>
          </div>
        </details>
      )}
    </>
  )
}

const idPlaces: Choices<PairDraft['idIn']> = [
  ['body', 'in the JSON of the reply, at'],
  ['attribute', 'in an attribute of it, called'],
  ['order', 'nowhere: replies are taken in order']
]
const textPlaces: Choices<PairDraft['textIn']> = [
  ['body', 'in the JSON of the reply, at'],
  ['attribute', 'in an attribute of it, called'],
  ['whole', 'it is all of the reply']
]

interface ChoiceProps<V extends string> {
  readonly label: string
  readonly choices: Choices<V>
  readonly value: V
  readonly hint?: string
  readonly bad?: string | undefined
  readonly onChange: (value: V) => void
}

function Choice<V extends string>({ label, choices, value, hint, bad, onChange }: ChoiceProps<V>) {
  const id = useId()
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-invalid={bad !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => onChange(target.value as V)}
      >
        {choices.map(([one, says]) => (
          <option key={one} value={one}>
            {t(says)}
          </option>
        ))}
      </select>
      <Hint id={`${id}-hint`} bad={bad}>
        {hint}
      </Hint>
    </div>
  )
}

/** Where in a reply its request and its text are. */
function ReplyFields({ form }: { form: FormPart }) {
  const { draft, change, bad } = form
  return (
    <>
      <PlaceField
        label={t('The id of the request is')}
        places={idPlaces}
        value={draft.idIn}
        at={draft.idAt}
        bad={bad.idAt}
        onChange={(idIn, idAt) => change({ idIn, idAt })}
      />
      {draft.idIn === 'order' && (
        <p className={css['hint']}>
          {t(
            'Each reply is taken for the answer to the oldest message that waits. That is a guess, and is shown as one: after a message that nobody answers all others are wrong, until you give it up.'
          )}
        </p>
      )}
      <PlaceField
        label={t('The text of a reply is')}
        places={textPlaces}
        value={draft.textIn}
        at={draft.textAt}
        bad={bad.textAt}
        onChange={(textIn, textAt) => change({ textIn, textAt })}
      />
    </>
  )
}

/** What is written where, as it is for machines. */
const examples: Readonly<Record<string, string>> = { body: '$.answer.text', attribute: 'correlationId' }

interface PlaceFieldProps<P extends string> {
  readonly label: string
  readonly places: Choices<P>
  readonly value: P
  readonly at: string
  readonly bad: string | undefined
  readonly onChange: (value: P, at: string) => void
}

function PlaceField<P extends string>({ label, places, value, at, bad, onChange }: PlaceFieldProps<P>) {
  const id = useId()
  const isAt = value === 'body' || value === 'attribute'
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{label}</label>
      <div className={css['place']}>
        <select id={id} value={value} onChange={({ target }) => onChange(target.value as P, at)}>
          {places.map(([one, says]) => (
            <option key={one} value={one}>
              {t(says)}
            </option>
          ))}
        </select>
        {isAt && (
          <input
            aria-label={`${label}: ${value === 'body' ? t('path') : t('name')}`}
            className={css['code']}
            placeholder={examples[value]}
            spellCheck={false}
            value={at}
            aria-invalid={bad !== undefined}
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => onChange(value, target.value)}
          />
        )}
      </div>
      <Hint id={`${id}-hint`} bad={bad} />
    </div>
  )
}

interface TextFieldProps {
  readonly form: FormPart
  readonly field: 'title' | 'requestQueue' | 'replyQueue'
  readonly label: string
  readonly code?: boolean
  readonly first?: boolean
}

function TextField({ form: { draft, change, bad }, field, label, code, first }: TextFieldProps) {
  const id = useId()
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={code ? css['code'] : undefined}
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={first}
        dir={code ? 'ltr' : 'auto'}
        autoComplete="off"
        autoCapitalize={code ? 'none' : undefined}
        spellCheck={!code}
        maxLength={80}
        value={draft[field]}
        aria-invalid={bad[field] !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => change({ [field]: target.value })}
      />
      <Hint id={`${id}-hint`} bad={bad[field]} />
    </div>
  )
}

function Hint({ id, bad, children }: { id?: string; bad: string | undefined; children?: ReactNode }) {
  if (bad === undefined && children === undefined) return null
  return (
    <p id={id} className={css['hint']} data-bad={bad !== undefined || undefined} dir="auto">
      {bad ?? children}
    </p>
  )
}

/** Lets a chat talk to MessageProcessor again. */
function Unbind({ conversationId }: { conversationId: string }) {
  const { of, chat } = useStores()
  const close = useView((state) => state.closeDialog)
  const bound = chat.getState().conversations.get(conversationId)?.pair !== undefined
  if (!bound) return null
  const unbind = async (): Promise<void> => {
    if ((await of(createPairs).getState().clear(conversationId)) === null) close()
  }
  return (
    <Button kind="quiet" onClick={() => void unbind()}>
      {t('Talk to MessageProcessor again')}
    </Button>
  )
}
