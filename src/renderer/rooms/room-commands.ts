import type { ProcessorCommand, Room } from '../../shared/contract'
import { createRoomsStore } from '../store/rooms-store'
import type { Stores } from '../store/stores'
import { t } from '../text/words'

/**
 * What the window itself does in a room, by what is typed; in the list over the composer like the processor's commands. A
 * direct conversation has no invitations and no topic.
 */
export const roomCommands = (kind: Room['kind']): readonly ProcessorCommand[] => [
  ...(kind === 'direct'
    ? []
    : [
        { command: '/invite', usage: '', summary: t('Make an invitation to this room') },
        {
          command: '/topic',
          usage: t('[text]'),
          summary: t('Say what this room is about; without a text, nothing')
        }
      ]),
  { command: '/leave', usage: '', summary: t('Leave this room') }
]

/** Does what is typed, where it is a command of the window's in this kind of room; false leaves it to be sent. */
export function obeys(
  stores: Stores,
  { id: conversationId, kind }: Pick<Room, 'id' | 'kind'>,
  draft: string
): boolean {
  const [, command, rest = ''] = /^\/(invite|leave|topic)(?:\s+([\s\S]*))?$/i.exec(draft.trim()) ?? []
  const { view, chat, of } = stores
  if (kind === 'direct' && command?.toLowerCase() !== 'leave') return false
  switch (command?.toLowerCase()) {
    case 'invite':
      view.getState().openDialog({ kind: 'room', conversationId, invite: true })
      break
    case 'leave':
      view.getState().openDialog({ kind: 'leave-room', conversationId })
      break
    case 'topic': {
      const say = async (): Promise<void> => {
        const result = await of(createRoomsStore)
          .getState()
          .ask('rooms.topic', { id: conversationId, topic: rest.trim().replaceAll(/\s+/gu, ' ') })
        if (result.ok) return
        chat.setState({ notice: { title: 'The topic was not changed', error: result.error } })
        chat.getState().setDraft(conversationId, draft)
      }
      void say()
      break
    }
    default:
      return false
  }
  chat.getState().setDraft(conversationId, '')
  return true
}
