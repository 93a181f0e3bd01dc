import { Trash2 } from 'lucide-react'
import { useId, useState, type SubmitEvent } from 'react'
import type { Template } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { fieldsOf, fillIn, type TemplateContent } from '../../shared/template-fields'
import { createLater, useLater } from '../store/later-store'
import { useStores, useView, type Stores } from '../store/stores'
import { createUndo } from '../store/undo'
import { t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { ModalDialog } from '../ui/modal-dialog'
import { backToComposer } from './back-to-composer'
import css from './later.module.css'

/** Puts what a template says into the composer, after what is written there. */
function insert(stores: Stores, conversationId: string, { text, attributes }: TemplateContent): void {
  const { drafts, setDraft, attributes: before, setAttributes } = stores.chat.getState()
  const written = drafts.get(conversationId)
  setDraft(conversationId, written ? `${written}\n${text}` : text)
  if (attributes.length > 0) {
    const names = new Set(attributes.map(({ name }) => name))
    const kept = (before.get(conversationId) ?? []).filter(({ name }) => !names.has(name))
    setAttributes(conversationId, [...kept, ...attributes])
  }
  backToComposer(stores)
}

/** Keeps what is written in a chat, and its attributes, as a template. */
export function SaveTemplateDialog({ conversationId }: { conversationId: string }) {
  const stores = useStores()
  const { chat, of } = stores
  const close = useView((state) => state.closeDialog)
  const templates = useLater((state) => state.templates)
  const [name, setName] = useState('')
  const [error, setError] = useState<WireError | null>(null)
  const id = useId()
  const { drafts, attributes } = chat.getState()
  const content = { text: drafts.get(conversationId) ?? '', attributes: attributes.get(conversationId) ?? [] }
  const fields = fieldsOf(content)
  const taken = templates.some((one) => one.name === name.trim())
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (name.trim() === '') return
    const why = await of(createLater).getState().saveTemplate(name.trim(), content.text, content.attributes)
    setError(why)
    if (!why) backToComposer(stores)
  }
  return (
    <ModalDialog label={t('Save as template')}>
      <form onSubmit={(event) => void submit(event)} className={dialog['form']}>
        <h2>{t('Save as template')}</h2>
        <label htmlFor={id}>{t('Name')}</label>
        <input
          id={id}
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          dir="auto"
          maxLength={60}
          value={name}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setName(event.target.value)}
        />
        <p id={`${id}-hint`} className={css['hint']}>
          {taken
            ? t('A template has this name; it is replaced.')
            : fields.length > 0
              ? t('It asks for {fields} when it is used.', { fields: fields.join(', ') })
              : t(
                  'Write a word in two braces, as {example}, and it is asked for when the template is used.',
                  {
                    example: '{{name}}'
                  }
                )}
        </p>
        {error && <ErrorNote title={t('The template was not saved')} error={error} />}
        <div className={dialog['foot']}>
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button kind="primary" type="submit" disabled={name.trim() === ''}>
            {t('Save')}
          </Button>
        </div>
      </form>
    </ModalDialog>
  )
}

/** Chooses a template, asks for its fields, and puts it into the composer. */
export function TemplateDialog({ conversationId }: { conversationId: string }) {
  const stores = useStores()
  const close = useView((state) => state.closeDialog)
  return (
    <ModalDialog label={t('Use a template')}>
      <TemplatePicker onChosen={(content) => insert(stores, conversationId, content)} onBack={close} />
    </ModalDialog>
  )
}

interface PickerProps {
  readonly onChosen: (content: TemplateContent) => void
  readonly onBack: () => void
}

/** Chooses a template and asks for its fields. */
export function TemplatePicker({ onChosen, onBack }: PickerProps) {
  const [chosen, setChosen] = useState<Template | null>(null)
  if (chosen) return <Fields template={chosen} onBack={() => setChosen(null)} onFilled={onChosen} />
  const choose = (template: Template): void => {
    if (fieldsOf(template).length > 0) setChosen(template)
    else onChosen(template)
  }
  return <Picker onChoose={choose} close={onBack} />
}

function Picker({ onChoose, close }: { onChoose: (template: Template) => void; close: () => void }) {
  const { of } = useStores()
  const templates = useLater((state) => state.templates)
  const [wanted, setWanted] = useState('')
  const [error, setError] = useState<WireError | null>(null)
  const found = templates.filter(({ name, text }) =>
    `${name} ${text}`.toLowerCase().includes(wanted.trim().toLowerCase())
  )
  const remove = async ({ id, name, text, attributes }: Template): Promise<void> => {
    const { deleteTemplate, saveTemplate } = of(createLater).getState()
    const why = await deleteTemplate(id)
    setError(why)
    if (why) return
    of(createUndo)
      .getState()
      .offer({
        says: t('Deleted the template “{name}”', { name }),
        undo: () => void saveTemplate(name, text, attributes)
      })
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (found[0]) onChoose(found[0])
  }
  return (
    <form onSubmit={submit} className={dialog['form']}>
      <h2>{t('Use a template')}</h2>
      {error && <ErrorNote title={t('The template was not deleted')} error={error} />}
      {templates.length === 0 ? (
        <p>{t('There is no template yet. Write a message, and choose “Save as template…” beside Send.')}</p>
      ) : (
        <>
          <input
            type="search"
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            aria-label={t('Find a template')}
            placeholder={t('Find a template')}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
          <ul className={css['list']} aria-label={t('Templates')}>
            {found.map((template) => (
              <li key={template.id} className={css['row']}>
                <button type="button" className={css['template']} onClick={() => onChoose(template)}>
                  <bdi>{template.name}</bdi>
                  <bdi className={css['preview']}>{template.text.slice(0, 200)}</bdi>
                </button>
                <IconButton
                  icon={Trash2}
                  label={t('Delete the template “{name}”', { name: template.name })}
                  onClick={() => void remove(template)}
                />
              </li>
            ))}
          </ul>
          {found.length === 0 && <p>{t('No template has that in it.')}</p>}
        </>
      )}
      <div className={dialog['foot']}>
        <Button onClick={close}>{t('Close')}</Button>
      </div>
    </form>
  )
}

interface FieldsProps {
  readonly template: Template
  readonly onBack: () => void
  readonly onFilled: (content: TemplateContent) => void
}

/** Asks for each field of a template; one that is left empty stands for nothing. */
function Fields({ template, onBack, onFilled }: FieldsProps) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const id = useId()
  const fields = fieldsOf(template)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const empty = Object.fromEntries(fields.map((name) => [name, '']))
    onFilled(fillIn(template, { ...empty, ...values }))
  }
  return (
    <form onSubmit={submit} className={dialog['form']}>
      <h2 dir="auto">{template.name}</h2>
      {fields.map((name, index) => (
        <div key={name} className={css['field']}>
          <label htmlFor={`${id}-${index}`} dir="auto">
            {name}
          </label>
          <input
            id={`${id}-${index}`}
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={index === 0}
            dir="auto"
            value={values[name] ?? ''}
            onChange={(event) => setValues({ ...values, [name]: event.target.value })}
          />
        </div>
      ))}
      <div className={dialog['foot']}>
        <Button onClick={onBack}>{t('Back')}</Button>
        <Button kind="primary" type="submit">
          {t('Put it in')}
        </Button>
      </div>
    </form>
  )
}
