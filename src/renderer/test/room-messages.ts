import type { ReplyMessage, RequestMessage, RoomPart } from '../../shared/message'
import { aReply, aRequest } from './fake-host'

/** What another member said, as the n-th entry of the room. */
export const said = (
  name: string,
  seq: number,
  text: string,
  { room, ...fields }: Partial<Omit<ReplyMessage, 'room'>> & { room?: Partial<RoomPart> } = {}
): ReplyMessage =>
  aReply({
    id: `m${seq}`,
    conversationId: 'room-1',
    sender: { id: `local:${name.toLowerCase()}`, name },
    text,
    position: seq,
    inReplyTo: '',
    room: { seq, by: `local:${name.toLowerCase()}`, kind: 'message', ...room },
    ...fields
  })

/** What oneself said; without a number it is still on its way. */
export const saidByMe = (
  seq: number | null,
  text: string,
  { room, ...fields }: Partial<Omit<RequestMessage, 'room'>> & { room?: Partial<RoomPart> } = {}
): RequestMessage =>
  aRequest({
    ...(seq === null ? {} : { id: `m${seq}` }),
    conversationId: 'room-1',
    text,
    position: seq ?? Date.now(),
    status: seq === null ? 'queued' : 'answered',
    room: { seq, by: 'local:ada', kind: 'message', seenBy: 0, ...room },
    ...fields
  })
