import type { SearchPage } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { foldText } from '../../shared/fold-text'
import { dayRange, parseSearch, type SearchFault, type SearchFilter } from '../../shared/search-query'
import type { Row } from './columns'
import type { ProfileDatabase } from './database'
import { selectMessages, storedBody } from './message-rows'
import { shownMessages } from './room-lines'
import { isMixed, ROWS_A_POSITION, type RowRange, type SearchIndex } from './search-index'
import { snippetOf } from './snippet'

/** What a caller of a search gives. */
export interface SearchInput {
  readonly query: string
  readonly limit: number
  readonly before?: string | undefined
  readonly order?: 'newest' | 'best' | undefined
}

/** How long a search may take in what is new before it begins, in milliseconds; what is left it counts as pending. */
const CATCH_UP_MS = 50

/** How long a search looks through messages that no index tells apart; then it gives what it has, and where to go on. */
const LOOK_MS = 12

/** How long it goes on once a page is full, to count what follows, in milliseconds. */
const COUNT_MS = 4

/** Messages that are looked at between two looks at the clock. */
const CHUNK = 100

/** Hits are counted up to here. */
const COUNTED = 1000

/** The best are chosen among so many, the newest. */
const RANKED = 400

/** Characters of a text that decide how good a hit is. */
const RANKED_LENGTH = 4000

/** Chats with no more messages than this are looked through as a whole. */
const SMALL_CHAT = 2000

/** A message that may be a hit. */
interface Candidate {
  readonly row: number
  readonly seq: number
}

/** A query that is ready to be looked for. */
interface Plan {
  readonly terms: readonly string[]
  readonly range: RowRange
  /** The next candidates below a row, newest first. */
  readonly next: (below: number, limit: number) => Candidate[]
  /** Whether a candidate is a hit; null: each is. */
  readonly accepts: ((row: Row) => boolean) | null
}

/** Searches everything that is stored: by the index, narrowed by what a query says of a message besides its text. */
export class MessageSearch {
  constructor(
    private readonly db: ProfileDatabase,
    private readonly index: SearchIndex
  ) {}

  /** A page of hits. Throws `invalid_input` for an operator that makes no sense, saying why. */
  search({ query, limit, before, order = 'newest' }: SearchInput): SearchPage {
    this.index.catchUp(CATCH_UP_MS)
    const plan = this.plan(query)
    const pending = this.index.pending()
    if (plan === null)
      return { hits: [], hasMore: false, next: null, total: { count: 0, exact: true }, pending }
    const best = order === 'best' && plan.terms.length > 0
    const found = best ? this.best(plan, limit, before) : this.newest(plan, limit, before)
    const hits = found.seqs.flatMap((seq) =>
      shownMessages(this.db, this.db.sql(`${selectMessages} WHERE m.seq = ?`).all(seq)).map((message) => ({
        message,
        snippet: snippetOf(message.text, plan.terms)
      }))
    )
    const { next, total } = found
    return { hits, hasMore: next !== null, next, total, pending }
  }

  private newest(plan: Plan, limit: number, before: string | undefined) {
    const below = before === undefined ? plan.range.below : this.index.rowOf(before)
    if (below === null) return { seqs: [], next: null, total: { count: 0, exact: true } }
    const isFirst = before === undefined
    // The first page counts what follows it, as far as there is time.
    const walk = this.walk(plan, Math.min(below, plan.range.below), [
      limit + 1,
      isFirst ? COUNTED + 1 : limit + 1
    ])
    const seqs = walk.found.slice(0, limit).map(({ seq }) => seq)
    const over = walk.found.length > limit || !walk.done
    const last = walk.found.length > limit ? walk.found[limit - 1] : walk.last
    const next = over && last ? this.idOf(last.seq) : null
    const count = Math.min(walk.found.length, COUNTED)
    return { seqs, next, total: { count, exact: walk.done && walk.found.length <= COUNTED } }
  }

  private best(plan: Plan, limit: number, before: string | undefined) {
    const walk = this.walk(plan, plan.range.below, [RANKED, RANKED])
    const ranked = walk.found
      .map(({ seq }) => ({ seq, score: scoreOf(this.textOf(seq), plan.terms) }))
      .toSorted((a, b) => b.score - a.score || b.seq - a.seq)
    const after = before === undefined ? 0 : ranked.findIndex(({ seq }) => this.idOf(seq) === before) + 1
    const page = ranked.slice(after, after + limit)
    const last = page.at(-1)
    const next = last && after + limit < ranked.length ? this.idOf(last.seq) : null
    return { seqs: page.map(({ seq }) => seq), next, total: { count: ranked.length, exact: walk.done } }
  }

