import type { Monitoring } from '../../shared/backend-config'

type Series = Monitoring['series'][number]
type Point = Series['points'][number]

/** Width and height of a chart, in its own units. */
export const CHART = { width: 300, height: 64 }

/** The lines of a chart and what its axes run to. */
export interface Drawing {
  readonly paths: readonly string[]
  readonly top: number
  readonly from: number
  readonly to: number
}

/** Draws series on one scale from 0 to their highest value; null without a point to draw. */
export function draw(series: readonly (readonly Point[])[]): Drawing | null {
  const all = series.flat()
  if (all.length === 0) return null
  const times = all.map(({ at }) => at)
  const [from, to] = [Math.min(...times), Math.max(...times)]
  const top = Math.max(...all.map(({ value }) => value))
  const x = (at: number): string =>
    (to === from ? CHART.width : ((at - from) / (to - from)) * CHART.width).toFixed(1)
  const y = (value: number): string =>
    (CHART.height - 2 - (value / (top || 1)) * (CHART.height - 6)).toFixed(1)
  return { paths: series.map((points) => pathOf(points, x, y)), top, from, to }
}

/** A line through the points; a single one is a short stroke, so that it can be seen. */
function pathOf(points: readonly Point[], x: (at: number) => string, y: (value: number) => string): string {
  const [only] = points
  if (only && points.length === 1) return `M${x(only.at)} ${y(only.value)}h-4`
  return points.map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('')
}
