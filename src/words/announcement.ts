import type { Announcement } from '../shared/announcer'
import type { Translator } from './translator'

/** An announcement in words: its head, and one line. */
export const announcementWords = (
  { replies, chats, title, preview }: Announcement,
  say: Translator['say']
): { readonly title: string; readonly body: string } => ({
  title: title ?? 'ChatAPP',
  body:
    preview ??
    (chats > 1
      ? say('{replies, number} replies in {chats, number} chats', { replies, chats })
      : say('{replies, plural, one {# new reply} other {# new replies}}', { replies }))
})
