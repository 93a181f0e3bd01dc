import { ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Conversation } from '../../shared/contract'
import { inGroups } from '../store/conversation-actions'
import { useChat } from '../store/stores'
import { Button } from '../ui/button'
import { Skeleton } from '../ui/skeleton'
import css from './chat-list.module.css'
import { ChatRow } from './chat-row'
import { t } from '../text/words'

/** The chats: those that are pinned on top, then the one that moved last; what was archived is folded away at the end. */
export function ChatList() {
  const conversations = useChat((state) => state.conversations)
  const phase = useChat((state) => state.phase)
  const start = useChat((state) => state.start)
  const { pinned, others, archived } = useMemo(() => inGroups(conversations), [conversations])
  return (
    <nav aria-label={t('Chats')} className={css['chats']}>
      {phase === 'loading' && conversations.size === 0 && <Skeleton lines={3} label={t('Loading chats')} />}
      {phase === 'failed' && (
        <div className={css['failed']}>
          <p>{t('The chats could not be loaded.')}</p>
          <Button onClick={() => void start()}>{t('Try again')}</Button>
        </div>
      )}
      {pinned.length > 0 && (
        <div className={css['group']}>
          <h2 className={css['head']}>{t('Pinned')}</h2>
          <Rows label={t('Pinned')} chats={pinned} />
        </div>
      )}
      <div className={css['group']}>
        {pinned.length > 0 && others.length > 0 && <h2 className={css['head']}>{t('Others')}</h2>}
        <Rows label={pinned.length > 0 ? t('Others') : t('All')} chats={others} />
      </div>
      {archived.length > 0 && <Archived chats={archived} />}
    </nav>
  )
}

const Rows = ({ label, chats }: { label: string; chats: readonly Conversation[] }) => (
  <ul className={css['list']} aria-label={label}>
    {chats.map((conversation) => (
      <ChatRow key={conversation.id} conversation={conversation} />
    ))}
  </ul>
)

function Archived({ chats }: { chats: readonly Conversation[] }) {
  const holdsOpen = useChat((state) => chats.some(({ id }) => id === state.openId))
  const [unfolded, setUnfolded] = useState(false)
  const shown = unfolded || holdsOpen
  return (
    <div className={css['group']}>
      <h2>
        <button
          type="button"
          className={`${css['head']} ${css['fold']}`}
          aria-expanded={shown}
          onClick={() => setUnfolded(!shown)}
        >
          <ChevronRight size={14} aria-hidden />
          {t('Archived')}
          <span className={css['count']}>{chats.length}</span>
        </button>
      </h2>
      {shown && <Rows label={t('Archived')} chats={chats} />}
    </div>
  )
}
