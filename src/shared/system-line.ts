import type { ChatMessage } from './message'

/** What a line of the system in a room says, in English; null for what somebody said. `name` makes a name fit where it stands. */
export function systemLine(
  { sender, text, room }: Pick<ChatMessage, 'sender' | 'text' | 'room'>,
  name: (text: string) => string = (all) => all
): string | null {
  const who = name(sender.name)
  const whom = name(room?.memberName ?? '')
  switch (room?.kind) {
    case 'create':
      return `${who} made the room.`
    case 'join':
      return `${who} joined.`
    case 'leave':
      return `${who} left.`
    case 'remove':
      return `${who} removed ${whom}.`
    case 'promote':
      return `${who} made ${whom} an owner.`
    case 'rename':
      return `${who} renamed the room: ${name(text)}`
    case 'topic':
      return `${who} set the topic: ${name(text)}`
    case 'close':
      return `${who} closed the room.`
    case 'put_back':
      return `The room's log was put back: the last ${text} before this are in it no more, and kept here.`
    default:
      return null
  }
}
