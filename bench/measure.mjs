// What every bench is made of: rounds that interleave, medians, and one way to state a result.
import { cpus } from 'node:os'

/**
 * One figure. `ours` and `peer` are medians in `unit`; `ratio` is ours to the peer's; `goal` is on the ratio where there
 * is a peer, else on `ours`.
 * @typedef {{ name: string, ours: number, peer: number | null, against: string | null, unit: string, ratio: number | null,
 *   goal: string, pass: boolean, better: 'lower' | 'higher', rounds: number }} Result
 */

/** @param {readonly number[]} numbers */
export const median = (numbers) => percentile(numbers, 0.5)

/** The value below which this share of the numbers lies. @param {readonly number[]} numbers @param {number} share */
export function percentile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/**
 * Runs every side once a round, in turn, so that what else the machine does falls on all of them; a round before is not
 * counted. Resolves to the medians of each side's figures.
 * @template {string} S @template {string} F
 * @param {number} rounds @param {Record<S, () => Promise<Record<F, number>>>} sides
 * @returns {Promise<Record<S, Record<F, number>>>}
 */
export async function interleaved(rounds, sides) {
  const names = /** @type {S[]} */ (Object.keys(sides))
  /** @type {Map<S, Record<F, number>[]>} */
  const all = new Map(names.map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figures = await sides[name]()
      if (round > 0) all.get(name)?.push(figures)
      process.stderr.write(
        `  ${round === 0 ? 'warm-up' : `round ${round}`} ${name} ${JSON.stringify(figures)}\n`
      )
    }
  }
  return /** @type {any} */ (
    Object.fromEntries([...all].map(([name, list]) => [name, mediansOf(/** @type {any} */ (list))]))
  )
}

/** @param {Record<string, number>[]} list */
const mediansOf = (list) =>
  Object.fromEntries(
    Object.keys(list[0] ?? {}).map((key) => [key, median(list.map((one) => one[key] ?? Number.NaN))])
  )

/**
 * States a result: printed for people, handed to `npm run bench` where that has started this process.
 * @param {{ name: string, ours: number, peer?: number, against?: string, unit: string, rounds?: number, atMost?: number,
 *   atLeast?: number, better?: 'lower' | 'higher' }} figure `atMost` and `atLeast` are the goal; without one the figure is for
 *   information, and `better` says which way is good (lower when absent)
 */
export function state({ name, ours, peer, against, unit, rounds = 1, atMost, atLeast, better }) {
  const ratio = peer === undefined ? null : ours / peer
  const judged = ratio ?? ours
  const sign = ratio === null ? '' : ' ×'
  /** @type {Result} */
  const result = {
    name,
    ours: rounded(ours),
    peer: peer === undefined ? null : rounded(peer),
    against: against ?? null,
    unit,
    ratio: ratio === null ? null : rounded(ratio),
    goal: atMost === undefined ? (atLeast === undefined ? '' : `≥ ${atLeast}${sign}`) : `≤ ${atMost}${sign}`,
    pass: !((atMost !== undefined && !(judged <= atMost)) || (atLeast !== undefined && !(judged >= atLeast))),
    better: better ?? (atLeast === undefined ? 'lower' : 'higher'),
    rounds
  }
  if (process.send) process.send(result)
  else process.stdout.write(`${lineOf(result)}\n`)
}

/** A result as one line: the ratio first. @param {Result} result */
export function lineOf({ name, ours, peer, against, unit, ratio, goal, pass }) {
  const first = ratio === null ? '' : `${ratio} ×`
  const beside = peer === null ? '' : ` against ${peer} (${against})`
  const mark = goal === '' ? ' ' : pass ? '✓' : '✗'
  return `${mark} ${first.padStart(8)}  ${name.padEnd(52)} ${`${ours} ${unit}${beside}`.padEnd(44)} ${goal}`
}

/** The machine that figures were taken on. */
export const machine = () =>
  `${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`

/** @param {number} value */
const rounded = (value) => Number(value.toPrecision(3))
