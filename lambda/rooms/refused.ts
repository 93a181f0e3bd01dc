import type { RoomRefusal } from '../../src/shared/room-wire'

/** Told to the sender: what was not done, why, and what to do. */
const sentences: Readonly<Record<RoomRefusal, string>> = {
  unknown_room: 'You are in no such room. Ask for an invitation.',
  removed: 'You are not in this room any more. Ask for an invitation.',
  closed: 'The room is closed. Create a new one.',
  invitation_unknown: 'There is no such invitation. Ask for a new one.',
  invitation_expired: 'The invitation has expired. Ask for a new one.',
  invitation_used: 'The invitation is used up. Ask for a new one.',
  not_owner: 'Only an owner of the room may do this. Ask one.',
  not_author: 'Only the author may do this, before it is deleted.',
  unknown_target: 'The room has no such message. Load it anew.',
  unknown_member: 'There is no such person. Load the people anew.',
  name_taken: 'Somebody else has such a name. Choose a new one.',
  room_full: 'The room is full. Somebody has to leave.',
  too_many_rooms: 'You are in too many rooms. Leave one.',
  too_many_invitations: 'The room has too many invitations. Revoke one.',
  too_large: 'The message is too large for a room. Split it.',
  id_taken: 'The id is taken. Choose a new one.',
  malformed: 'The request cannot be read. Update ChatAPP.',
  shared_queue: 'On the shared response queue anybody could read the answer. Name your own in "replyTo".',
  no_sender: 'SQS does not say who you are: anybody could speak for you.',
  no_table: 'The backend has no table for rooms. Deploy it anew.'
}

/** What was asked is not done, and no other try would change that. */
export class Refused extends Error {
  constructor(
    readonly why: RoomRefusal,
    detail = '',
    /** An earlier delivery was told the same. */
    readonly isKnown = false
  ) {
    super(detail + sentences[why])
  }
}

/** A refusal; anything else is thrown again. */
export function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error
  throw error
}
