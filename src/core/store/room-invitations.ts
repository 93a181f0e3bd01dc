import type { ProfileDatabase } from './database'
import { changeRoom } from './room-rows'

/** Codes of invitations that were made here: the processor knows only their hashes. */
export class RoomInvitations {
  constructor(private readonly db: ProfileDatabase) {}

  keep(
    roomId: string,
    { hash, code, expiresAt, uses }: { hash: string; code: string; expiresAt: number; uses: number }
  ): void {
    this.db.transaction(() => {
      this.db
        .sql(
          'INSERT OR REPLACE INTO room_invitations (hash, room_id, code, expires_at, uses) VALUES (?, ?, ?, ?, ?)'
        )
        .run(hash, roomId, code, expiresAt, uses)
      changeRoom(this.db, roomId, {})
    })
  }

  /** It was revoked or refused: its code is of no use to anybody. */
  drop(roomId: string, hash: string): void {
    this.db.transaction(() => {
      this.db.sql('DELETE FROM room_invitations WHERE hash = ? AND room_id = ?').run(hash, roomId)
      changeRoom(this.db, roomId, {})
    })
  }
}
