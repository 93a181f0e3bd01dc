import type { Room, RoomInvitation, RoomMemberShown, RoomPersonShown } from '../../shared/contract'
import { parseJson } from '../../platform/json-file'
import type { RoomMember, RoomPerson } from '../../shared/room-wire'
import type { Row } from './columns'
import type { ProfileDatabase } from './database'
import { lookAlikes } from './look-alikes'
import { People } from './people'
import { refusalOf } from './room-outcome'
import { toRoom, type RoomRow } from './room-rows'
import { headOf, sizeOf } from './room-state'

/** How a direct conversation is encrypted: told by who has this device's key. `trust` is what `RoomStore` keeps for it. */
export type Encryption = (direct: {
  readonly trust: unknown
  readonly own: readonly string[]
  readonly theirs: readonly string[]
}) => Room['encryption']

/** Rooms, and who is on a backend, as pages see them. */
export class RoomView {
  encryption: Encryption = () => null
  private readonly people: People

  constructor(private readonly db: ProfileDatabase) {
    this.people = new People(db)
  }

  get(id: string): Room | null {
    const row = this.db.sql('SELECT * FROM rooms WHERE id = ?').get(id)
    return row ? this.shown(row) : null
  }

  /** Rooms that changed since a revision, whichever host changed them. */
  changedSince(revision: number): Room[] {
    return this.db
      .sql(
        `SELECT * FROM rooms WHERE revision > ?
           AND id NOT IN (SELECT id FROM conversations WHERE delete_at IS NOT NULL)`
      )
      .all(revision)
      .map((row) => this.shown(row))
  }

  peopleChangedSince(revision: number): string[] {
    return this.people.changedSince(revision)
  }

  /** Who is on a backend, as far as its processor has told. */
  overview(backendId: string): {
    available: 'yes' | 'no' | 'unknown'
    reason: Room['reason']
    taken: string | null
    me: RoomPersonShown | null
    people: RoomPersonShown[]
    answered: number
  } {
    const hello = this.people.of(backendId)
    if (!hello) return { available: 'unknown', reason: null, taken: null, me: null, people: [], answered: 0 }
    const look = lookAlikes(hello.people)
    const shown = hello.people.map((one) => toPerson(one, hello.me, look))
    return {
      available: hello.refused === null || hello.refused === 'name_taken' ? 'yes' : 'no',
      reason: hello.refused === null ? null : refusalOf(hello.refused).toWire(),
      taken: hello.taken ?? null,
      me: shown.find(({ me }) => me) ?? null,
      people: shown.filter(({ me }) => !me).toSorted((a, b) => a.name.localeCompare(b.name)),
      answered: hello.answered
    }
  }

  /** Who has read a message of a room, and who has not, by their names; oneself aside. */
  seenBy(roomId: string, seq: number): { seen: string[]; unseen: string[] } {
    const row = this.db.sql('SELECT * FROM rooms WHERE id = ?').get(roomId)
    const room = row && toRoom(row)
    const others = room?.members.filter(({ id }) => id !== room.me) ?? []
    return {
      seen: namesOf(others.filter(({ readSeq }) => readSeq >= seq)),
      unseen: namesOf(others.filter(({ readSeq }) => readSeq < seq))
    }
  }

  private shown(row: Row): Room {
    const room = toRoom(row)
    const hello = this.people.of(room.backendId)
    const everybody = new Map([...(hello?.people ?? []), ...room.members].map((one) => [one.id, one]))
    const look = lookAlikes(everybody.values())
    const readIds = this.readIds(room)
    const owner = room.members.some(({ id, role }) => id === room.me && role === 'owner')
    return {
      id: room.id,
      kind: room.kind,
      backendId: room.backendId,
      state: room.state,
      reason: room.reason,
      title: room.title,
      topic: room.topic,
      members: room.members
        .map((one) => ({
          ...toPerson(one, room.me, look),
          role: one.role,
          readId: readIds.get(one.readSeq) ?? null
        }))
        .toSorted(ownersFirst),
      invitations: owner ? this.invitations(row) : [],
      owner,
      encryption: room.kind === 'direct' ? this.encryption(keysIn(row, everybody)) : null,
      here: sizeOf(room.spans),
      known: room.known,
      waiting: this.waiting(room.id),
      mentionsOnly: room.mentionsOnly
    }
  }

