import { AtSign, Lock, LockOpen, TriangleAlert, UsersRound } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { backendName } from '../../shared/backend-words'
import type { Conversation, Room } from '../../shared/contract'
import { ConnectionBanner } from '../conversation/conversation-view'
import { LogKindContext, type LogKind } from '../conversation/log-kind'
import { ReceivePane } from '../conversation/receive-pane'
import { useBackends } from '../store/backends-store'
import { isMessage } from '../store/log-items'
import { useRooms } from '../store/rooms-store'
import { useChat, useStores, useView } from '../store/stores'
import { chatTitle } from '../text/chat-title'
import { errorText, formatNumber, t, type Message } from '../text/words'
import { PaneBoundary } from '../ui/boundary'
import { Button } from '../ui/button'
import { NARROW, useMedia } from '../ui/use-media'
import { ViewHeader } from '../ui/view-header'
import { readableWords } from './room-words'
import { RoomComposer } from './room-composer'
import { RoomRow } from './room-row'
import { roomActs } from './room-acts'
import css from './room-view.module.css'

/** The open room: who is in it, what was said, and the composer. */
export default function RoomView({ chat }: { chat: Conversation }) {
  const watchRoom = useRooms((state) => state.watchRoom)
  const watchPeople = useRooms((state) => state.watchPeople)
  const room = useRooms((state) => state.rooms.get(chat.id) ?? null)
  useEffect(() => watchRoom(chat.id), [watchRoom, chat.id])
  useEffect(() => watchPeople(), [watchPeople])
  return (
    <LogKindContext value={logKind}>
      <Header chat={chat} room={room} />
      <ConnectionBanner />
      {room && <Banners room={room} />}
      <PaneBoundary name={t('The messages')} className={css['failed']}>
        <ReceivePane />
      </PaneBoundary>
      <ToMention conversationId={chat.id} />
      <PaneBoundary name={t('The composer')}>
        <RoomComposer chat={chat} room={room} />
      </PaneBoundary>
    </LogKindContext>
  )
}

function Header({ chat, room }: { chat: Conversation; room: Room | null }) {
  const openDialog = useView((state) => state.openDialog)
  const narrow = useMedia(NARROW)
  const direct = chat.room?.kind === 'direct'
  const count = direct ? 0 : (room?.members.length ?? chat.room?.members ?? 0)
  const label = direct
    ? t('About this conversation')
    : t('About this room: {count, plural, one {# person} other {# people}}', { count })
  return (
    <ViewHeader title={chatTitle(chat)}>
      {!narrow && room && room.topic !== '' && (
        <p className={css['topic']} title={room.topic}>
          <bdi>{room.topic}</bdi>
        </p>
      )}
      {room?.encryption && (
        <EncryptionMark state={room.encryption.state} verified={room.encryption.verified} />
      )}
      <button
        type="button"
        className={css['about']}
        aria-label={label}
        title={label}
        onClick={() => openDialog({ kind: 'room', conversationId: chat.id })}
      >
        <UsersRound size={16} aria-hidden /> {count > 0 && formatNumber(count)}
      </button>
    </ViewHeader>
  )
}

function EncryptionMark({ state, verified }: Pick<NonNullable<Room['encryption']>, 'state' | 'verified'>) {
  const on = state === 'on'
  const words = on
    ? verified
      ? t('End-to-end encrypted, words compared')
      : t('End-to-end encrypted')
    : state === 'waits_for_key'
      ? t('Waits: the other side has no key yet')
      : t('There is a new key')
  const Icon = on ? Lock : state === 'key_changed' ? TriangleAlert : LockOpen
  return (
    <span className={css['lock']} data-on={on || undefined} title={words}>
      <Icon size={14} aria-hidden />
      <span className="visually-hidden">{words}</span>
    </span>
  )
}

/** A room of one's own in which nothing stands but that it was made. */
const isNew = ({ kind, state, owner, members, known }: Room): boolean =>
  kind === 'room' && state === 'open' && owner && members.length === 1 && known === 1

