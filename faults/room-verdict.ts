import type { RoomEntry } from '../src/shared/room-wire'

/** What one person asked for in one room, in the order in which that person did; the host had acknowledged it. */
export interface Asked {
  readonly by: string
  readonly op: 'say' | 'edit' | 'delete' | 'react'
  /** The id of a message of one's own: the one that is said, or whose text changes. Left out of a reaction to another's. */
  readonly message?: string
  readonly text?: string
  /** The host told that it was refused: then it may be missing, and must be. */
  readonly refused?: boolean
  /** Its host died before it could acknowledge it: it may be missing. */
  readonly unsure?: boolean
}

/** One line of a room as a member's host shows it. */
export interface Row {
  readonly id: string
  readonly seq: number | null
  readonly by: string
  readonly kind: RoomEntry['kind']
  readonly text: string
  readonly edited: boolean
  readonly deleted: boolean
  /** Each emoji with how many are for it. */
  readonly reactions: Readonly<Record<string, number>>
}

/** What a member's host shows of a room at the end, in its order; somebody who left has what there was until then. */
export interface Seen {
  readonly who: string
  readonly isMember: boolean
  readonly rows: readonly Row[]
}

/** Everything that is known of a room at the end. */
export interface RoomEnd {
  /** The log as the table has it. */
  readonly log: readonly RoomEntry[]
  readonly asked: readonly Asked[]
  readonly seen: readonly Seen[]
}

/** What is wrong with a room; each must be empty. A line says what and where. */
export interface RoomVerdict {
  readonly entries: number
  readonly messages: number
  /** Acknowledged and neither in the log nor refused; in the log and not shown; a hole in the numbers. */
  readonly lost: readonly string[]
  /** In the log or shown more than once. */
  readonly twice: readonly string[]
  /** Shown in another order than that of the log, or in the log in another than its author's. */
  readonly misplaced: readonly string[]
  /** Shown otherwise than the log says: an edit that was not applied, a reaction that is missing, another's text. */
  readonly stale: readonly string[]
  /** Without a number still. */
  readonly stuck: readonly string[]
  /** In the log though nobody asked for it, or though it was refused. */
  readonly forged: readonly string[]
}

/** Holds what every member sees of a room against its log, and the log against what was asked. */
export function judgeRoom({ log, asked, seen }: RoomEnd): RoomVerdict {
  const found = { lost: [], twice: [], misplaced: [], stale: [], stuck: [], forged: [] } as {
    [K in Exclude<keyof RoomVerdict, 'entries' | 'messages'>]: string[]
  }
  judgeLog(log, found)
  judgeAsked(log, asked, found)
  for (const one of seen) judgeSeen(log, one, found)
  return { entries: log.length, messages: log.filter(({ kind }) => kind === 'message').length, ...found }
}

type Found = { [K in Exclude<keyof RoomVerdict, 'entries' | 'messages'>]: string[] }

function judgeLog(log: readonly RoomEntry[], { lost, twice, misplaced }: Found): void {
  const numbers = new Set(log.map(({ seq }) => seq))
  for (let seq = 1; seq <= Math.max(0, ...numbers); seq++) if (!numbers.has(seq)) lost.push(`log: no ${seq}`)
  for (const [seq, all] of Map.groupBy(log, (entry) => entry.seq))
    if (all.length > 1) twice.push(`log: ${all.length} entries are ${seq}`)
  for (const [id, all] of Map.groupBy(log, (entry) => entry.id))
    if (all.length > 1) twice.push(`log: ${id} is ${all.map(({ seq }) => seq).join(' and ')}`)
  log.forEach((entry, at) => {
    const before = log[at - 1]
    if (before && before.seq > entry.seq) misplaced.push(`log: ${entry.seq} behind ${before.seq}`)
  })
}

/** Which entry each act became: by its id, or, of what has none that anybody knows, in its author's order at what it is of. */
function entriesOf(log: readonly RoomEntry[], asked: readonly Asked[]): Map<Asked, RoomEntry> {
  const found = new Map<Asked, RoomEntry>()
  // Of two with one id the first counts.
  const byId = new Map(log.toReversed().map((entry) => [entry.id, entry]))
  const changes = Map.groupBy(
    log.filter(({ kind }) => kind === 'edit' || kind === 'delete'),
    ({ by, kind, target }) => `${by} ${kind} ${target}`
  )
  for (const act of asked) {
    const target = byId.get(act.message ?? '')
    if (act.op === 'say' && target) found.set(act, target)
  }
  const acts = Map.groupBy(
    asked.filter(({ op }) => op === 'edit' || op === 'delete'),
    ({ by, op, message }) => `${by} ${op} ${byId.get(message ?? '')?.seq}`
  )
  for (const [what, those] of acts) align([...(changes.get(what) ?? [])], those, found)
  return found
}

/** An act that may be missing takes an entry only where one is left over; a text that was edited again is in the log no more. */
function align(entries: RoomEntry[], acts: readonly Asked[], found: Map<Asked, RoomEntry>): void {
  acts.forEach((act, at) => {
    const [next] = entries
    const sure = acts.slice(at + 1).filter(({ unsure, refused }) => !unsure && !refused).length
    if (!next || ((act.unsure || act.refused) && entries.length <= sure)) return
    if (next.text !== undefined && act.text !== undefined && next.text !== act.text) return
    found.set(act, next)
    entries.shift()
  })
}

