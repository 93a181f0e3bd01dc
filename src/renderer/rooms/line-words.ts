import type { RoomMessage } from '../store/log-items'
import { t } from '../text/words'

/** What was done in a room, in a sentence. */
export function lineWords({ sender: { name }, room, text }: RoomMessage, direct: boolean): string {
  const memberName = room.memberName ?? t('somebody')
  switch (room.kind) {
    case 'create':
      return direct ? t('{name} began this conversation', { name }) : t('{name} made this room', { name })
    case 'join':
      return t('{name} joined', { name })
    case 'leave':
      return t('{name} left', { name })
    case 'remove':
      return t('{memberName} was removed by {name}', { memberName, name })
    case 'promote':
      return t('{name} made {memberName} an owner', { name, memberName })
    case 'rename':
      return t('{name} named the room “{text}”', { name, text })
    case 'topic':
      return text === ''
        ? t('{name} took the topic away', { name })
        : t('{name} set the topic: {text}', { name, text })
    case 'close':
      return t('{name} closed the room for everybody', { name })
    case 'put_back':
      return t(
        '{count, plural, one {The log of this room was put back to an earlier state on its backend. The message above is in it no more and stays on this computer alone: say again what still matters.} other {The log of this room was put back to an earlier state on its backend. The last # messages above are in it no more and stay on this computer alone: say again what still matters.}}',
        { count: Number(text) }
      )
    default:
      return text
  }
}