/** What stands in the way, or is not here yet. */
function Banners({ room }: { room: Room }) {
  const openDialog = useView((state) => state.openDialog)
  return (
    <>
      <Elsewhere room={room} />
      {room.encryption?.state === 'key_changed' && (
        <div className={css['note']} data-warn role="alert">
          <strong>{t('There is a new key in this conversation.')}</strong>{' '}
          {t(
            'A new device of either of you, or somebody in between: nothing is written for it until you say so.'
          )}
          <Button kind="quiet" onClick={() => openDialog({ kind: 'room', conversationId: room.id })}>
            {t('Compare the words…')}
          </Button>
        </div>
      )}
      {isNew(room) && (
        <div className={css['note']}>
          <span>{t('Nobody is in this room but you.')}</span>{' '}
          <Button
            kind="quiet"
            onClick={() => openDialog({ kind: 'room', conversationId: room.id, invite: true })}
          >
            {t('Invite people…')}
          </Button>
        </div>
      )}
      <Refused room={room} />
      {room.known > room.here && (
        <output className={css['note']}>
          <progress value={room.here} max={room.known} aria-label={t('Messages that are here')} />
          {t('{here, number} of {known, number} messages are here; the others are on their way.', {
            here: room.here,
            known: room.known
          })}
        </output>
      )}
      {room.waiting > 0 && (
        <output className={css['note']}>
          {t(
            '{waiting, plural, one {One thing that you did is} other {# things that you did are}} not confirmed yet.',
            { waiting: room.waiting }
          )}
        </output>
      )}
    </>
  )
}

/** A room belongs to a backend: what is written in it waits while another one is in use. */
function Elsewhere({ room }: { room: Room }) {
  const { view } = useStores()
  const watch = useBackends((state) => state.watch)
  const activeId = useBackends((state) => (state.backends ? state.activeId : null))
  const backend = useBackends((state) => state.backends?.find(({ id }) => id === room.backendId))
  useEffect(() => watch(), [watch])
  if (activeId === null || activeId === room.backendId) return null
  return (
    <div className={css['note']} data-warn>
      {backend
        ? t('This room belongs to “{backend}”, which is not in use: what you write waits.', {
            backend: backendName(backend)
          })
        : t('This room belongs to a backend that is not here any more: what you write waits.')}
      <Button kind="quiet" onClick={() => view.getState().show('settings')}>
        {t('Show the backends')}
      </Button>
    </div>
  )
}

/** What the processor refused last, until its reader has seen it. */
function Refused({ room: { reason, state } }: { room: Room }) {
  const [read, setRead] = useState<string | null>(null)
  if (reason === null || state === 'refused') return null
  const words = errorText(reason)
  if (read === words) return null
  return (
    <div className={css['note']} data-warn role="alert">
      <strong>{t('Not done:')}</strong> <span dir="auto">{words}</span>
      <Button kind="quiet" onClick={() => setRead(words)}>
        {t('Dismiss')}
      </Button>
    </div>
  )
}

/** The way to the next mention of oneself among what was unread, as long as one was not on the screen. */
function ToMention({ conversationId }: { conversationId: string }) {
  const { chat } = useStores()
  const log = useChat((state) => state.logs.get(conversationId))
  const unseen = useChat((state) => state.firstUnseen.get(conversationId))
  const seen = useRooms((state) => state.seenMentions)
  const note = useRooms((state) => state.noteMention)
  const items = log?.items
  const mentions = useMemo(() => {
    const from = items?.findIndex(({ key }) => key === unseen) ?? -1
    return from < 0
      ? []
      : (items ?? []).slice(from).filter((item) => isMessage(item) && mentionsMe(item.message))
  }, [items, unseen])
  const waiting = mentions.filter(({ key }) => !seen.has(key))
  const [next] = waiting
  if (!next) return null
  return (
    <div className={css['toMention']}>
      <button
        type="button"
        onClick={() => {
          note(next.key)
          void chat.getState().revealMessage(conversationId, next.key)
        }}
      >
        <AtSign size={14} aria-hidden />
        {t('{count, plural, one {# mention of you} other {# mentions of you}}', { count: waiting.length })}
      </button>
    </div>
  )
}

const mentionsMe = ({ room }: { room?: { mentions?: readonly { me: boolean }[] | undefined } | undefined }) =>
  room?.mentions?.some(({ me }) => me) ?? false

const emptyWords: Record<'room' | 'direct', Message> = {
  room: 'Nothing was said here yet. Invite somebody, or write the first message.',
  direct: 'Nothing was said here yet.'
}

function Empty() {
  const id = useChat((state) => state.openId)
  const room = useRooms((state) => state.rooms.get(id))
  const openDialog = useView((state) => state.openDialog)
  const honest = room && <p className={css['honest']}>{readableWords(room)}</p>
  return (
    <div className={css['empty']}>
      <p>{t(emptyWords[room?.kind ?? 'room'])}</p>
      {room?.kind === 'room' && room.owner && room.state === 'open' && (
        <Button onClick={() => openDialog({ kind: 'room', conversationId: id, invite: true })}>
          {t('Invite people…')}
        </Button>
      )}
      {honest}
    </div>
  )
}

const logKind: LogKind = { Row: RoomRow, Empty, acts: roomActs }
