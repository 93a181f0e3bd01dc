import { useEffect, useEffectEvent, useRef, useState } from 'react'
import './known-language'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { HistorySpan } from '../../shared/contract'
import type { QueueHistory } from '../store/history-store'
import { clockSeconds, clockTime, duration, shortDay } from '../text/time'
import { formatNumber, t, useSpeech } from '../text/words'
import { DARK, FORCED_COLOURS, useMedia } from '../ui/use-media'
import { historyLines, type HistoryLine } from './history-lines'
import css from './history.module.css'

const HEIGHT = 240

interface ChartProps {
  readonly history: QueueHistory
  readonly span: HistorySpan
  readonly hidden: ReadonlySet<string>
  readonly label: string
  /** Told which step the pointer is over; null when it is over none. */
  readonly pointAt: (index: number | null) => void
  /** Told which step was clicked. */
  readonly open: (index: number) => void
}

/**
 * All lines of a queue over time on one canvas: counts on the left axis, times on the right one. What it shows, a table
 * says in words.
 */
export function HistoryChart(props: ChartProps) {
  const look = useLook()
  const speech = useSpeech()
  return <Canvas key={`${props.span} ${look} ${speech}`} {...props} />
}

function Canvas({ history, span, hidden, label, pointAt, open }: ChartProps) {
  const box = useRef<HTMLElement>(null)
  const chart = useRef<UPlot>(null)
  const point = useEffectEvent(pointAt)
  const opened = useEffectEvent(open)
  const draw = useEffectEvent((place: HTMLElement, pointed: (index: number | null) => void) => {
    const { clientWidth: width } = place
    return new UPlot(
      optionsOf({ span, width, colours: coloursIn(place), pointAt: pointed }),
      dataOf(history),
      place
    )
  })

  useEffect(() => {
    const place = box.current
    if (!place) return undefined
    const made = draw(place, (index) => point(index))
    chart.current = made
    made.over.addEventListener('click', () => {
      const { idx } = made.cursor
      if (typeof idx === 'number') opened(idx)
    })
    const resized = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: HEIGHT }))
    resized.observe(place)
    return () => {
      resized.disconnect()
      made.destroy()
      chart.current = null
    }
  }, [])

  useEffect(() => chart.current?.setData(dataOf(history)), [history])

  useEffect(() => {
    for (const [index, { key }] of historyLines.entries())
      chart.current?.setSeries(index + 1, { show: !hidden.has(key) })
  }, [hidden])

  return <figure ref={box} className={css['canvas']} aria-label={label} />
}

/** uPlot counts moments in seconds. */
const dataOf = (history: QueueHistory): UPlot.AlignedData => [
  history.at.map((at) => at / 1000),
  ...historyLines.map(({ key }) => history[key])
]

interface Drawn {
  readonly span: HistorySpan
  readonly width: number
  readonly colours: (name: string) => string
  readonly pointAt: (index: number | null) => void
}

function optionsOf({ span, width, colours, pointAt }: Drawn): UPlot.Options {
  const axis = {
    stroke: colours('--text-soft'),
    grid: { stroke: colours('--line'), width: 1 },
    ticks: { show: false }
  }
  const moment = (seconds: number): string => {
    const at = seconds * 1000
    if (span !== '3d') return clockTime(at)
    return new Date(at).getHours() === 0 ? shortDay(at) : clockTime(at)
  }
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    scales: { x: { time: true }, count: { range: upTo(4) }, time: { range: upTo(10) } },
    axes: [
      { ...axis, values: (_, splits) => splits.map(moment), space: 72, size: 28 },
      { ...axis, scale: 'count', size: 52, values: (_, splits) => splits.map(wholeWords) },
      {
        ...axis,
        scale: 'time',
        // uPlot names its sides by numbers, in an enum that only its types have.
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment
        side: 1,
        size: 60,
        grid: { show: false },
        values: (_, splits) => splits.map((ms) => (ms === null ? '' : duration(ms)))
      }
    ],
    series: [{}, ...historyLines.map((line) => seriesOf(line, colours))],
    hooks: { setCursor: [({ cursor: { idx } }) => pointAt(idx ?? null)] }
  }
}

const seriesOf = (line: HistoryLine, colours: (name: string) => string): UPlot.Series => ({
  label: t(line.name),
  scale: line.axis,
  stroke: colours(line.colour),
  width: 1.5,
  ...(line.dash ? { dash: line.dash } : {}),
  // A value with nothing beside it makes no line.
  points: {
    show: true,
    size: 5,
    fill: colours(line.colour),
    filter: (chart, index) => alone(chart.data[index] ?? [])
  }
})

/** The values that have none before and none after them, by their index. */
const alone = (values: UPlot.AlignedData[number]): number[] =>
  Array.from(values, (value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null
      ? index
      : -1
  ).filter((index) => index >= 0)

/** From 0 to what is highest, and to so much at least, so that nothing does not look like much. */
const upTo =
  (least: number): UPlot.Scale.Range =>
  (_, __, highest) => [0, Math.max(least, (highest ?? 0) * 1.08)]

const wholeWords = (value: number): string =>
  Number.isInteger(value) ? formatNumber(value, { notation: 'compact', maximumFractionDigits: 1 }) : ''

/** The colours of the product as they are in a place now; a canvas knows no names. */
function coloursIn(place: HTMLElement): (name: string) => string {
  return (name) => {
    const probe = document.createElement('span')
    probe.style.color = `var(${name})`
    place.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }
}

/** Another value whenever colours change: theme, system or forced colours. */
function useLook(): string {
  const dark = useMedia(DARK)
  const forced = useMedia(FORCED_COLOURS)
  const [theme, setTheme] = useState(themeOf)
  useEffect(() => {
    const changed = new MutationObserver(() => setTheme(themeOf()))
    changed.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => changed.disconnect()
  }, [])
  return `${theme} ${dark} ${forced}`
}

const themeOf = (): string => document.documentElement.dataset['theme'] ?? 'system'

/** A step of the chart as a person says when it was. */
export const stepWords = (at: number, span: HistorySpan): string =>
  span === '15m' ? clockSeconds(at) : span === '3h' ? clockTime(at) : `${shortDay(at)} ${clockTime(at)}`