  /**
   * Hits from a row down, as many as are wanted or as there is time for: less of it when there are enough. `last` is what
   * was looked at last.
   */
  private walk({ next, accepts }: Plan, below: number, [enough, wanted]: readonly [number, number]) {
    const began = performance.now()
    const found: Candidate[] = []
    let last: Candidate | undefined
    for (;;) {
      const size = accepts ? CHUNK : wanted - found.length
      const some = next(last?.row ?? below, size)
      for (const one of some) {
        last = one
        if (!accepts || this.isHit(one.seq, accepts)) found.push(one)
        if (found.length === wanted) return { found, last, done: false }
      }
      if (some.length < size) return { found, last, done: true }
      const bearable = found.length < enough ? LOOK_MS : COUNT_MS
      if (performance.now() - began > bearable) return { found, last, done: false }
    }
  }

  private isHit(seq: number, accepts: (row: Row) => boolean): boolean {
    const row = this.db
      .sql('SELECT seq, conversation_id, role, status, kind, body FROM messages WHERE seq = ?')
      .get(seq)
    return row !== undefined && accepts(row)
  }

  /** Null for a query that asks for nothing. */
  private plan(query: string): Plan | null {
    const { terms, filters, faults } = parseSearch(query)
    const [fault] = faults
    if (fault) throw wrong(fault)
    if (terms.length === 0 && filters.length === 0) return null
    const values = (operator: SearchFilter['operator']): string[] =>
      filters.filter((filter) => filter.operator === operator).map(({ value }) => value)
    const chats = this.chatsCalled(values('in'))
    const is = values('is').map((value) => value.toLowerCase())
    const has = values('has').map((value) => value.toLowerCase())
    const pieces = [
      ...terms,
      ...(has.includes('link') ? ['://'] : []),
      ...(has.includes('code') ? ['```'] : [])
    ]
    const range = this.rangeOf(values('before'), values('after'))
    const few = this.fewOf(is, chats)
    const inText = few !== null || isMixed(pieces)
    const inIndex = few ? null : this.index.reader(pieces, range)
    const accepts = [
      ...(chats ? [(row: Row) => chats.has(String(row['conversation_id']))] : []),
      ...this.notHidden(),
      ...(is.includes('failed') ? [(row: Row) => row['status'] === 'failed'] : []),
      ...(is.includes('answered') || has.includes('reply')
        ? [(row: Row) => row['status'] === 'answered']
        : []),
      ...(few && is.length > 1 ? [this.among(is)] : []),
      ...values('from').map(sentBy),
      ...(inText && pieces.length > 0 ? [holding(pieces)] : [])
    ]
    return {
      terms,
      range,
      next: (below, limit) =>
        (inIndex
          ? inIndex(below, limit)
          : this.db.sql(few?.sql ?? '').all(...(few?.parameters ?? []), below, range.from, limit)
        ).map(toCandidate),
      accepts: accepts.length === 0 ? null : (row) => accepts.every((accept) => accept(row))
    }
  }

  /** Candidates that an index of messages tells apart, where those are few; null where the search's own has to. */
  private fewOf(
    is: readonly string[],
    chats: ReadonlySet<string> | null
  ): { sql: string; parameters: string[] } | null {
    const [which] = Object.keys(fewer).filter((key) => is.includes(key))
    if (which !== undefined) return { sql: fewest(fewer[which as keyof typeof fewer]), parameters: [] }
    if (!chats) return null
    const parameters = [JSON.stringify([...chats])]
    const sized = this.db.sql(
      `SELECT 1 FROM messages WHERE conversation_id IN (SELECT value FROM json_each(?)) LIMIT 1 OFFSET ${SMALL_CHAT}`
    )
    return sized.get(...parameters) ? null : { sql: fewest(ofChats), parameters }
  }

  /** For several `is:` at once: each of them tells messages apart by its own query. */
  private among(is: readonly string[]): (row: Row) => boolean {
    const sets = Object.entries(fewer)
      .filter(([key]) => is.includes(key))
      .map(
        ([, sql]) =>
          new Set(
            this.db
              .sql(sql)
              .all()
              .map(({ seq }) => Number(seq))
          )
      )
    return ({ seq }) => sets.every((set) => set.has(Number(seq)))
  }

