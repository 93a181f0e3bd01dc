import { parseJson } from '../../platform/json-file'
import {
  nameKey,
  nameToSay,
  type RoomAnswer,
  type RoomPerson,
  type RoomRefusal
} from '../../shared/room-wire'
import type { ProfileDatabase } from './database'

/** Why there are no rooms on a backend, or one is not known there: as its processor says, or because it knows no rooms. */
export type Refusal = RoomRefusal | 'function_old'

/** What the processor of a backend last said of who is there. */
export interface Hello {
  /** Who one is there; null until it has said so. */
  readonly me: string | null
  /** Why nothing is done there: there are no rooms, or one's first name is somebody else's. */
  readonly refused: Refusal | null
  /** The name that one wanted last, which is somebody else's; one goes on by the name from before, where there is one. */
  readonly taken?: string | undefined
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
   * Keeps an answer to whoever asked by a name; a refused one says nothing of who is there. It is announced although it
   * says what was known, for somebody may wait for it. Inside a transaction.
   */
  keep(
    backendId: string,
    {
      me,
      refused,
      people,
      asked = ''
    }: Pick<RoomAnswer, 'me' | 'people'> & {
      readonly refused?: Refusal | undefined
      readonly asked?: string
    }
  ): void {
    const before = this.of(backendId)
    const own = me ?? before?.me ?? null
    const isTaken = refused === 'name_taken'
    const wanted = this.name(backendId)
    const isWanted = wanted === null || nameToSay(wanted) === asked
    const known = before?.people.find(({ id }) => id === own)?.name
    const goesOn = isTaken && known !== undefined && nameKey(known) !== nameKey(asked)
    if (goesOn && isWanted) this.db.setMeta(nameOn(backendId), known)
    const hello: Hello = {
      me: own,
      refused: goesOn ? null : (refused ?? null),
      taken: isTaken && isWanted ? asked : before?.taken === asked ? undefined : before?.taken,
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
    if (!before || (before.refused !== 'name_taken' && before.taken === undefined)) return
    const refused = before.refused === 'name_taken' ? null : before.refused
    this.write(backendId, { ...before, refused, taken: undefined })
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
