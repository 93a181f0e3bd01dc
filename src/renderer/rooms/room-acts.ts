import type { ChatMessage } from '../../shared/message'
import { messageActs, type MessageAct } from '../conversation/message-acts'
import { isSpoken } from '../store/log-items'
import { createRoomsStore } from '../store/rooms-store'
import type { Stores } from '../store/stores'
import { t } from '../text/words'

/** Acts of other chats that make sense in a room, by their names. */
const kept = (): readonly string[] => [
  t('Copy the text'),
  t('Retry'),
  t('Details'),
  t('Show it drawn'),
  t('Show the text as it was written')
]

/** What can be done with a message of a room, in the order of its menu. */
export function roomActs(stores: Stores, message: ChatMessage): MessageAct[] {
  const { room, id, conversationId } = message
  if (!room || !isSpoken(message)) return []
  const usual = messageActs(stores, message).filter(
    ({ name, key }) => kept().includes(name) || (key === 'Delete' && isUnsent(message))
  )
  if (room.deleted) return []
  const { quote, pick } = stores.of(createRoomsStore).getState()
  const acts: (MessageAct | false)[] = [
    room.seq !== null && {
      name: t('Reply'),
      key: 'r',
      act: () => {
        quote(conversationId, id)
        stores.view.getState().focusComposer()
      }
    },
    room.seq !== null && { name: t('React…'), key: '+', act: () => pick(id) },
    canChange(message) && { name: t('Edit'), key: 'e', act: () => beginEdit(stores, message) },
    ...usual,
    canChange(message) && {
      name: t('Delete for everybody…'),
      key: 'Delete',
      danger: true,
      act: () => stores.view.getState().openDialog({ kind: 'unsay', messageId: id })
    }
  ]
  return acts.filter((act) => act !== false)
}

/** One's own that never came into the room: it can be taken away here. */
const isUnsent = ({ role, room, ...rest }: ChatMessage): boolean =>
  role === 'request' && room?.seq === null && 'status' in rest && rest.status === 'failed'

/** Whether one can change a message: one's own, as it stands in the room. */
export const canChange = ({ role, room }: ChatMessage): boolean =>
  role === 'request' && room?.kind === 'message' && room.seq !== null && room.deleted !== true

/** Brings a message into the composer, to be changed there. */
export function beginEdit({ of, view }: Stores, { id, conversationId, text }: ChatMessage): void {
  of(createRoomsStore).getState().edit(conversationId, { id, text })
  view.getState().focusComposer()
}
