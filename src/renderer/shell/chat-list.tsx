import { Plus } from 'lucide-react'
import { useMemo } from 'react'
import { byActivity } from '../store/conversation-actions'
import { useChat, useView } from '../store/stores'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { Skeleton } from '../ui/skeleton'
import css from './chat-list.module.css'
import { ChatRow } from './chat-row'

/** The conversations, newest activity on top. */
export function ChatList() {
  const conversations = useChat((state) => state.conversations)
  const phase = useChat((state) => state.phase)
  const start = useChat((state) => state.start)
  const openDialog = useView((state) => state.openDialog)
  const sorted = useMemo(() => byActivity(conversations), [conversations])
  return (
    <nav aria-label="Chats" className={css['chats']}>
      <div className={css['head']}>
        <h2>Chats</h2>
        <IconButton icon={Plus} label="New chat" onClick={() => openDialog({ kind: 'new-chat' })} />
      </div>
      {phase === 'loading' && sorted.length === 0 && <Skeleton lines={3} label="Loading chats" />}
      {phase === 'failed' && (
        <div className={css['failed']}>
          <p>The chats could not be loaded.</p>
          <Button onClick={() => void start()}>Try again</Button>
        </div>
      )}
      <ul className={css['list']}>
        {sorted.map((conversation) => (
          <ChatRow key={conversation.id} conversation={conversation} />
        ))}
      </ul>
    </nav>
  )
}
