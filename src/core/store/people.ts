import { parseJson } from '../../platform/json-file'
import type { RoomAnswer, RoomPerson, RoomRefusal } from '../../shared/room-wire'
import type { ProfileDatabase } from './database'

/** Why there are no rooms on a backend, or one is not known there: as its processor says, or because it knows no rooms. */
export type Refusal = RoomRefusal | 'function_old'

/** What the processor of a backend last said of who is there. */
export interface Hello {
  /** Who one is there; null until it has said so. */
  readonly me: string | null
  /** Why there are no rooms there, or why one's name was not taken. */
  readonly refused: Refusal | null
  readonly people: readonly RoomPerson[]
  /** How often it has said so. */
  readonly answered: number
}

/** Who is on each backend, as its processor last told. */
export class People {
  constructor(private readonly db: ProfileDatabase) {}

  /** Null until the processor has answered. */
  of(backendId: string): Hello | null {
    const row = this.db.sql('SELECT hello FROM people WHERE backend_id = ?').get(backendId)
    // Written by this store, from what was parsed when it came.
    return row ? (parseJson(String(row['hello'])) as Hello) : null
  }

  me(backendId: string): string | null {
    return this.of(backendId)?.me ?? null
  }

  /**
   * Keeps an answer; a refused one says nothing of who is there. It is announced although it says what was known, for
   * somebody may wait for it. Inside a transaction.
   */
  keep(
    backendId: string,
    { me, refused, people }: Pick<RoomAnswer, 'me' | 'people'> & { readonly refused?: Refusal | undefined }
  ): void {
    const before = this.of(backendId)
    const hello: Hello = {
      me: me ?? before?.me ?? null,
      refused: refused ?? null,
      people: people ?? before?.people ?? [],
      answered: (before?.answered ?? 0) + 1
    }
    this.write(backendId, hello)
  }

  private write(backendId: string, hello: Hello): void {
    const revision = this.db.nextRevision()
    this.db
      .sql('INSERT OR REPLACE INTO people (backend_id, hello, revision) VALUES (?, ?, ?)')
      .run(backendId, JSON.stringify(hello), revision)
    this.db.setMeta('people_revision', String(revision))
  }

  /** How one wants to be called on a backend; null for as everywhere. */
  name(backendId: string): string | null {
    return this.db.getMeta(nameOn(backendId))
  }

  /** Whether it is taken is not known any more. Inside a transaction. */
  setName(backendId: string, name: string): void {
    this.db.setMeta(nameOn(backendId), name)
    const before = this.of(backendId)
    if (before?.refused === 'name_taken') this.write(backendId, { ...before, refused: null })
  }

  /** Backends of which something else is known since a revision. */
  changedSince(revision: number): string[] {
    return this.db
      .sql('SELECT backend_id AS id FROM people WHERE revision > ?')
      .all(revision)
      .map(({ id }) => String(id))
  }
}

const nameOn = (backendId: string): string => `room_name:${backendId}`
