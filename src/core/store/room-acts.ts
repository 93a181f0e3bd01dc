import { parseJson } from '../../platform/json-file'
import { nearestTime } from '../../shared/message'
import { encodeBody } from '../../shared/wire'
import type { RoomEntry } from '../../shared/room-wire'
import { valueOf, type Row } from './columns'
import type { ProfileDatabase } from './database'
import { changeMessage, storedBody } from './message-rows'
import { rowAt } from './room-lines'
import type { StoredRoom } from './room-part'
import type { SearchIndex } from './search-index'

/** An edit, a deletion or a reaction, with its text as it can be read here. */
export type RoomAct = RoomEntry & { readonly opened?: StoredRoom['sealed'] }

/** What is done to messages of rooms: edits, deletions and reactions. Inside a transaction. */
export class RoomActs {
  constructor(
    private readonly db: ProfileDatabase,
    private readonly index: SearchIndex
  ) {}

  /** Keeps an act until, and after, the message is here that it concerns. */
  keep(roomId: string, act: RoomAct): void {
    if (act.target === undefined) return
    this.db
      .sql('INSERT OR IGNORE INTO room_acts (room_id, seq, target, entry) VALUES (?, ?, ?, ?)')
      .run(roomId, act.seq, act.target, JSON.stringify(act))
  }

  /** Numbers in a range that something was done to. */
  targetsIn(roomId: string, { from, to }: { readonly from: number; readonly to: number }): number[] {
    return this.db
      .sql('SELECT DISTINCT target FROM room_acts WHERE room_id = ? AND target BETWEEN ? AND ?')
      .all(roomId, from, to)
      .map(({ target }) => Number(target))
  }

  /**
   * Makes of a message what everything is that was done to it, in the order of the log, whichever came first. Nobody but
   * its author edits or deletes it, whoever says so. What was deleted, or edited over, is nowhere any more. Nothing
   * happens while the message is not here.
   */
  fold(roomId: string, target: number): void {
    const row = rowAt(this.db, roomId, target)
    const stored = row && valueOf(row, 'room')
    if (!row || !stored) return
    const acts = this.on(roomId, target)
    const { room, edit, isGone } = after(stored, acts)
    if (acts.some(({ kind, text, sealed }) => kind === 'edit' && (text ?? sealed) !== undefined))
      this.forgetTexts(roomId, target)
    const text = isGone ? '' : edit && (edit.text ?? '')
    if (text === undefined && JSON.stringify(room) === JSON.stringify(stored)) return
    const changed = text === undefined ? {} : withText(row, text, edit?.sealed)
    changeMessage(this.db, String(row['id']), { room, ...changed })
    if (text === undefined) return
    this.index.renew(Number(row['seq']), text)
    this.tellQuoting(roomId, target)
  }

  private on(roomId: string, target: number): RoomAct[] {
    return this.db
      .sql('SELECT entry FROM room_acts WHERE room_id = ? AND target = ? ORDER BY seq')
      .all(roomId, target)
      .map(({ entry }) => parseJson(String(entry)) as RoomAct)
  }

  /** The message holds the text that counts. */
  private forgetTexts(roomId: string, target: number): void {
    this.db
      .sql(
        `UPDATE room_acts SET entry = json_remove(entry, '$.text', '$.sealed') WHERE room_id = ? AND target = ?
           AND entry ->> '$.kind' = 'edit'`
      )
      .run(roomId, target)
  }

  /** Who shows a quoted text has to know that it is another one. */
  private tellQuoting(roomId: string, seq: number): void {
    this.db
      .sql(
        `UPDATE messages SET revision = ? WHERE conversation_id = ? AND room IS NOT NULL
           AND room ->> '$.quotes' IS NOT NULL AND room ->> '$.quotes' = ?`
      )
      .run(this.db.nextRevision(), roomId, seq)
  }
}

interface Folded {
  readonly room: StoredRoom
  /** The edit that gives it its text now and did not before. */
  readonly edit: RoomAct | undefined
  /** Its text was deleted just now. */
  readonly isGone: boolean
}

function after(stored: StoredRoom, acts: readonly RoomAct[]): Folded {
  const own = acts.filter(({ by }) => by === stored.by)
  const isDeleted = stored.deleted === true || own.some(({ kind }) => kind === 'delete')
  if (isDeleted) {
    const room: StoredRoom = { ...stored, ...bare, deleted: true }
    return { room, edit: undefined, isGone: stored.deleted !== true }
  }
  const newest = own.findLast(({ kind }) => kind === 'edit')
  const edit = newest && newest.seq > (stored.editSeq ?? 0) ? newest : undefined
  const edited = edit && { editSeq: edit.seq, editedAt: nearestTime(edit.at), sealed: edit.opened }
  return { room: { ...stored, ...reactionsAfter(acts), ...edited }, edit, isGone: false }
}

const bare = {
  quotes: undefined,
  mentions: undefined,
  editSeq: undefined,
  editedAt: undefined,
  sealed: undefined,
  reactions: undefined
} as const

/** Each member's last word on each emoji, in the order in which the emojis were first given. */
function reactionsAfter(acts: readonly RoomAct[]): Pick<StoredRoom, 'reactions'> {
  const given = new Map<string, Map<string, string>>()
  for (const { kind, emoji, on, by, name } of acts) {
    if (kind !== 'react' || emoji === undefined) continue
    const who = given.get(emoji) ?? new Map<string, string>()
    if (on === false) who.delete(by)
    else who.set(by, name)
    if (who.size === 0) given.delete(emoji)
    else given.set(emoji, who)
  }
  const reactions = [...given].map(([emoji, who]) => ({
    emoji,
    by: [...who].map(([id, name]) => ({ id, name }))
  }))
  return { reactions: reactions.length === 0 ? undefined : reactions }
}

function withText(
  row: Row,
  text: string,
  sealed: string | undefined
): { body?: string; wire: string | null } {
  const body = storedBody(row['role'], String(row['body']))
  return { ...(body ? { body: encodeBody({ ...body, text }) } : {}), wire: sealed ?? null }
}
