import { foldText } from '../../shared/fold-text'
import { isUnwritable } from '../../platform/disk-fault'
import { isBusy } from '../../platform/folder-lock'
import type { ProfileDatabase } from './database'
import type { Row } from './columns'
import { textOf } from './message-rows'

/** Rows of the index that one position can hold; all rows stay exact numbers (2 × MAX_TIME × 512 < 2⁵³). */
export const ROWS_A_POSITION = 512

/** SQLite's trigrams are three code points; shorter terms have an index of their own. */
const holdsTrigram = (term: string): boolean => /.{3}/su.test(term)

/** Whether terms are in two indexes: a look-up in the other one costs more than to look into a text. */
export const isMixed = (terms: readonly string[]): boolean =>
  terms.some(holdsTrigram) && !terms.every(holdsTrigram)

/** Characters of the longest text that is taken in by the transaction that stores it: some milliseconds of work. */
export const TAKEN_AT_ONCE = 8192

/** New messages in one step before a search. */
const CATCH_UP = 500

/** Fewer matches than this are few. */
const FEW = 1000

/** Rows of the index from one on, and below another. */
export interface RowRange {
  readonly from: number
  readonly below: number
}

/**
 * Finds any piece of any stored text: within words, in scripts without blanks, signs and emoji.
 *
 * Every three characters of a text that follow each other are in one index, every one and two in another. A row's
 * number grows with the message's place in the log, so that a search reads newest first and stops when it has enough.
 */
export class SearchIndex {
  constructor(private readonly db: ProfileDatabase) {}

  /**
   * Notes that a message is to be taken in. Inside the transaction that stores it, which is then as short as it may be,
   * whatever somebody sends: `find` and `fill` do the rest.
   */
  note(seq: number, text: string): void {
    if (text.length > TAKEN_AT_ONCE) this.add(seq, text)
    else this.db.sql('INSERT INTO search_new (seq) VALUES (?)').run(seq)
  }

  /** Notes that a message that was taken in has another text now. Inside the transaction that changes it. */
  renew(seq: number, text: string): void {
    const row = this.db.sql('SELECT row FROM search_rows WHERE seq = ?').get(seq)?.['row']
    if (row !== undefined) {
      this.db.sql('DELETE FROM search_trigrams WHERE rowid = ?').run(row)
      this.db.sql('DELETE FROM search_short WHERE rowid = ?').run(row)
      this.db.sql('DELETE FROM search_rows WHERE seq = ?').run(seq)
    }
    this.db.sql('DELETE FROM search_new WHERE seq = ?').run(seq)
    this.db.sql('DELETE FROM search_pending WHERE seq = ?').run(seq)
    this.note(seq, text)
  }

  /** Takes a stored message in, where it is not yet: a long text gets only its row here, and the rest from `fill`. */
  add(seq: number, text: string): void {
    if (this.db.sql('SELECT 1 FROM search_rows WHERE seq = ?').get(seq)) return
    // Where it stands in a room says nothing of when it was written.
    const place = this.db.sql(
      'SELECT iif(room IS NULL, position, created_at) AS place FROM messages WHERE seq = ?'
    )
    this.addNew(seq, Number(place.get(seq)?.['place']), text)
  }

  /** The same for one that this very transaction has stored: its place is that in its log, of one in a room when it was written. */
  addNew(seq: number, place: number, text: string): void {
    const row = this.#freeRow(place)
    this.db.sql('INSERT INTO search_rows (row, seq) VALUES (?, ?)').run(row, seq)
    if (text.length > TAKEN_AT_ONCE) this.db.sql('INSERT INTO search_pending (seq) VALUES (?)').run(seq)
    else this.#index(row, indexed(text))
  }

