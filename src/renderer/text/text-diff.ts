/** A piece of a text that is in both versions, or in one of them. */
export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** More steps than this make no difference that anybody reads: the middle is then shown as replaced. */
const MOST_EDITS = 1000

/** Words, the spaces between them and single marks. */
const tokensOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|./gsu) ?? []

/** What was changed in a text, word by word: the fewest words removed and added (Myers' algorithm). */
export function textDiff(before: string, after: string): DiffPart[] {
  const [a, b] = [tokensOf(before), tokensOf(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  return joined([
    ...a.slice(0, start).map((text): DiffPart => ({ kind: 'same', text })),
    ...(edits(middleA, middleB) ?? replaced(middleA, middleB)),
    ...a.slice(a.length - end).map((text): DiffPart => ({ kind: 'same', text }))
  ])
}

const replaced = (a: readonly string[], b: readonly string[]): DiffPart[] => [
  { kind: 'removed', text: a.join('') },
  { kind: 'added', text: b.join('') }
]

/** The shortest way from one to the other; null when it is too long. */
function edits(a: readonly string[], b: readonly string[]): DiffPart[] | null {
  /** The furthest place in `a` on each diagonal, after each number of edits. */
  const trail: Map<number, number>[] = []
  let furthest = new Map([[1, 0]])
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_EDITS); d++) {
    trail.push(furthest)
    furthest = new Map(furthest)
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1))
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      furthest.set(k, x)
      if (x >= a.length && x - k >= b.length) return walked(a, b, trail)
    }
  }
  return null
}

function walked(
  a: readonly string[],
  b: readonly string[],
  trail: readonly Map<number, number>[]
): DiffPart[] {
  const parts: DiffPart[] = []
  let [x, y] = [a.length, b.length]
  for (const [d, furthest] of [...trail.entries()].toReversed()) {
    const k = x - y
    const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1))
    const fromX = furthest.get(down ? k + 1 : k - 1) ?? 0
    const fromY = fromX - (down ? k + 1 : k - 1)
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      parts.push({ kind: 'same', text: a[--x] ?? '' })
      y--
    }
    if (d === 0) break
    if (down) parts.push({ kind: 'added', text: b[--y] ?? '' })
    else parts.push({ kind: 'removed', text: a[--x] ?? '' })
  }
  return parts.toReversed()
}

/** Neighbours of one kind as one. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const all: DiffPart[] = []
  for (const part of parts) {
    const last = all.at(-1)
    if (part.text === '') continue
    if (last?.kind === part.kind) all[all.length - 1] = { kind: part.kind, text: last.text + part.text }
    else all.push(part)
  }
  return all
}
