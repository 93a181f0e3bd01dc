import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Act, LetterAct } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { letterSchema, type Letter } from '../../shared/letter'
import type { ProfileDatabase } from './database'
import type { Row } from './columns'
import { countInLedger } from './ledger'

/** Where a letter lay, or lies. */
export interface LetterPlace {
  readonly backendId: string
  /** The dead-letter queue. */
  readonly queue: string
}

/**
 * What is being done with a letter of the tray.
 *
 * - `taking`: it is stored, and is still to be deleted from its queue; `held`: it is in the tray alone.
 * - `sending`: it is to be sent again as it is, for it is none of our own requests; `returning`: it is to be sent back
 *   into the dead-letter queue.
 * - `gone`: it has left the tray.
 */
export type LetterState = 'taking' | 'held' | 'sending' | 'returning' | 'gone'

/** A letter in the tray. */
export interface TrayLetter extends LetterPlace {
  readonly id: string
  readonly state: LetterState
  /** Whether the step that `state` names may have been taken already, by a process that was ended. */
  readonly tried: boolean
  readonly letter: Letter
  /** The body that it is to be sent with; null: its own. */
  readonly edited: string | null
  readonly correlationId: string | null
  readonly cause: string | null
  readonly receipt: string | null
  readonly takenAt: number
}

/** What is stored of a letter besides itself. */
export interface TakenLetter {
  readonly letter: Letter
  readonly correlationId: string | null
  readonly cause: string | null
  /** With what it is deleted from its queue; null for one that is in none. */
  readonly receipt: string | null
}

/** What is noted of an act besides its letter. */
interface Noted {
  readonly at: number
  readonly act: Act
  readonly detail?: string | null
}

/** What became of a message that was sent by hand: it is in its queue, it never was, or nobody knows. */
export type SentAs =
  | { readonly state: 'sent'; readonly sqsMessageId: string }
  | { readonly state: 'refused' }
  | { readonly state: 'unknown'; readonly at: number }

/**
 * The tray of the desk for dead letters, and the log of what was done there.
 *
 * A letter's way through the tray is a few states, each left in one transaction: whoever changes it from a state that
 * it has no more changes nothing. So a process that is killed between two steps, and two hosts that do the same, lose
 * nothing and do nothing twice.
 */
export class LetterStore {
  constructor(private readonly db: ProfileDatabase) {}

  /**
   * Stores letters that are about to be deleted from their queue. One that was taken before is not stored again.
   * Returns the tray's id of each that is to be deleted now, by its id of SQS: all of them.
   */
  take(place: LetterPlace, taken: readonly TakenLetter[], at: number): ReadonlyMap<string, string> {
    return this.db.transaction(() => {
      const ids = new Map<string, string>()
      for (const one of taken) {
        const origin = one.letter.sqsMessageId
        const id = this.insert({ ...place, ...one, origin, state: 'taking' }, at)
        if (id !== null) {
          this.note({ ...place, id, ...one }, { at, act: 'take' })
          countInLedger(this.db, 'taken')
        }
        ids.set(origin, id ?? this.idOf(place, origin))
      }
      return ids
    })
  }

  /** These are deleted from their queue: the tray alone has them. */
  taken(ids: Iterable<string>): void {
    this.change(ids, `state = 'held', tried = 0`, ['taking'])
  }

  /** Letters that an import brings, some from a queue of their own; one that is here already, or was, is not stored again. Returns how many are new. */
  add(
    place: LetterPlace,
    letters: readonly (TakenLetter & { edited: string | null; queue?: string })[],
    at: number
  ): number {
    return this.db.transaction(() => {
      const added = letters.filter((one) => {
        // Its message may lie in a queue still: this is a copy of it, and is told from it.
        const copy = JSON.stringify([one.letter.sqsMessageId, one.letter.sentAt, one.letter.body])
        const origin = `import:${createHash('sha256').update(copy).digest('hex')}`
        const id = this.insert({ ...place, ...one, origin, state: 'held' }, at)
        if (id === null) return false
        if (one.edited !== null) this.edit(id, one.edited)
        this.note({ ...place, id, ...one }, { at, act: 'import' })
        return true
      })
      return added.length
    })
  }

  /** Letters of the tray, the newest first, from one on. */
  page(backendId: string, limit: number, before: string | null): TrayLetter[] {
    return this.db
      .sql(
        `SELECT * FROM letters WHERE backend_id = ? AND state <> 'gone' AND id < ? ORDER BY id DESC LIMIT 0 + ?`
      )
      .all(backendId, before ?? '~', limit)
      .map(toTrayLetter)
  }

