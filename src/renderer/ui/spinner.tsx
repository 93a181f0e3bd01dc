import { LoaderCircle } from 'lucide-react'
import type { LucideProps } from 'lucide-react'
import css from './spinner.module.css'

/** Turns while something is under way. Words beside it say what. */
export const Spinner = (props: LucideProps) => (
  <LoaderCircle {...props} aria-hidden className={css['spinner']} />
)
