import type { HistorySpan } from '../../shared/contract'
import type { QueueHistory } from '../store/history-store'
import { duration } from '../text/time'
import { formatNumber, t, type Message } from '../text/words'

/** A line of the chart: what it tells, on which axis, and how it is drawn. */
export interface HistoryLine {
  readonly key: Exclude<keyof QueueHistory, 'at' | 'totals' | 'missing'>
  readonly name: Message
  readonly axis: 'count' | 'time'
  /** A colour of the product. */
  readonly colour: string
  readonly dash?: number[]
  /** Whether it is drawn until the user says otherwise. */
  readonly shown: boolean
}

export const historyLines: readonly HistoryLine[] = [
  { key: 'visible', name: 'Waiting', axis: 'count', colour: '--accent', shown: true },
  { key: 'inFlight', name: 'In flight', axis: 'count', colour: '--warn', shown: true },
  { key: 'delayed', name: 'Delayed', axis: 'count', colour: '--text-soft', shown: false },
  { key: 'sent', name: 'Sent to SQS', axis: 'count', colour: '--accent', dash: [2, 3], shown: true },
  { key: 'answered', name: 'Answered', axis: 'count', colour: '--good', shown: true },
  {
    key: 'oldestMs',
    name: 'Oldest message',
    axis: 'time',
    colour: '--text-soft',
    dash: [6, 4],
    shown: false
  },
  { key: 'p50Ms', name: 'Round trip, p50', axis: 'time', colour: '--code-keyword', shown: true },
  { key: 'p99Ms', name: 'Round trip, p99', axis: 'time', colour: '--bad', dash: [6, 4], shown: true }
]

/** A value of a line in words; a dash where nothing is known. */
export const valueWords = ({ axis }: Pick<HistoryLine, 'axis'>, value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : axis === 'time' ? duration(value) : formatNumber(value)

export const spans: readonly { span: HistorySpan; short: Message; long: Message; step: Message }[] = [
  { span: '15m', short: '15 min', long: 'The last 15 minutes', step: 'in 15 seconds' },
  { span: '3h', short: '3 h', long: 'The last 3 hours', step: 'in 2 minutes' },
  { span: '3d', short: '3 d', long: 'The last 3 days', step: 'in half an hour' }
]

/** Steps of which something is known, by their index, the newest first. */
export const knownSteps = (history: QueueHistory): number[] =>
  history.at
    .map((_, index) => index)
    .filter((index) => historyLines.some(({ key }) => (history[key][index] ?? 0) > 0))
    .toReversed()

/** The search that finds the messages of one step, by the clock of this place. */
export function searchOfStep({ at }: Pick<QueueHistory, 'at'>, index: number): string {
  const [first = 0, second = 0] = at
  const begins = at[index] ?? 0
  // What is "after" a second begins when that is over.
  return `after:${toSecond(begins - 1000)} before:${toSecond(begins + second - first)}`
}

const two = (number: number): string => String(number).padStart(2, '0')

function toSecond(at: number): string {
  const date = new Date(at)
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join('-')
  return `${day}T${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}

/** What the whole span came to, in one sentence. */
export const totalsWords = ({ sent, answered, p50Ms, p99Ms }: QueueHistory['totals']): string =>
  p50Ms === null
    ? t('{sent, number} sent, {answered, number} answered.', { sent, answered })
    : t('{sent, number} sent, {answered, number} answered; half within {p50}, 99 % within {p99}.', {
        sent,
        answered,
        p50: duration(p50Ms),
        p99: duration(p99Ms ?? p50Ms)
      })
