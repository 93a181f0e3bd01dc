import type { Conversation } from '../../shared/contract'
import { NEW_CHAT_TITLE, NEW_ROOM_TITLE } from '../../shared/wire'
import { t } from './words'

/** What a chat is called: its title, or what it is as long as it has none. */
export const chatTitle = ({ title, named, room }: Pick<Conversation, 'title' | 'named' | 'room'>): string => {
  if (room?.state === 'pending' && title === NEW_ROOM_TITLE) return t('New room')
  return title === NEW_CHAT_TITLE && !named ? t('New chat') : title
}
