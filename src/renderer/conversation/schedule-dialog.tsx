import { useEffect, useId, useState, type SubmitEvent } from 'react'
import { v7 as uuidv7 } from 'uuid'
import type { WireError } from '../../shared/errors'
import type { OwnAttribute } from '../../shared/own-attributes'
import type { TemplateContent } from '../../shared/template-fields'
import { createLater, type Later } from '../store/later-store'
import { useStores, useView } from '../store/stores'
import { exactTime } from '../text/time'
import { localInput, momentOfInput } from '../text/local-input'
import { useNow } from '../text/use-now'
import { t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import { ModalDialog } from '../ui/modal-dialog'
import { Skeleton } from '../ui/skeleton'
import { useAttributeRows } from './attribute-rows'
import { backToComposer } from './back-to-composer'
import css from './later.module.css'

const HOUR_MS = 3_600_000

/** The next full hour that is at least an hour away. */
const suggestion = (now: number): number => Math.ceil((now + HOUR_MS) / HOUR_MS) * HOUR_MS

/** Asks when the text of the composer is to be sent. */
export function ScheduleDialog({ conversationId }: { conversationId: string }) {
  const stores = useStores()
  const { chat, of } = stores
  // Asked again after an answer that did not come, it is the same message.
  const [id] = useState(() => uuidv7())
  const [suggested] = useState(() => suggestion(Date.now()))
  const submit = async (sendAt: number): Promise<WireError | null> => {
    const { drafts, attributes, setDraft } = chat.getState()
    const text = drafts.get(conversationId) ?? ''
    const later: Later = { conversationId, text, attributes: attributes.get(conversationId) ?? [], sendAt }
    const error = await of(createLater).getState().schedule(id, later)
    if (error) return error
    const now = chat.getState().drafts.get(conversationId) ?? ''
    setDraft(conversationId, now === text ? '' : now, [])
    backToComposer(stores)
    return null
  }
  return (
    <ModalDialog label={t('Send later')}>
      <WhenForm title={t('Send later')} act={t('Schedule')} sendAt={suggested} onSubmit={submit} />
    </ModalDialog>
  )
}

/** Changes the text of a message that waits, its attributes or its moment. */
export function EditScheduledDialog({ id, conversationId }: { id: string; conversationId: string }) {
  const { of, view } = useStores()
  const [found, setFound] = useState<Later | WireError | null>(null)
  const back = (): void => view.getState().openDialog({ kind: 'scheduled', conversationId })
  useEffect(() => {
    void of(createLater)
      .getState()
      .get(id)
      .then((result) => setFound(result.ok ? result.value : result.error))
  }, [of, id])
  const save = async (sendAt: number, written?: Written): Promise<WireError | null> => {
    const error = await of(createLater)
      .getState()
      .change({ id, sendAt, ...written })
    if (!error) back()
    return error
  }
  return (
    <ModalDialog label={t('Change the scheduled message')} onClose={back}>
      {found === null && <Skeleton lines={3} label={t('Loading the message')} />}
      {found && 'code' in found && (
        <div className={dialog['form']}>
          <ErrorNote title={t('The message is not there')} error={found} />
        </div>
      )}
      {found && !('code' in found) && (
        <WhenForm
          title={t('Change the scheduled message')}
          act={t('Save')}
          sendAt={found.sendAt}
          written={found}
          onSubmit={save}
          onCancel={back}
        />
      )}
    </ModalDialog>
  )
}

/** What of a message can be changed as long as it waits, beside its moment. */
interface Written {
  readonly text: string
  readonly attributes: OwnAttribute[]
}

interface WhenFormProps {
  readonly title: string
  /** What the button says. */
  readonly act: string
  readonly sendAt: number
  /** To be changed, too; left out where it stands elsewhere. */
  readonly written?: Readonly<TemplateContent>
  readonly onSubmit: (sendAt: number, written?: Written) => Promise<WireError | null>
  readonly onCancel?: () => void
}

/** A date and time, and perhaps a message. */
function WhenForm({ title, act, sendAt, written, onSubmit, onCancel }: WhenFormProps) {
  const close = useView((state) => state.closeDialog)
  const [when, setWhen] = useState(localInput(sendAt))
  const [text, setText] = useState(written?.text ?? '')
  const { read, part } = useAttributeRows(written?.attributes ?? [], { focused: false })
  const [error, setError] = useState<WireError | null>(null)
  const id = useId()
  const moment = momentOfInput(when)
  const now = useNow()
  const passed = moment !== null && moment <= now
  const blank = written !== undefined && text.trim() === ''
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (moment === null || passed || blank) return
    const attributes = read()
    if (attributes) setError(await onSubmit(moment, written && { text, attributes }))
  }
  return (
    <form onSubmit={(event) => void submit(event)} className={dialog['form']}>
      <h2>{title}</h2>
      {written !== undefined && (
        <>
          <label htmlFor={`${id}-text`}>{t('Message')}</label>
          <textarea
            id={`${id}-text`}
            className={css['text']}
            dir="auto"
            rows={4}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {part}
        </>
      )}
      <label htmlFor={id}>{t('Date and time')}</label>
      <input
        id={id}
        type="datetime-local"
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={written === undefined}
        required
        value={when}
        aria-invalid={moment === null || passed}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setWhen(event.target.value)}
      />
      <p id={`${id}-hint`} className={css['hint']} data-bad={passed || undefined}>
        {passed
          ? t('This moment has passed. Choose one that is to come.')
          : moment === null
            ? t('Choose a date and a time.')
            : t('Sent on {when}, while ChatAPP runs on this computer; else as soon as it does.', {
                when: exactTime(moment)
              })}
      </p>
      {error && <ErrorNote title={t('It was not scheduled')} error={error} />}
      <div className={dialog['foot']}>
        <Button onClick={onCancel ?? close}>{t('Cancel')}</Button>
        <Button kind="primary" type="submit" disabled={moment === null || passed || blank}>
          {act}
        </Button>
      </div>
    </form>
  )
}
