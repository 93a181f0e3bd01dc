import css from './skeleton.module.css'

/** Grey lines where content will be; they appear only when it takes longer than a blink. */
export function Skeleton({ lines = 4, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div className={css['skeleton']} aria-busy>
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={css['line']} />
      ))}
    </div>
  )
}
