import { useId, type ReactNode } from 'react'
import form from './form.module.css'
import css from './choice-group.module.css'

interface Choice<T extends string> {
  readonly value: T
  readonly label: string
  readonly hint?: string
  /** Drawn before the label. */
  readonly mark?: ReactNode
  /** The language of the label, where it is not the page's. */
  readonly lang?: string
}

/** One of a few. */
export function ChoiceGroup<T extends string>({
  id,
  label,
  choices,
  value,
  onChange
}: {
  /** For a choice after which the page is drawn anew: whoever made it finds it again by this. */
  id?: string
  label: string
  choices: readonly Choice<T>[]
  value: T
  onChange: (value: T) => void
}) {
  const name = useId()
  return (
    <fieldset className={form['field']}>
      <legend className={form['label']}>{label}</legend>
      <div className={css['choices']}>
        {choices.map((choice) => (
          <label key={choice.value} className={css['choice']}>
            <input
              type="radio"
              id={id && `${id}-${choice.value}`}
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span lang={choice.lang}>
              {choice.mark} {choice.label}
              {choice.hint && <small>{choice.hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
