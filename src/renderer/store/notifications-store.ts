import { createStore, type StoreApi } from 'zustand/vanilla'
import { announcementWords, Announcer, type Announcement } from '../../shared/announcer'
import type { ChatHost } from '../../shared/contract'
import { t } from '../text/words'
import type { ChatState } from './chat-state'
import { hookOf } from './stores'

/** What a web browser lets this page do; `unsupported` where it knows no notifications. */
export type Permission = NotificationPermission | 'unsupported'

export interface NotificationsState {
  readonly permission: Permission
  /** Has the browser ask its user; only from a click. */
  readonly ask: () => Promise<void>
  /** Announces replies that nobody looks at from now on; a click on one opens it. Returns how to stop. */
  readonly watch: (
    chat: StoreApi<ChatState>,
    open: (target: Pick<Announcement, 'conversationId' | 'messageId'>) => void
  ) => () => void
}

const permissionNow = (): Permission => ('Notification' in window ? Notification.permission : 'unsupported')

/** Notifications of a web browser. The desktop window's are the system's, and made by its host. */
export const createNotifications = (host: ChatHost): StoreApi<NotificationsState> =>
  createStore<NotificationsState>()((set) => ({
    permission: permissionNow(),
    ask: async () => {
      if (permissionNow() === 'default') await Notification.requestPermission()
      set({ permission: permissionNow() })
    },
    watch: (chat, open) => {
      const announcer = new Announcer({
        settings: async () => chat.getState().settings,
        conversations: async () => [...chat.getState().conversations.values()],
        announce: (announcement) => announce(announcement, open),
        now: Date.now
      })
      const stopHearing = host.on('message.changed', (message) => announcer.heard(message))
      return () => {
        stopHearing()
        announcer.stop()
      }
    }
  }))

function announce(
  announcement: Announcement,
  open: (target: Pick<Announcement, 'conversationId' | 'messageId'>) => void
): void {
  if (permissionNow() !== 'granted') return
  const { title, body } = announcementWords(announcement, t)
  // Each tab announces it, and the browser shows one of a tag.
  const shown = new Notification(title, { body, tag: `chatapp ${announcement.messageId}` })
  shown.addEventListener('click', () => {
    window.focus()
    shown.close()
    open(announcement)
  })
}

export const useNotifications = hookOf(createNotifications)