  /** Takes in what was noted, as much as so many milliseconds bear: a search goes without what another program keeps from it. */
  catchUp(withinMs: number): void {
    const until = performance.now() + withinMs
    try {
      while (this.#hasNew() && performance.now() < until) this.#fillNew(CATCH_UP, until)
    } catch (error) {
      if (!isBusy(error) && !isUnwritable(error)) throw error
    }
  }

  /**
   * Reads rows in a range that hold the terms, newest first, each with its message's `seq`: so many below a row. Without
   * a term it reads all; of terms that are mixed it finds those of the rarer kind, and their texts tell.
   */
  reader(terms: readonly string[], { from, below: end }: RowRange): (below: number, limit: number) => Row[] {
    if (terms.length === 0) {
      const all = this.db.sql(
        'SELECT row, seq FROM search_rows WHERE row < ? AND row >= ? ORDER BY row DESC LIMIT 0 + ?'
      )
      return (below, limit) => all.all(below, from, limit)
    }
    const long = terms.filter(holdsTrigram).map(quoted)
    const short = terms.filter((term) => !holdsTrigram(term)).map((term) => quoted(asToken(term)))
    const trigrams = { table: 'search_trigrams', match: long.join(' AND ') } as const
    const pieces = { table: 'search_short', match: short.join(' AND ') } as const
    const inOne = ({ table, match }: Lookup) => {
      const some = this.db.sql(
        `SELECT s.row, s.seq FROM ${table} f CROSS JOIN search_rows s ON s.row = f.rowid
         WHERE f.${table} MATCH ? AND f.rowid < ? AND f.rowid >= ? ORDER BY f.rowid DESC LIMIT 0 + ?`
      )
      return (below: number, limit: number): Row[] => some.all(match, below, from, limit)
    }
    if (short.length === 0) return inOne(trigrams)
    if (long.length === 0) return inOne(pieces)
    const many = inOne(trigrams)(end, FEW).length === FEW
    return inOne(many && inOne(pieces)(end, FEW).length < FEW ? pieces : trigrams)
  }

  /** The row of a message; null when it has none. */
  rowOf(id: string): number | null {
    const found = this.db
      .sql('SELECT s.row FROM search_rows s JOIN messages m ON m.seq = s.seq WHERE m.id = ?')
      .get(id)
    return found ? Number(found['row']) : null
  }

  /** About how many messages are not in the index yet; 0 only when none is. */
  pending(): number {
    const noted = this.db.sql(
      'SELECT (SELECT count(*) FROM search_pending) + (SELECT count(*) FROM search_new) AS size'
    )
    const size = Number(noted.get()?.['size'])
    const below = this.#pendingBelow()
    // Counting them would take long.
    const oldest = this.db.sql('SELECT min(seq) AS seq FROM messages').get()?.['seq'] ?? below
    return size + Math.max(0, below - Number(oldest))
  }

  /**
   * One step of taking in what is pending: what is new, then of an older version, newest first, so many messages or as
   * many as so many milliseconds bear; then a long text a step. False when none is left.
   */
  fill(limit: number, withinMs = Infinity): boolean {
    const until = performance.now() + withinMs
    if (this.#hasNew()) this.#fillNew(limit, until)
    else if (this.#pendingBelow() > 0) this.#fillOlder(limit, until)
    else this.#fillLong()
    const long = this.db.sql('SELECT 1 FROM search_pending LIMIT 1').get()
    return this.#hasNew() || this.#pendingBelow() > 0 || long !== undefined
  }

  #hasNew(): boolean {
    return this.db.sql('SELECT 1 FROM search_new LIMIT 1').get() !== undefined
  }

  #fillNew(limit: number, until: number): void {
    this.db.transaction(() => {
      const some = this.db.sql(
        `SELECT n.seq, m.role, m.body FROM search_new n CROSS JOIN messages m ON m.seq = n.seq
         WHERE n.seq IN (SELECT seq FROM search_new ORDER BY seq LIMIT 0 + ?) ORDER BY iif(m.room IS NULL, m.position, m.created_at)`
      )
      // In the order of their rows: SQLite's index writes itself out whenever one is before the last.
      for (const row of some.all(limit)) {
        const seq = Number(row['seq'])
        this.add(seq, textOf(row))
        this.db.sql('DELETE FROM search_new WHERE seq = ?').run(seq)
        if (performance.now() > until) break
      }
    })
  }

  #fillOlder(limit: number, until: number): void {
    this.db.transaction(() => {
      let [below, left] = [this.#pendingBelow(), limit]
      const older = this.db.sql('SELECT seq, role, body FROM messages WHERE seq < ? ORDER BY seq DESC')
      for (const row of older.iterate(below)) {
        below = Number(row['seq'])
        this.add(below, textOf(row))
        left--
        if (left === 0 || performance.now() > until) break
      }
      const more = this.db.sql('SELECT 1 FROM messages WHERE seq < ? LIMIT 1').get(below) !== undefined
      this.db.setMeta('search_pending_below', String(more ? below : 0))
    })
  }

  /** What can be done before is, so that the transaction is as short as it may be. */
  #fillLong(): void {
    const next = this.#newestLong()
    if (!next) return
    const text = indexed(textOf(next))
    this.db.transaction(() => {
      const seq = Number(next['seq'])
      // Another host may have taken it in meanwhile, or the user deleted it.
      const { changes } = this.db.sql('DELETE FROM search_pending WHERE seq = ?').run(seq)
      if (changes > 0) this.#index(Number(next['row']), text)
    })
  }

