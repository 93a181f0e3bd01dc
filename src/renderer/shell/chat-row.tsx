import { AtSign, BellOff, Pin, UserRound, UsersRound, type LucideIcon } from 'lucide-react'
import type { Conversation } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { createDesktopStore } from '../store/desktop-store'
import { useChat, useStores, useView, type Stores } from '../store/stores'
import { chatTitle } from '../text/chat-title'
import { listTime } from '../text/time'
import { useNow } from '../text/use-now'
import { Options } from '../ui/options'
import type { Option } from '../ui/options-menu'
import { deleteChat, goToChat } from './go-to-chat'
import css from './chat-row.module.css'
import { t, type Message } from '../text/words'

/** More of a draft than one line of the list shows. */
const PREVIEW = 200

/** One conversation in the list, with its menu. */
export function ChatRow({ conversation }: { conversation: Conversation }) {
  const stores = useStores()
  const open = useChat((state) => state.openId === conversation.id)
  const shown = useView((state) => state.view === 'chat')
  const { id, lastActivityAt, pinned, muted, room } = conversation
  const title = chatTitle(conversation)
  const current = open && shown
  const now = useNow()

  return (
    <li className={css['row']} data-current={current || undefined}>
      <button
        type="button"
        className={css['open']}
        aria-current={current ? 'page' : undefined}
        onClick={() => goToChat(stores, id)}
      >
        <span className={css['line']}>
          {room && <Mark {...kinds[room.kind]()} />}
          <bdi className={css['title']}>{title}</bdi>
          {pinned && <Mark icon={Pin} says={t('pinned')} />}
          {muted && <Mark icon={BellOff} says={t('muted')} />}
          <span className={css['time']}>{listTime(lastActivityAt, now)}</span>
        </span>
        <span className={`${css['line']} ${css['second']}`}>
          <Preview conversation={conversation} current={current} />
          <Unread conversation={conversation} />
        </span>
      </button>
      <div className={css['menu']}>
        <Options of={title} raised options={optionsOf(conversation, stores)} />
      </div>
    </li>
  )
}

/** What a chat is where people talk. */
const kinds = {
  room: () => ({ icon: UsersRound, says: t('room') }),
  direct: () => ({ icon: UserRound, says: t('person') })
}

/** What a room is while it is not open, or not any more. */
const states: Record<Exclude<NonNullable<Conversation['room']>['state'], 'open'>, Message> = {
  pending: 'Waiting to be let in',
  refused: 'Not let in',
  left: 'You left',
  removed: 'You were removed',
  closed: 'Closed'
}

const Mark = ({ icon: Icon, says }: { icon: LucideIcon; says: string }) => (
  <span className={css['mark']} title={says}>
    <Icon size={12} aria-hidden />
    <span className="visually-hidden">{says}</span>
  </span>
)

/** What is written there, else what was said last. */
function Preview({ conversation, current }: { conversation: Conversation; current: boolean }) {
  const { id, preview, draft, room } = conversation
  const own = useChat((state) => state.drafts.get(id)?.slice(0, PREVIEW))
  const cleared = useChat((state) => state.unsaved.has(id))
  const text = own ?? (cleared ? undefined : draft?.preview)
  if (text && !current)
    return (
      <span className={css['preview']}>
        <span className={css['draft']}>{t('Draft:')}</span> <bdi>{text}</bdi>
      </span>
    )
  const state = room && room.state !== 'open' ? t(states[room.state]) : undefined
  if (state !== undefined)
    return (
      <span className={css['preview']}>
        <span className={css['state']}>{state}</span> {preview !== '' && <bdi>· {preview}</bdi>}
      </span>
    )
  return <bdi className={css['preview']}>{preview === '' ? t('No messages yet') : preview}</bdi>
}

function Unread({ conversation: { unread, markedUnread, muted, room } }: { conversation: Conversation }) {
  if (unread === 0 && !markedUnread) return null
  return (
    <>
      {room?.mentioned && (
        <span className={css['mentioned']} title={t('mentions you')}>
          <AtSign size={12} aria-hidden />
          <span className="visually-hidden">{t('mentions you')}, </span>
        </span>
      )}
      <span className={css['unread']} data-muted={muted || undefined} data-dot={unread === 0 || undefined}>
        {unread > 99 ? '99+' : unread || ''}
        <span className="visually-hidden">{unread > 0 ? ` ${t('unread')}` : t('marked as unread')}</span>
      </span>
    </>
  )
}

function optionsOf(conversation: Conversation, stores: Stores): Option[] {
  const { chat, of } = stores
  const { desktop, openChat } = of(createDesktopStore).getState()
  const { id, pinned, archived, muted, unread, markedUnread } = conversation
  const { mark, markRead, markUnread } = chat.getState()
  const own = conversation.room ? roomOptions(conversation, stores) : chatOptions(conversation, stores)
  return [
    { text: pinned ? t('Unpin') : t('Pin'), act: () => void mark(id, { pinned: !pinned }) },
    unread > 0 || markedUnread
      ? { text: t('Mark as read'), act: () => void markRead(id) }
      : { text: t('Mark as unread'), act: () => void markUnread(id) },
    { text: muted ? t('Unmute') : t('Mute'), act: () => void mark(id, { muted: !muted }) },
    { text: archived ? t('Unarchive') : t('Archive'), act: () => void mark(id, { archived: !archived }) },
    ...(desktop ? [{ text: t('Open in a window of its own'), act: () => void openChat(id) }] : []),
    ...own
  ]
}

function chatOptions({ id }: Conversation, stores: Stores): Option[] {
  const { openDialog } = stores.view.getState()
  return [
    ...(id === DEFAULT_CONVERSATION_ID
      ? []
      : [{ text: t('Queues…'), act: () => openDialog({ kind: 'pair', conversationId: id }) }]),
    { text: t('Record and replay…'), act: () => openDialog({ kind: 'replay', conversationId: id }) },
    { text: t('Rename…'), act: () => openDialog({ kind: 'rename', conversationId: id }) },
    id === DEFAULT_CONVERSATION_ID
      ? { text: t('Delete all messages…'), danger: true, act: () => openDialog({ kind: 'empty' }) }
      : { text: t('Delete'), danger: true, act: () => void deleteChat(stores, id) }
  ]
}

/** A room that one is in is left; what stays of it then can be deleted. */
function roomOptions({ id, room }: Conversation, stores: Stores): Option[] {
  const { openDialog } = stores.view.getState()
  const isIn = room?.state === 'open' || room?.state === 'pending'
  const about = {
    text: room?.kind === 'direct' ? t('About this conversation…') : t('About this room…'),
    act: () => openDialog({ kind: 'room', conversationId: id })
  }
  if (!isIn) return [about, { text: t('Delete'), danger: true, act: () => void deleteChat(stores, id) }]
  return [
    about,
    { text: t('Leave…'), danger: true, act: () => openDialog({ kind: 'leave-room', conversationId: id }) }
  ]
}
