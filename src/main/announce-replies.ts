import type { ChatApp } from '../core/chat-app'
import { announcementWords, Announcer, type Announcement } from '../shared/announcer'
import { languageFor, languages } from '../words/language'
import { Translator } from '../words/translator'

/** A notification of the system, as Electron makes it. */
interface SystemNotification {
  on(event: 'click' | 'close', listener: () => void): unknown
  show(): void
}

export interface AnnounceParts {
  readonly create: (words: { readonly title: string; readonly body: string }) => SystemNotification
  /** What the user reads, the dearest first, as `app.getPreferredSystemLanguages` says it. */
  readonly languages: () => readonly string[]
  /** Shows a message: its announcement was clicked. */
  readonly open: (target: Pick<Announcement, 'conversationId' | 'messageId'>) => void
}

/** Announces replies that nobody looks at as notifications of the system; a click on one opens the newest it tells of. */
export function announceReplies(app: Pick<ChatApp, 'handlers' | 'on'>, parts: AnnounceParts): void {
  const { handlers } = app
  // One that nothing holds would be collected, and its click with it.
  const shown = new Set<SystemNotification>()
  const announce = async (announcement: Announcement): Promise<void> => {
    const chosen = (await handlers['settings.get']()).language
    const { language, locale } = languageFor(chosen, parts.languages())
    const { say } = new Translator(locale, await languages[language].load())
    const notification = parts.create(announcementWords(announcement, say))
    shown.add(notification)
    notification.on('close', () => shown.delete(notification))
    notification.on('click', () => {
      shown.delete(notification)
      parts.open(announcement)
    })
    notification.show()
  }
  const announcer = new Announcer({
    settings: () => handlers['settings.get'](),
    conversations: () => handlers['conversations.list'](),
    announce: (announcement) => void announce(announcement).catch(() => {}),
    now: Date.now
  })
  app.on('message.changed', (message) => announcer.heard(message))
}