  #newestLong(): Row | undefined {
    return this.db
      .sql(
        `SELECT p.seq, s.row, m.role, m.body FROM search_pending p CROSS JOIN search_rows s ON s.seq = p.seq
         CROSS JOIN messages m ON m.seq = p.seq ORDER BY p.seq DESC LIMIT 1`
      )
      .get()
  }

  #index(row: number, { trigrams, short }: Indexed): void {
    this.db.sql('INSERT INTO search_trigrams (rowid, text) VALUES (?, ?)').run(row, trigrams)
    this.db.sql('INSERT INTO search_short (rowid, text) VALUES (?, ?)').run(row, short)
  }

  #pendingBelow(): number {
    return Number(this.db.getMeta('search_pending_below') ?? 0)
  }

  /** The first free row at a place in the log. */
  #freeRow(place: number): number {
    for (let first = place * ROWS_A_POSITION; ; first += ROWS_A_POSITION) {
      const taken = this.db
        .sql('SELECT max(row) AS row FROM search_rows WHERE row BETWEEN ? AND ?')
        .get(first, first + ROWS_A_POSITION - 1)?.['row']
      if (taken === null || taken === undefined) return first
      if (Number(taken) + 1 < first + ROWS_A_POSITION) return Number(taken) + 1
    }
  }
}

/** A text as each of the two indexes takes it. */
interface Indexed {
  readonly trigrams: string
  readonly short: string
}

function indexed(text: string): Indexed {
  const trigrams = foldText(text)
  return { trigrams, short: shortPieces(trigrams) }
}

/** What is looked up in one of the two indexes. */
interface Lookup {
  readonly table: 'search_trigrams' | 'search_short'
  readonly match: string
}

const quoted = (term: string): string => `"${term.replaceAll('"', '""')}"`

/** Every one and two characters of a text that follow each other, each once, as tokens. */
function shortPieces(folded: string): string {
  const pieces = new Set<string>()
  let before = ''
  for (const character of folded) {
    const token = tokenOf(character)
    if (token !== '') {
      pieces.add(token)
      if (before !== '') pieces.add(before + token)
    }
    before = token
  }
  return [...pieces].join(' ')
}

/** SQLite's tokenizer takes only ASCII's letters and digits and what is beyond ASCII: other signs move to a private plane. */
const signToken = (sign: string): string => String.fromCodePoint(0xf_00_00 + (sign.codePointAt(0) ?? 0))

/** The tokens of ASCII's characters; none for those that are blank. */
const asciiTokens: readonly string[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCodePoint(code)
  if (/\s/.test(character)) return ''
  return /[0-9A-Za-z]/.test(character) ? character : signToken(character)
})

/** What stands for a character in the index of short pieces; empty for a blank. */
const tokenOf = (character: string): string =>
  asciiTokens[character.codePointAt(0) ?? 0] ?? (/\s/.test(character) ? '' : character)

const asToken = (piece: string): string => Array.from(piece, tokenOf).join('')
