import type { RoomRefusal } from '../../src/shared/room-wire'

/** Told to the sender: what was not done, and why; what to do is said by the client. */
const sentences: Readonly<Record<RoomRefusal, string>> = {
  unknown_room: 'You are in no such room.',
  removed: 'You are not in this room any more.',
  closed: 'The room is closed.',
  invitation_unknown: 'There is no such invitation.',
  invitation_expired: 'The invitation has expired.',
  invitation_used: 'The invitation is used up.',
  not_owner: 'Only an owner of the room may do this.',
  not_author: 'Only the author may do this.',
  unknown_target: 'There is no such message.',
  unknown_member: 'There is no such person.',
  name_taken: 'The name is taken.',
  room_full: 'The room is full.',
  too_many_rooms: 'You are in too many rooms.',
  too_many_invitations: 'The room has too many invitations.',
  too_large: 'The message is too large for a room.',
  id_taken: 'The id is taken.',
  malformed: 'The request cannot be read. Update ChatAPP.',
  shared_queue: 'Anybody could read the answer. Name your own queue in "replyTo".',
  no_sender: 'SQS does not say who you are.',
  no_table: 'The backend has no table for rooms. Deploy it anew.'
}

/** What was asked is not done, and no other try would change that. */
export class Refused extends Error {
  constructor(
    readonly why: RoomRefusal,
    detail = ''
  ) {
    super(detail + sentences[why])
  }
}

/** A refusal; anything else is thrown again. */
export function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error
  throw error
}
