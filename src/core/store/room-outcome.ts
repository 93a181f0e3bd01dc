import { ChatError } from '../../shared/errors'
import type { RoomRefusal } from '../../shared/room-wire'
import type { ProfileDatabase } from './database'
import type { MessageStore } from './message-store'
import type { Refusal } from './people'
import { opening, RoomAsks } from './room-asks'
import { RoomInvitations } from './room-invitations'
import { changeRoom, findRoom, type RoomRow } from './room-rows'
import { closedTo } from './room-say'

/** These say that one is not in a room (any more). */
const outside: Partial<Record<RoomRefusal, RoomRow['state']>> = {
  removed: 'removed',
  unknown_room: 'removed',
  closed: 'closed'
}

/** Why the processor did not do it, in words. */
export const refusalOf = (refused: Refusal): ChatError => new ChatError(`room.${refused}`)

/** What comes of what was asked of a room, and of what still waits for it. Inside a transaction. */
export class RoomOutcome {
  private readonly asks: RoomAsks

  constructor(
    private readonly db: ProfileDatabase,
    private readonly messages: Pick<MessageStore, 'fail'>
  ) {
    this.asks = new RoomAsks(db)
  }

  /** What was asked is answered, whatever came of it: nothing is worth another try that the processor has refused. */
  answered(
    room: RoomRow,
    refused: RoomRefusal | undefined,
    { asked, now }: { readonly asked?: string | undefined; readonly now: number }
  ): void {
    const { id, state } = room
    const request = asked === undefined ? null : this.asks.end(asked, now)
    if (refused === undefined) {
      if (request && room.reason) changeRoom(this.db, id, { reason: null })
      return
    }
    const reason = refusalOf(refused).toWire()
    if (request?.ask.op === 'invite') new RoomInvitations(this.db).drop(id, request.ask.hash)
    if (asked !== undefined && !request) this.messages.fail(asked, reason)
    const isOver = state === 'pending' && request !== null && opening.has(request.ask.op)
    const next = isOver ? 'refused' : state === 'open' ? (outside[refused] ?? state) : state
    changeRoom(this.db, id, {
      state: next,
      ...(request || next !== state ? { reason: JSON.stringify(reason) } : {})
    })
  }

  /** Nothing that waits for a room can be done once one is not in it any more: it was in this state before. */
  over({ id, state: before, backendId }: RoomRow, now: number): void {
    const state = findRoom(this.db, id)?.state ?? before
    const key = closedTo[state]
    if (state === before || !key) return
    // It is opened anew: what was written since then waits for that.
    const asks = this.asks.of(backendId, id, now)
    if (asks.some(({ ask }) => opening.has(ask.op))) return
    const reason = new ChatError(key).toWire()
    const waiting = this.db.sql(
      `SELECT id FROM messages WHERE conversation_id = ? AND room IS NOT NULL AND status IN ('queued', 'sent')`
    )
    for (const row of waiting.all(id)) this.messages.fail(String(row['id']), reason)
    for (const one of asks) if (one.ask.op !== 'leave') this.asks.end(one.id, now)
  }
}
