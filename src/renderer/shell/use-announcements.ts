import { useEffect } from 'react'
import { createNotifications } from '../store/notifications-store'
import { useChat, useStores } from '../store/stores'

/** Announces replies where the page is shown by a web browser; the desktop window's host does it itself. */
export function useAnnouncements(): void {
  const { chat, view, of } = useStores()
  const inBrowser = useChat(({ info }) => info?.host === 'browser')
  useEffect(() => {
    if (!inBrowser) return undefined
    return of(createNotifications)
      .getState()
      .watch(chat, ({ conversationId, messageId }) => {
        view.getState().closeDialog()
        view.getState().show('chat')
        void chat.getState().revealMessage(conversationId, messageId)
      })
  }, [chat, view, of, inBrowser])
}
