import type { DiffLine } from '../../shared/contract'
import { fieldError } from '../../shared/errors'
import type { RecordedReply } from './recording'

/** What differs from run to run, and what stands for it. Each takes what those before it have left. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '‹id›'],
  // Where it is answered: each installation has a queue of its own.
  [/[\w-]*-responses-[a-z0-9-]+(?:\.fifo)?/g, '‹queue›'],
  // 2026-11-26T09:30:00.123Z, 2026-11-26 09:30, 2026-11-26
  [
    /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?(?!\d)/g,
    '‹time›'
  ],
  [/\b\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AP]M)?(?: ?(?:Z|UTC|GMT))?(?![\d:])/gi, '‹time›'],
  // Ids of AWS and of ours: hexadecimal, with a digit, 12 or more.
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/gi, '‹id›'],
  [/\b\d[\d.,]*(?= ?(?:ns|µs|us|ms|s|sec|seconds?|min|minutes?|h|hours?|days?)\b)/gi, '‹number›']
]

/** What the user masks besides: regular expressions. Throws `invalid_input` for one that is none. */
export const masksOf = (patterns: readonly string[]): RegExp[] =>
  patterns.map((pattern) => {
    try {
      return new RegExp(pattern, 'gu')
    } catch {
      throw fieldError('masks', 'replay.mask_invalid', { mask: pattern })
    }
  })

/** A text in which stands for itself only what has to be the same each time. */
export function masked(text: string, masks: readonly RegExp[]): string {
  const own = masks.reduce(
    (rest, mask) => rest.replaceAll(mask, (found) => (found === '' ? '' : '‹masked›')),
    text
  )
  return volatile.reduce((rest, [pattern, name]) => rest.replaceAll(pattern, name), own)
}

/** Lines of two texts that are compared one by one, at most; longer ones differ as a whole. */
const MAX_LINES = 1000

type Line = Omit<DiffLine, 'side'>

/** What was recorded beside what came now, masked, line by line; all of it on both sides where nothing differs. */
export function compare(
  recorded: readonly RecordedReply[],
  replayed: readonly RecordedReply[],
  masks: readonly RegExp[]
): DiffLine[] {
  const [before, now] = [recorded, replayed].map((replies) => linesOf(replies, masks))
  return diffOf(before ?? [], now ?? [])
}

function linesOf(replies: readonly RecordedReply[], masks: readonly RegExp[]): Line[] {
  if (replies.length === 0) return [{ kind: 'none', text: '' }]
  return replies.flatMap(({ kind, text }) =>
    masked(text, masks)
      .split('\n')
      .map((one): Line => ({ kind: kind === 'error' ? 'error' : 'text', text: one }))
  )
}

/** By the longest common subsequence. */
function diffOf(before: readonly Line[], now: readonly Line[]): DiffLine[] {
  const same = (a: Line | undefined, b: Line | undefined): boolean =>
    a?.kind === b?.kind && a?.text === b?.text
  if (before.length > MAX_LINES || now.length > MAX_LINES) {
    const equal = before.length === now.length && before.every((line, at) => same(line, now[at]))
    if (equal) return before.map((line) => ({ ...line, side: 'both' }))
    return [...sided(before, 'recorded'), ...sided(now, 'replayed')]
  }
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(now.length + 1))
  const common = (i: number, j: number): number => lengths[i]?.[j] ?? 0
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--) {
      const row = lengths[i]
      if (!row) continue
      row[j] = same(before[i], now[j])
        ? common(i + 1, j + 1) + 1
        : Math.max(common(i + 1, j), common(i, j + 1))
    }
  const lines: DiffLine[] = []
  for (let [i, j] = [0, 0]; i < before.length || j < now.length;) {
    const [one, other] = [before[i], now[j]]
    if (one && other && same(one, other)) {
      lines.push({ ...one, side: 'both' })
      i++
      j++
    } else if (one && (!other || common(i + 1, j) >= common(i, j + 1))) {
      lines.push({ ...one, side: 'recorded' })
      i++
    } else if (other) {
      lines.push({ ...other, side: 'replayed' })
      j++
    }
  }
  return lines
}

const sided = (lines: readonly Line[], side: DiffLine['side']): DiffLine[] =>
  lines.map((line) => ({ ...line, side }))
