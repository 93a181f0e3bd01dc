import { useId, type ReactNode } from 'react'
import type { ConnectDraft } from '../store/connect-draft'
import form from '../ui/form.module.css'
import css from './form-field.module.css'
import { useConnect } from '../store/connect-store'

/** The fields of the form that hold text. */
export type TextFieldName = {
  [K in keyof ConnectDraft]: ConnectDraft[K] extends string ? K : never
}[keyof ConnectDraft]

interface FieldProps {
  field: TextFieldName
  label: string
  hint?: ReactNode
  wide?: boolean
}

/** Fields of the connect form side by side, as far as the window is wide enough. */
export const Fields = ({ children }: { children: ReactNode }) => (
  <div className={css['fields']}>{children}</div>
)

/** A text of the connect form, with what is wrong with it under it. */
export function FormField({
  field,
  label,
  hint,
  wide = false,
  ...input
}: FieldProps & {
  placeholder?: string
  readOnly?: boolean
  inputMode?: 'numeric' | 'email' | 'url'
  suggestions?: readonly string[]
}) {
  const { value, bad, change, id } = useField(field)
  const { suggestions, ...rest } = input
  return (
    <div className={`${form['field']} ${css['field']} ${wide ? css['wide'] : ''}`}>
      <label htmlFor={id} className={form['label']}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={form['input']}
        dir="auto"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        list={suggestions ? `${id}-list` : undefined}
        aria-invalid={bad !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => change({ [field]: event.target.value })}
      />
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </datalist>
      )}
      <Hint id={id} bad={bad}>
        {hint}
      </Hint>
    </div>
  )
}

/** One of a few values of the connect form. */
export function FormSelect({
  field,
  label,
  hint,
  choices
}: FieldProps & { choices: readonly (readonly [value: string, label: string])[] }) {
  const { value, bad, change, id } = useField(field)
  return (
    <div className={`${form['field']} ${css['field']}`}>
      <label htmlFor={id} className={form['label']}>
        {label}
      </label>
      <select
        id={id}
        className={form['input']}
        value={value}
        aria-invalid={bad !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => change({ [field]: event.target.value })}
      >
        {choices.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <Hint id={id} bad={bad}>
        {hint}
      </Hint>
    </div>
  )
}

function useField(field: TextFieldName) {
  const value = useConnect((state) => state.draft[field])
  const bad = useConnect((state) => state.errors.get(field))
  const change = useConnect((state) => state.change)
  return { value, bad, change, id: useId() }
}

const Hint = ({ id, bad, children }: { id: string; bad: string | undefined; children: ReactNode }) => (
  <p id={`${id}-hint`} className={form['hint']} data-bad={bad !== undefined || undefined} dir="auto">
    {bad ?? children}
  </p>
)