function judgeAsked(log: readonly RoomEntry[], asked: readonly Asked[], found: Found): void {
  const said = asked.filter(({ op }) => op !== 'react')
  const entries = entriesOf(log, said)
  for (const act of said) {
    const entry = entries.get(act)
    const what = `${act.by} asked ${act.op} ${act.text ?? act.message}`
    if (entry && act.refused) found.forged.push(`${what}: refused, and in the log as ${entry.seq}`)
    if (!entry && !act.refused && !act.unsure && !isGone(log, act)) found.lost.push(`${what}: not in the log`)
    if (entry && act.op === 'say' && (entry.by !== act.by || (entry.text ?? act.text) !== act.text))
      found.stale.push(`${what}: in the log as ${entry.by}: ${entry.text}`)
  }
  const askedFor = new Set([...entries.values()].map(({ seq }) => seq))
  for (const { seq, kind, by } of log)
    if (['message', 'edit', 'delete'].includes(kind) && !askedFor.has(seq))
      found.forged.push(`log: nobody asked for ${seq}, ${kind} of ${by}`)
  for (const [by, acts] of Map.groupBy(said, (act) => act.by)) {
    const seqs = acts.flatMap((act) => entries.get(act)?.seq ?? [])
    seqs.forEach((seq, at) => {
      const before = seqs[at - 1] ?? 0
      if (before > seq) found.misplaced.push(`log: ${by} asked for ${before} before ${seq}`)
    })
  }
}

/** Whether what an edit or a deletion is of is deleted, or was never said: then there is nothing to be done. */
function isGone(log: readonly RoomEntry[], { op, message }: Asked): boolean {
  if (op !== 'edit' && op !== 'delete') return false
  const target = log.find(({ id }) => id === message)
  return !target || log.some(({ kind, target: of }) => kind === 'delete' && of === target.seq)
}

function judgeSeen(log: readonly RoomEntry[], { who, isMember, rows }: Seen, found: Found): void {
  const { lost, twice, misplaced, stale, stuck, forged } = found
  for (const [id, all] of Map.groupBy(rows, (row) => row.id))
    if (all.length > 1) twice.push(`${who}: ${id} ${all.length} times`)
  for (const [seq, all] of Map.groupBy(rows, (row) => row.seq))
    if (seq !== null && all.length > 1) twice.push(`${who}: ${seq} ${all.length} times`)
  const numbered = rows.filter(({ seq }) => seq !== null)
  numbered.forEach(({ seq }, at) => {
    const before = numbered[at - 1]?.seq ?? 0
    if (before > (seq ?? 0)) misplaced.push(`${who}: ${seq} behind ${before}`)
  })
  // Whoever left is told of nothing more: what they have is held against the log up to their newest entry.
  const until = isMember ? Infinity : Math.max(0, ...numbered.map(({ seq }) => seq ?? 0))
  const wanted = new Map(shownOf(log.filter(({ seq }) => seq <= until)).map((row) => [row.id, row]))
  const later = isMember ? wanted : new Map(shownOf(log).map((row) => [row.id, row]))
  for (const row of rows) {
    const right = wanted.get(row.id)
    if (row.seq === null) stuck.push(`${who}: ${row.id} has no number`)
    else if (!right) forged.push(`${who}: shows ${row.seq} ${row.id}, which the log has not`)
    else if (!isSame(row, right) && !isSame(row, later.get(row.id) ?? right))
      stale.push(`${who}: ${JSON.stringify(row)} in the place of ${JSON.stringify(right)}`)
  }
  const here = new Set(rows.map(({ id }) => id))
  for (const { id, seq } of isMember ? wanted.values() : [])
    if (!here.has(id)) lost.push(`${who}: shows no ${seq}`)
}

/** Whether a row shows what is right. What it was before an edit that took its text out of the log, nobody knows any more. */
const isSame = (row: Row, right: Row): boolean =>
  JSON.stringify(parts(row)) ===
  JSON.stringify(parts(right.text === GONE ? { ...right, text: row.text } : right))

/** In the place of a text that a later edit or deletion has taken out of the log. */
const GONE = '\u0000gone'

/** A deleted message shows nothing but that. */
const parts = ({ id, seq, by, kind, text, edited, deleted, reactions }: Row) =>
  deleted
    ? { id, seq, by, kind, deleted }
    : {
        id,
        seq,
        by,
        kind,
        text,
        edited,
        reactions: Object.entries(reactions).toSorted(([a], [b]) => (a < b ? -1 : 1))
      }

/**
 * The log as it is to be shown: edits, deletions and reactions folded into what they are of, one after another by number.
 * Written a second time, from what rooms promise alone: it shares no line with the client's.
 */
export function shownOf(log: readonly RoomEntry[]): Row[] {
  const rows = new Map<number, Row & { edited: boolean }>()
  const fans = new Map<number, Map<string, Set<string>>>()
  for (const { seq, id, by, kind, text = GONE, target = 0, emoji = '', on } of log.toSorted(
    (a, b) => a.seq - b.seq
  )) {
    const of = rows.get(target)
    if (kind === 'react') {
      const those = fans.get(target) ?? new Map<string, Set<string>>()
      fans.set(target, those)
      const who = those.get(emoji) ?? new Set()
      those.set(emoji, who)
      if (on) who.add(by)
      else who.delete(by)
    } else if (kind === 'edit') {
      if (of && of.by === by && !of.deleted) rows.set(target, { ...of, text, edited: true })
    } else if (kind === 'delete') {
      if (of && of.by === by) rows.set(target, { ...of, text: '', deleted: true })
    } else {
      rows.set(seq, { id, seq, by, kind, text, edited: false, deleted: false, reactions: {} })
    }
  }
  return [...rows.values()].map((row) => {
    const those = [...(fans.get(row.seq ?? 0) ?? [])].map(([emoji, who]) => [emoji, who.size] as const)
    return { ...row, reactions: Object.fromEntries(those.filter(([, count]) => count > 0)) }
  })
}
