import css from './queues.module.css'
import { SPARK, sparklinePath } from './sparkline-path'

/** Depth over the last two minutes. The scale runs from 0 to the highest sample, which is named. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const path = sparklinePath(values)
  const highest = Math.max(0, ...values)
  return (
    <figure className={css['spark']}>
      <svg
        viewBox={`0 0 ${SPARK.width} ${SPARK.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label} over the last two minutes: now ${values.at(-1) ?? 0}, at most ${highest}`}
      >
        <line className={css['zero']} x1="0" x2={SPARK.width} y1={SPARK.height - 1} y2={SPARK.height - 1} />
        <path className={css['sparkLine']} d={path} />
      </svg>
      <figcaption>max {highest.toLocaleString()}</figcaption>
    </figure>
  )
}
