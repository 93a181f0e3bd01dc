import { X } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import type { Room } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { MAX_TITLE, MAX_TOPIC } from '../../shared/room-wire'
import { useRooms } from '../store/rooms-store'
import { useChat, useView } from '../store/stores'
import { chatTitle } from '../text/chat-title'
import { t } from '../text/words'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import Drawer from '../ui/drawer'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Skeleton } from '../ui/skeleton'
import { Encryption } from './encryption'
import { Invitations } from './invitations'
import { Members } from './members'
import { LeaveDialog } from './leave-dialog'
import { Part } from './part'
import css from './room-panel.module.css'
import { readableWords } from './room-words'

/** All that there is to know and to do about a room, from its side. */
export function RoomPanel({ conversationId, invite = false }: { conversationId: string; invite?: boolean }) {
  const close = useView((state) => state.closeDialog)
  const chat = useChat((state) => state.conversations.get(conversationId))
  const room = useRooms((state) => state.rooms.get(conversationId))
  const watchRoom = useRooms((state) => state.watchRoom)
  useEffect(() => watchRoom(conversationId), [watchRoom, conversationId])
  const label = chat?.room?.kind === 'direct' ? t('About this conversation') : t('About this room')
  return (
    <Drawer label={label} side="end" isOpen onClose={close}>
      <div className={css['panel']}>
        <header className={css['bar']}>
          <h2>{label}</h2>
          <IconButton icon={X} label={t('Close')} onClick={close} />
        </header>
        <div className={css['scroll']}>
          {room ? (
            <Panel room={room} title={chat ? chatTitle(chat) : room.title} invite={invite} />
          ) : (
            <Skeleton lines={6} label={t('Loading the room')} />
          )}
        </div>
      </div>
    </Drawer>
  )
}

function Panel({ room, title, invite }: { room: Room; title: string; invite: boolean }) {
  const isOpen = room.state === 'open'
  return (
    <>
      {room.kind === 'room' ? <Names room={room} /> : <h3 className={css['title']}>{title}</h3>}
      <p className={css['honest']}>{readableWords(room)}</p>
      {room.encryption && <Encryption room={room} encryption={room.encryption} />}
      <Members room={room} />
      {room.kind === 'room' && isOpen && <Invitations room={room} wanted={invite} />}
      {(isOpen || room.state === 'pending') && (
        <>
          <MentionsOnly room={room} />
          <Ends room={room} title={title} />
        </>
      )}
    </>
  )
}

/** Title and topic; changed in their places. */
function Names({ room }: { room: Room }) {
  const ask = useRooms((state) => state.ask)
  const editable = room.state === 'open'
  return (
    <div className={css['names']}>
      <Line
        label={t('Title')}
        value={room.title}
        longest={MAX_TITLE}
        editable={editable && room.owner}
        onSave={async (title) => {
          const result = await ask('rooms.rename', { id: room.id, title })
          return result.ok ? null : result.error
        }}
      />
      <Line
        label={t('Topic')}
        value={room.topic}
        longest={MAX_TOPIC}
        editable={editable}
        mayBeEmpty
        onSave={async (topic) => {
          const result = await ask('rooms.topic', { id: room.id, topic })
          return result.ok ? null : result.error
        }}
      />
    </div>
  )
}

/** One line that is read, and changed where one may. */
function Line({
  label,
  value,
  longest,
  editable,
  mayBeEmpty = false,
  onSave
}: {
  label: string
  value: string
  longest: number
  editable: boolean
  mayBeEmpty?: boolean
  onSave: (value: string) => Promise<WireError | null>
}) {
  const [text, setText] = useState<string | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  const id = useId()
  if (!editable)
    return (
      <div className={css['line']}>
        <span className={css['label']}>{label}</span>
        <bdi>{value === '' ? t('None.') : value}</bdi>
      </div>
    )
  const shown = text ?? value
  const changed = shown.trim() !== value && (mayBeEmpty || shown.trim() !== '')
  const save = async (): Promise<void> => {
    const failure = await onSave(shown.trim())
    setError(failure)
    if (!failure) setText(null)
  }
  return (
    <form
      className={css['line']}
      onSubmit={(event) => {
        event.preventDefault()
        if (changed) void save()
      }}
    >
      <label htmlFor={id} className={css['label']}>
        {label}
      </label>
      <span className={css['edit']}>
        <input
          id={id}
          dir="auto"
          value={shown}
          maxLength={longest}
          onChange={(event) => setText(event.target.value)}
        />
        {changed && (
          <Button kind="primary" type="submit">
            {t('Save')}
          </Button>
        )}
      </span>
      {error && <ErrorNote title={t('The change was not taken')} error={error} />}
    </form>
  )
}

function MentionsOnly({ room }: { room: Room }) {
  const ask = useRooms((state) => state.ask)
  return (
    <Part title={t('Notifications')}>
      <label className={css['check']}>
        <input
          type="checkbox"
          checked={room.mentionsOnly}
          onChange={({ target }) => void ask('rooms.mentionsOnly', { id: room.id, on: target.checked })}
        />
        {t('Only for what mentions me')}
      </label>
    </Part>
  )
}

/** Leaving, and closing for everybody. */
function Ends({ room, title }: { room: Room; title: string }) {
  const closeDialog = useView((state) => state.closeDialog)
  const ask = useRooms((state) => state.ask)
  const [asking, setAsking] = useState<'leave' | 'close' | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  const done = (): void => setAsking(null)
  const closeRoom = async (): Promise<void> => {
    const result = await ask('rooms.close', { id: room.id })
    if (result.ok) closeDialog()
    else setError(result.error)
  }
  return (
    <div className={css['ends']}>
      {error && <ErrorNote title={t('The room was not closed')} error={error} />}
      <Button onClick={() => setAsking('leave')}>{t('Leave…')}</Button>
      {room.owner && room.kind === 'room' && room.state === 'open' && (
        <Button kind="quiet" onClick={() => setAsking('close')}>
          {t('Close for everybody…')}
        </Button>
      )}
      {asking === 'leave' && <LeaveDialog conversationId={room.id} onClose={done} />}
      {asking === 'close' && (
        <ConfirmDialog
          label={t('Close the room')}
          question={t('Close “{title}” for everybody?', { title })}
          action={t('Close for everybody')}
          onClose={done}
          onConfirm={() => void closeRoom()}
        >
          {t(
            'Nobody can write or join any more, and that cannot be undone. What was said stays with everybody.'
          )}
        </ConfirmDialog>
      )}
    </div>
  )
}
