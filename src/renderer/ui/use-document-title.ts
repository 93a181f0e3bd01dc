import { useEffect } from 'react'
import { useChat } from '../store/stores'

/** Keeps the window's title at the open conversation, with the count of what is unread. */
export function useDocumentTitle(): void {
  const title = useChat((state) => state.conversations.get(state.openId)?.title)
  const unread = useChat((state) =>
    [...state.conversations.values()].reduce((sum, one) => sum + one.unread, 0)
  )
  useEffect(() => {
    const count = unread > 0 ? `(${unread}) ` : ''
    document.title = title ? `${count}${title} – ChatAPP` : 'ChatAPP'
  }, [title, unread])
}
