import { useState } from 'react'
import css from './fault-lab.module.css'

/** A number from 0 to `max` to type; what cannot be one is not taken, and the box says so until it is left. */
export function NumberBox({
  label,
  max,
  value,
  onChange
}: {
  label: string
  max: number
  value: number
  onChange: (value: number) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const wrong = typed !== null && !isAmount(typed, max)
  return (
    <input
      type="text"
      inputMode="decimal"
      className={css['number']}
      aria-label={label}
      aria-invalid={wrong}
      title={wrong ? `A number from 0 to ${max}.` : label}
      value={typed ?? String(value)}
      onChange={(event) => {
        setTyped(event.target.value)
        if (isAmount(event.target.value, max)) onChange(Number(event.target.value))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

const isAmount = (text: string, max: number): boolean =>
  /^\d{1,3}(\.\d{1,3})?$/.test(text.trim()) && Number(text) <= max
