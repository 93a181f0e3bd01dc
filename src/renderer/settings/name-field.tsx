import { useId, useState } from 'react'
import { isComposing } from '../ui/composing'
import css from '../ui/settings.module.css'

const LONGEST = 60

/** The name over what the user sends; saved on Enter and on leaving the field. */
export function NameField({ value, onSave }: { value: string; onSave: (name: string) => void }) {
  const [name, setName] = useState(value)
  const id = useId()
  const blank = name.trim() === ''

  const save = (): void => {
    if (!blank && name.trim() !== value) onSave(name.trim())
  }

  return (
    <div className={css['field']}>
      <label htmlFor={id} className={css['label']}>
        Display name
      </label>
      <input
        id={id}
        className={css['input']}
        dir="auto"
        value={name}
        maxLength={LONGEST}
        aria-invalid={blank}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setName(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && !isComposing(event.nativeEvent) && save()}
      />
      <p id={`${id}-hint`} className={css['hint']} data-bad={blank || undefined}>
        {blank ? 'The name is empty. Type at least one character.' : 'Stands over every message you send.'}
      </p>
    </div>
  )
}
