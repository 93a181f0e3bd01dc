/** Width and height of the drawing, in its own units. */
export const SPARK = { width: 120, height: 32, samples: 60 }

/** The line through the samples, newest at the right edge; empty until there are two. */
export function sparklinePath(values: readonly number[]): string {
  if (values.length < 2) return ''
  const top = Math.max(1, ...values)
  const step = SPARK.width / (SPARK.samples - 1)
  const from = SPARK.width - (values.length - 1) * step
  return values
    .map((value, index) => {
      const x = (from + index * step).toFixed(1)
      const y = (SPARK.height - 2 - (value / top) * (SPARK.height - 4)).toFixed(1)
      return `${index === 0 ? 'M' : 'L'}${x} ${y}`
    })
    .join('')
}
