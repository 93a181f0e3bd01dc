import { useEffect, useId, useState, type SubmitEvent } from 'react'
import type { DeskQueue } from '../../shared/contract'
import { isJson } from '../../shared/json-tokens'
import { MAX_ATTRIBUTES, wireNameProblem } from '../../shared/own-attributes'
import type { TemplateContent } from '../../shared/template-fields'
import { useAttributeRows } from '../conversation/attribute-rows'
import { TemplatePicker } from '../conversation/template-dialogs'
import { useLater } from '../store/later-store'
import { rich, t } from '../text/words'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import { ModalDialog } from '../ui/modal-dialog'
import { SendTemplates } from './send-templates'
import { useSending, type Written } from './use-sending'
import css from './send-dialog.module.css'

/** Sends a message to a queue as it is: a body, attributes, a delay, and what a FIFO queue asks for. */
export function SendDialog({ queue, close }: { queue: DeskQueue; close: () => void }) {
  const watch = useLater((state) => state.watch)
  const [picks, setPicks] = useState(false)
  const [content, setContent] = useState<TemplateContent>({ text: '', attributes: [] })
  useEffect(() => watch(), [watch])
  return (
    <ModalDialog
      label={t('Send a message to {queue}', { queue: queue.name })}
      isDismissable={false}
      onClose={close}
    >
      {picks ? (
        <TemplatePicker
          onChosen={(chosen) => {
            setContent(chosen)
            setPicks(false)
          }}
          onBack={() => setPicks(false)}
        />
      ) : (
        <SendForm
          queue={queue}
          before={content}
          close={close}
          pick={(written) => {
            setContent(written)
            setPicks(true)
          }}
        />
      )}
    </ModalDialog>
  )
}

interface FormProps {
  readonly queue: DeskQueue
  readonly before: TemplateContent
  readonly close: () => void
  readonly pick: (written: TemplateContent) => void
}

function SendForm({ queue, before, close, pick }: FormProps) {
  const { name } = queue
  const sending = useSending(queue, before.text)
  const { written, change, error, sent } = sending
  const rows = useAttributeRows(before.attributes, {
    focused: false,
    most: MAX_ATTRIBUTES,
    problemOfName: wireNameProblem
  })
  const id = useId()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    sending.submit(rows.read())
  }
  return (
    <form className={`${dialog['form']} ${css['form']}`} onSubmit={submit}>
      <h2>{rich('Send a message to {queue}', { queue: <bdi>{name}</bdi> })}</h2>
      <label htmlFor={`${id}-body`}>{t('Body')}</label>
      <textarea
        id={`${id}-body`}
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        rows={8}
        dir="auto"
        spellCheck={false}
        value={written.body}
        aria-describedby={`${id}-about`}
        onChange={({ target }) => change({ body: target.value })}
      />
      <div className={css['below']}>
        <p id={`${id}-about`} className={css['hint']}>
          {aboutBody(written.body)}
        </p>
        <SendTemplates body={written.body} attributes={rows.read} pick={pick} />
      </div>
      {rows.part}
      <Fields queue={queue} sending={sending} />
      {error && <ErrorNote title={t('The message was not sent')} error={error} />}
      {sent !== null && (
        <output className={css['sent']}>
          {t('Sent as {id}.', { id: sent })} <CopyButton iconOnly text={sent} label={t('Copy its id')} />
        </output>
      )}
      <div className={dialog['foot']}>
        <Button onClick={close}>{t('Close')}</Button>
        <Button
          kind={sending.state === 'sure' ? 'danger' : 'primary'}
          type="submit"
          disabled={!sending.ready || sending.state === 'sending'}
        >
          {sendWords(sending, name)}
        </Button>
      </div>
    </form>
  )
}

type Sending = ReturnType<typeof useSending>

function aboutBody(body: string): string {
  if (body === '') return t('It is sent as it stands here.')
  return isJson(body) ? t('It is JSON.') : t('It is no JSON.')
}

function sendWords({ state, unknown }: Sending, queue: string): string {
  if (state === 'sending') return t('Sending…')
  if (state === 'sure') return t('Yes, send it to {queue}', { queue })
  return unknown ? t('Send it nevertheless…') : t('Send…')
}

/** What SQS is told besides: other things of a FIFO queue than of another. */
function Fields({ queue: { fifo, attributes }, sending }: { queue: DeskQueue; sending: Sending }) {
  const byContent = attributes.ok && attributes.value.contentBasedDeduplication
  const fields: readonly (readonly [keyof Written, string, string])[] = fifo
    ? [
        ['groupId', t('Group id'), t('Order is kept within a group.')],
        [
          'deduplicationId',
          t('Deduplication id'),
          byContent ? t('Empty: the content decides.') : t('Empty: a fresh one.')
        ]
      ]
    : [
        ['delay', t('Delay in seconds'), t('Up to 900; empty: the queue’s own.')],
        ['groupId', t('Group id'), t('For fair queueing; may be empty.')]
      ]
  return (
    <div className={css['fields']}>
      {fields.map(([name, label, hint]) => (
        <Field
          key={name}
          label={label}
          hint={hint}
          value={sending.written[name]}
          set={(value) => sending.change({ [name]: value })}
          bad={name === 'delay' && sending.badDelay ? t('Type a whole number from 0 to 900.') : null}
        />
      ))}
    </div>
  )
}

interface FieldProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly set: (value: string) => void
  readonly bad: string | null
}

function Field({ label, hint, value, set, bad }: FieldProps) {
  const id = useId()
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        maxLength={128}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={bad !== null}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => set(target.value.trim())}
      />
      <p id={`${id}-hint`} className={css['hint']} data-bad={bad !== null || undefined}>
        {bad ?? hint}
      </p>
    </div>
  )
}
