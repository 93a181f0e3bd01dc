import { useState } from 'react'
import type { WireError } from '../../shared/errors'
import type { OwnAttribute } from '../../shared/own-attributes'
import type { TemplateContent } from '../../shared/template-fields'
import { createLater, useLater } from '../store/later-store'
import { useStores } from '../store/stores'
import { t } from '../text/words'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import css from './send-dialog.module.css'

interface TemplatesProps {
  readonly body: string
  /** The attributes that are written; null while one of them is refused. */
  readonly attributes: () => OwnAttribute[] | null
  readonly pick: (written: TemplateContent) => void
}

/** Begins with a template, or keeps what is written as one: those that chats have, too. */
export function SendTemplates({ body, attributes, pick }: TemplatesProps) {
  const { of } = useStores()
  const templates = useLater((state) => state.templates)
  const [name, setName] = useState<string | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  if (name === null)
    return (
      <div className={css['save']}>
        <Button kind="quiet" onClick={() => pick({ text: body, attributes: attributes() ?? [] })}>
          {t('Use a template…')}
        </Button>
        <Button kind="quiet" disabled={body.trim() === ''} onClick={() => setName('')}>
          {t('Save as template…')}
        </Button>
      </div>
    )
  const wanted = name.trim()
  const save = async (): Promise<void> => {
    const own = attributes()
    if (!own || wanted === '') return
    const why = await of(createLater).getState().saveTemplate(wanted, body, own)
    setError(why)
    if (!why) setName(null)
  }
  return (
    <div className={css['save']}>
      <input
        aria-label={t('Name of the template')}
        placeholder={t('Name of the template')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        maxLength={60}
        value={name}
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          void save()
        }}
      />
      <Button disabled={wanted === ''} onClick={() => void save()}>
        {templates.some((one) => one.name === wanted) ? t('Replace') : t('Save')}
      </Button>
      <Button kind="quiet" onClick={() => setName(null)}>
        {t('Cancel')}
      </Button>
      {error && <ErrorNote title={t('The template was not saved')} error={error} />}
    </div>
  )
}
