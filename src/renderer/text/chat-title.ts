import type { Conversation } from '../../shared/contract'
import { NEW_CHAT_TITLE } from '../../shared/wire'
import { t } from './words'

/** What a chat is called: its title, or what it is as long as it has none. */
export const chatTitle = ({ title, named }: Pick<Conversation, 'title' | 'named'>): string =>
  title === NEW_CHAT_TITLE && !named ? t('New chat') : title