  private chatsCalled(names: readonly string[]): ReadonlySet<string> | null {
    if (names.length === 0) return null
    const all = this.db.sql('SELECT id, title FROM conversations WHERE delete_at IS NULL').all()
    const called = names.map((value) => {
      const wanted = foldText(value)
      const found = all.filter(({ id, title }) => id === value || foldText(String(title)).includes(wanted))
      if (found.length === 0) throw new ChatError('search.chat_unknown', { value })
      return new Set(found.map(({ id }) => String(id)))
    })
    return called.reduce((one, other) => new Set([...one].filter((id) => other.has(id))))
  }

  private notHidden(): ((row: Row) => boolean)[] {
    const hidden = new Set(
      this.db
        .sql('SELECT id FROM conversations WHERE delete_at IS NOT NULL')
        .all()
        .map(({ id }) => String(id))
    )
    return hidden.size === 0 ? [] : [(row) => !hidden.has(String(row['conversation_id']))]
  }

  private rangeOf(before: readonly string[], after: readonly string[]): RowRange {
    const now = Date.now()
    const at = (value: string, end: 0 | 1): number => (dayRange(value, now)?.[end] ?? 0) * ROWS_A_POSITION
    return {
      below: Math.min(Number.MAX_SAFE_INTEGER, ...before.map((value) => at(value, 0))),
      from: Math.max(0, ...after.map((value) => at(value, 1)))
    }
  }

  private idOf(seq: number): string {
    return String(this.db.sql('SELECT id FROM messages WHERE seq = ?').get(seq)?.['id'])
  }

  private textOf(seq: number): string {
    const row = this.db.sql('SELECT role, body FROM messages WHERE seq = ?').get(seq)
    return row ? (storedBody(row['role'], String(row['body']))?.text ?? '') : ''
  }
}

/** Messages that an index of their own finds, by what `is:` says. */
const fewer = {
  failed: `SELECT seq FROM messages WHERE status = 'failed'`,
  waiting: `SELECT seq FROM outbox UNION SELECT seq FROM messages INDEXED BY messages_awaited
    WHERE status = 'sent' AND (pair IS NULL OR pair ->> '$.replyQueue' IS NOT NULL)`,
  unread: `SELECT r.seq FROM conversations c CROSS JOIN messages r ON r.conversation_id = c.id
    WHERE c.unread > 0 AND r.role = 'reply' AND r.imported = 0 AND r.seq > c.read_seq`
} as const

const ofChats = 'SELECT seq FROM messages WHERE conversation_id IN (SELECT value FROM json_each(?))'

const fewest = (seqs: string): string =>
  `SELECT s.row, s.seq FROM (${seqs}) some CROSS JOIN search_rows s ON s.seq = some.seq
   WHERE s.row < ? AND s.row >= ? ORDER BY s.row DESC LIMIT 0 + ?`

const toCandidate = (row: Row): Candidate => ({ row: Number(row['row']), seq: Number(row['seq']) })

/** `from:me` is what was sent from here; any other name is looked for in the sender's. */
function sentBy(value: string): (row: Row) => boolean {
  const wanted = foldText(value)
  if (wanted === 'me') return (row) => row['role'] === 'request'
  return (row) => {
    const sender = storedBody(row['role'], String(row['body']))?.sender
    return sender !== undefined && foldText(sender.name).includes(wanted)
  }
}

const holding =
  (terms: readonly string[]) =>
  (row: Row): boolean => {
    const text = foldText(storedBody(row['role'], String(row['body']))?.text ?? '')
    return terms.every((term) => text.includes(term))
  }

/** The parser has given what the words of its key name. */
const wrong = ({ key, params }: SearchFault): ChatError =>
  new ChatError(key as 'search.value_unknown', { operator: '', value: '', known: '', ...params })

const letter = /[\p{L}\p{N}]/u

/** How well a text answers: whole words before beginnings before pieces, the words together, and short before long. */
function scoreOf(whole: string, terms: readonly string[]): number {
  const text = foldText(whole.slice(0, RANKED_LENGTH))
  const words = terms.reduce((sum, term) => {
    const at = text.indexOf(term)
    if (at < 0) return sum
    const begins = at === 0 || !letter.test(text[at - 1] ?? '')
    const ends = !letter.test(text[at + term.length] ?? '')
    return sum + (begins && ends ? 4 : begins ? 2 : 1)
  }, 0)
  return words + (terms.length > 1 && text.includes(terms.join(' ')) ? 4 : 0) - Math.log10(text.length + 1)
}