  count(backendId: string): number {
    const counted = this.db.sql(
      `SELECT count(*) AS size FROM letters WHERE backend_id = ? AND state <> 'gone'`
    )
    return Number(counted.get(backendId)?.['size'])
  }

  /** Every letter of the tray, of every backend, oldest first, one at a time, after one of them. */
  *all(after: string | null): Generator<TrayLetter> {
    const rows = this.db.sql(`SELECT * FROM letters WHERE state <> 'gone' AND id > ? ORDER BY id`)
    for (const row of rows.iterate(after ?? '')) yield toTrayLetter(row)
  }

  /** One letter. Throws `not_found` for one that has left the tray. */
  get(id: string): TrayLetter {
    const row = this.db.sql(`SELECT * FROM letters WHERE id = ? AND state <> 'gone'`).get(id)
    if (!row) throw new ChatError('letters.not_in_tray')
    return toTrayLetter(row)
  }

  /** Which of these ids of SQS are in the tray already, though not yet deleted from their queue. */
  unfinished(place: LetterPlace): TrayLetter[] {
    return this.db
      .sql(`SELECT * FROM letters WHERE backend_id = ? AND queue = ? AND state = 'taking' ORDER BY id`)
      .all(place.backendId, place.queue)
      .map(toTrayLetter)
  }

  /** The queues that such letters were in. */
  taking(backendId: string): string[] {
    return this.db
      .sql(`SELECT DISTINCT queue FROM letters WHERE backend_id = ? AND state = 'taking' ORDER BY queue`)
      .all(backendId)
      .map((row) => String(row['queue']))
  }

  /** The queues that these letters of the tray were in. */
  queuesOf(ids: Iterable<string>): ReadonlySet<string> {
    const find = this.db.sql('SELECT queue FROM letters WHERE id = ?')
    const queues = new Set<string>()
    for (const id of ids) {
      const row = find.get(id)
      if (row) queues.add(String(row['queue']))
    }
    return queues
  }

  /** The next letters in a state, oldest first. */
  next(backendId: string, state: LetterState, limit: number): TrayLetter[] {
    return this.db
      .sql('SELECT * FROM letters WHERE backend_id = ? AND state = ? ORDER BY id LIMIT 0 + ?')
      .all(backendId, state, limit)
      .map(toTrayLetter)
  }

  /** Gives it another body to be sent with, or its own again. Throws `conflict` for one that is on its way. */
  edit(id: string, body: string | null): void {
    const edited = body === null ? null : JSON.stringify(body)
    const changed = this.db.transaction(() => {
      const { changes } = this.db
        .sql(`UPDATE letters SET edited = ? WHERE id = ? AND state = 'held'`)
        .run(edited, id)
      if (changes > 0) this.touch()
      return changes > 0
    })
    if (!changed) {
      this.get(id)
      throw new ChatError('letters.busy')
    }
  }

  /** Moves it on from `held`, and notes the act. Inside a transaction; false when it is held no more. */
  leave(letter: TrayLetter, state: Exclude<LetterState, 'taking' | 'held'>, noted: Noted): boolean {
    if (this.change([letter.id], this.stateSet(state), ['held']) === 0) return false
    this.note(letter, noted)
    return true
  }

  /** From now on its step may have been taken. */
  try(ids: readonly string[]): void {
    this.change(ids, 'tried = 1', ['sending', 'returning'])
  }

  /** The step of these is taken: they have left the tray. */
  left(letters: readonly TrayLetter[], noted: Noted): void {
    this.db.transaction(() => {
      for (const letter of letters)
        if (this.change([letter.id], this.stateSet('gone'), ['sending', 'returning']) > 0)
          this.note(letter, noted)
    })
  }

  /** It is in the tray again, for its step cannot be taken. */
  stay(letter: TrayLetter, noted: Noted): void {
    this.db.transaction(() => {
      if (this.change([letter.id], `state = 'held', tried = 0`, ['sending', 'returning']) > 0)
        this.note(letter, noted)
    })
  }

  /** Notes that the dead copies of a request are to be removed. Inside the transaction that sends it again. */
  askRemoval(backendId: string, correlationId: string, at: number): void {
    this.db
      .sql('INSERT OR REPLACE INTO dead_copies (backend_id, correlation_id, asked_at) VALUES (?, ?, ?)')
      .run(backendId, correlationId, at)
    this.touch()
  }

  /** Requests whose dead copies are to be removed, and since when. */
  removals(backendId: string): { correlationId: string; askedAt: number }[] {
    return this.db
      .sql('SELECT * FROM dead_copies WHERE backend_id = ? ORDER BY asked_at')
      .all(backendId)
      .map((row) => ({ correlationId: String(row['correlation_id']), askedAt: Number(row['asked_at']) }))
  }