  /** The newest message up to each number that a member has read: most have read the same. */
  private readIds({ id, members }: RoomRow): ReadonlyMap<number, string | null> {
    const seqs = new Set(members.map(({ readSeq }) => readSeq))
    return new Map([...seqs].map((seq) => [seq, this.readId(id, seq)]))
  }

  private readId(id: string, readSeq: number): string | null {
    if (readSeq === 0) return null
    const read = this.db.sql(
      `SELECT id FROM messages WHERE conversation_id = ? AND room IS NOT NULL AND room ->> '$.seq' <= ?
         AND room ->> '$.kind' IN ('message', 'answer') ORDER BY room ->> '$.seq' DESC LIMIT 1`
    )
    const found = read.get(id, readSeq)?.['id']
    return typeof found === 'string' ? found : null
  }

  private waiting(id: string): number {
    const counted = this.db.sql('SELECT count(*) AS size FROM room_asks WHERE room_id = ?').get(id)
    return Number(counted?.['size'])
  }

  /** Those that are not used up, and those that are asked for; which are over is told by the processor's clock alone. */
  private invitations(row: Row): RoomInvitation[] {
    const id = String(row['id'])
    const own = this.db.sql('SELECT * FROM room_invitations WHERE room_id = ?').all(id)
    const codes = new Map(own.map((one) => [String(one['hash']), one]))
    const asked = this.db
      .sql(`SELECT ask ->> '$.op' AS op, ask ->> '$.hash' AS hash FROM room_asks WHERE room_id = ?`)
      .all(id)
    const hashes = (op: string) => new Set(asked.filter((one) => one['op'] === op).map(({ hash }) => hash))
    const [invited, revoked] = [hashes('invite'), hashes('revoke')]
    const told = headOf(row)?.invitations ?? []
    const known = told
      .filter(({ hash, left }) => left !== 0 && !revoked.has(hash))
      .map(({ hash, expiresAt, left }) => {
        return { id: hash, ...codeOf(codes.get(hash)), expiresAt, left, confirmed: true }
      })
    for (const { hash } of told) codes.delete(hash)
    const waiting = [...codes.values()]
      .filter(({ hash }) => invited.has(hash))
      .map((one) => ({
        id: String(one['hash']),
        ...codeOf(one),
        expiresAt: Number(one['expires_at']),
        left: Number(one['uses']) || null,
        confirmed: false
      }))
    return [...known, ...waiting]
  }
}

function keysIn(
  row: Row,
  everybody: ReadonlyMap<string, Pick<RoomPerson, 'keys'>>
): Parameters<Encryption>[0] {
  const keysOf = (id: unknown): readonly string[] =>
    (typeof id === 'string' ? everybody.get(id)?.keys : undefined) ?? []
  return { trust: parseJson(String(row['trust'])), own: keysOf(row['me']), theirs: keysOf(row['person']) }
}

const namesOf = (members: readonly RoomMember[]): string[] => members.map(({ name }) => name)

const codeOf = (row: Row | undefined): { code: string | null; link: string | null } => {
  const code = row ? String(row['code']) : null
  return { code, link: code === null ? null : `chatapp://join/${code}` }
}

const toPerson = (
  { id, name, seenAt, keys }: RoomPerson,
  me: string | null,
  look: ReadonlyMap<string, string>
): RoomPersonShown => ({
  id,
  name,
  me: id === me,
  seenAt,
  looksLike: look.get(id) ?? null,
  encrypts: keys.length > 0
})

const ownersFirst = (a: RoomMemberShown, b: RoomMemberShown): number =>
  Number(b.role === 'owner') - Number(a.role === 'owner') || a.name.localeCompare(b.name)