  removalOver(backendId: string, correlationId: string): void {
    this.db.transaction(() => {
      this.db
        .sql('DELETE FROM dead_copies WHERE backend_id = ? AND correlation_id = ?')
        .run(backendId, correlationId)
    })
  }

  /** Notes an act on a letter, or on a queue as a whole. */
  note(
    { backendId, queue, ...letter }: LetterPlace & { id?: string; correlationId?: string | null },
    { at, act, detail = null }: Noted
  ): void {
    this.db.transaction(() => {
      this.db
        .sql(
          `INSERT INTO letter_acts (at, act, backend_id, queue, letter_id, correlation_id, detail)
           VALUES (?, ?, ?, ?, ?, ?, ?)`
        )
        .run(at, act, backendId, queue, letter.id ?? null, letter.correlationId ?? null, detail)
      this.touch()
    })
  }

  /** What became of a message that the queue desk was to send under this id; null for an id of which nothing is known. */
  sentAs(id: string): SentAs | null {
    const row = this.db
      .sql(
        `SELECT * FROM letter_acts WHERE letter_id = ? AND act IN ('send', 'sent') ORDER BY id DESC LIMIT 1`
      )
      .get(id)
    if (!row) return null
    const detail = textOrNull(row['detail'])
    if (String(row['act']) === 'sent') return { state: 'sent', sqsMessageId: detail ?? '' }
    return detail === null ? { state: 'unknown', at: Number(row['at']) } : { state: 'refused' }
  }

  /** What was done, the newest first, from one on. */
  acts(limit: number, before: number | null): LetterAct[] {
    return this.db
      .sql('SELECT * FROM letter_acts WHERE id < ? ORDER BY id DESC LIMIT 0 + ?')
      .all(before ?? Number.MAX_SAFE_INTEGER, limit)
      .map((row) => ({
        id: Number(row['id']),
        at: Number(row['at']),
        act: String(row['act']) as Act,
        backendId: String(row['backend_id']),
        queue: String(row['queue']),
        letterId: textOrNull(row['letter_id']),
        correlationId: textOrNull(row['correlation_id']),
        detail: textOrNull(row['detail'])
      }))
  }

  private insert(
    one: LetterPlace & TakenLetter & { origin: string; state: LetterState },
    at: number
  ): string | null {
    const id = uuidv7()
    const { changes } = this.db
      .sql(
        `INSERT OR IGNORE INTO letters
           (id, backend_id, queue, origin, state, letter, correlation_id, cause, receipt, taken_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
      )
      .run(
        id,
        one.backendId,
        one.queue,
        one.origin,
        one.state,
        JSON.stringify(one.letter),
        one.correlationId,
        one.cause,
        one.receipt,
        at
      )
    return changes > 0 ? id : null
  }

  private idOf({ backendId, queue }: LetterPlace, origin: string): string {
    const row = this.db
      .sql('SELECT id FROM letters WHERE backend_id = ? AND queue = ? AND origin = ?')
      .get(backendId, queue, origin)
    return String(row?.['id'])
  }

  /** What has left the tray is remembered by its origin alone. */
  private stateSet(state: LetterState): string {
    return state === 'gone'
      ? `state = 'gone', letter = '', edited = NULL, cause = NULL`
      : `state = '${state}', tried = 0`
  }

  /** Changes letters that are in one of these states; returns how many were. */
  private change(ids: Iterable<string>, set: string, from: readonly LetterState[]): number {
    return this.db.transaction(() => {
      const states = from.map((state) => `'${state}'`).join(', ')
      const update = this.db.sql(`UPDATE letters SET ${set} WHERE id = ? AND state IN (${states})`)
      let changed = 0
      for (const id of ids) changed += Number(update.run(id).changes)
      if (changed > 0) this.touch()
      return changed
    })
  }

  private touch(): void {
    this.db.setMeta('letters_revision', String(this.db.nextRevision()))
  }
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const toTrayLetter = (row: Row): TrayLetter => ({
  id: String(row['id']),
  backendId: String(row['backend_id']),
  queue: String(row['queue']),
  state: String(row['state']) as LetterState,
  tried: row['tried'] === 1,
  letter: letterSchema.parse(JSON.parse(String(row['letter']))),
  edited: row['edited'] === null ? null : String(JSON.parse(String(row['edited']))),
  correlationId: textOrNull(row['correlation_id']),
  cause: textOrNull(row['cause']),
  receipt: textOrNull(row['receipt']),
  takenAt: Number(row['taken_at'])
})
