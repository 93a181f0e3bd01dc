import { useId, useState, type SubmitEvent } from 'react'
import { v7 as uuidv7 } from 'uuid'
import type { WireError } from '../../shared/errors'
import { MAX_TITLE } from '../../shared/room-wire'
import { useActiveBackend } from '../store/backends-store'
import { createRoomsStore, useRooms } from '../store/rooms-store'
import { useChat, useStores, useView } from '../store/stores'
import type { Dialog, RoomDialog } from '../store/view-store'
import { rich, t } from '../text/words'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import { ModalDialog } from '../ui/modal-dialog'
import { LeaveDialog } from './leave-dialog'
import { Named } from './named'
import { PeopleDialog } from './people-dialog'
import { showRoom } from './person'
import { RoomPanel } from './room-panel'
import css from './rooms.module.css'

const kinds: ReadonlySet<string> = new Set<RoomDialog['kind']>([
  'people',
  'new-room',
  'join',
  'room',
  'leave-room',
  'unsay'
])

export const isRoomDialog = (open: Dialog): open is RoomDialog => kinds.has(open.kind)

/** The dialog about rooms or people that is open. */
export function RoomDialogs({ dialog: open }: { dialog: RoomDialog }) {
  switch (open.kind) {
    case 'people':
      return <PeopleDialog />
    case 'new-room':
      return (
        <ModalDialog label={t('New room')}>
          <Named title={t('New room')}>
            <NewRoom />
          </Named>
        </ModalDialog>
      )
    case 'join':
      return (
        <ModalDialog label={t('Join a room')}>
          <Named title={t('Join a room')}>
            <Join given={open.invitation} />
          </Named>
        </ModalDialog>
      )
    case 'room':
      return <RoomPanel key={open.conversationId} {...open} />
    case 'leave-room':
      return <LeaveDialog conversationId={open.conversationId} />
    default:
      return <UnsayDialog messageId={open.messageId} />
  }
}

/** Where a dialog's one wish stands: what went wrong, and whether it is under way. */
function useWish() {
  const [error, setError] = useState<WireError | null>(null)
  const [busy, setBusy] = useState(false)
  return { error, setError, busy, setBusy }
}

function NewRoom() {
  const stores = useStores()
  const close = useView((state) => state.closeDialog)
  const ask = useRooms((state) => state.ask)
  const { error, setError, busy, setBusy } = useWish()
  const [title, setTitle] = useState('')
  /** Asked again, it is the same room. */
  const [roomId] = useState(() => uuidv7())
  const id = useId()

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (title.trim() === '' || busy) return
    setBusy(true)
    const result = await ask('rooms.create', { id: roomId, title: title.trim() })
    setBusy(false)
    if (result.ok) await showRoom(stores, result.value.id)
    else setError(result.error)
  }

  return (
    <form onSubmit={(event) => void submit(event)} className={dialog['form']}>
      <h2>{t('New room')}</h2>
      <label htmlFor={id}>{t('What is it called?')}</label>
      <input
        id={id}
        // A dialog that asks one thing starts at that thing.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        dir="auto"
        value={title}
        maxLength={MAX_TITLE}
        onChange={(event) => setTitle(event.target.value)}
      />
      <p className={css['small']}>
        {t(
          'Nobody is in it but you until you invite somebody. MessageProcessor and whoever operates this account can read it.'
        )}
      </p>
      {error && <ErrorNote title={t('The room was not made')} error={error} />}
      <div className={dialog['foot']}>
        <Button onClick={close}>{t('Cancel')}</Button>
        <Button kind="primary" type="submit" disabled={title.trim() === ''}>
          {t('Make the room')}
        </Button>
      </div>
    </form>
  )
}

/** By a code or a link that somebody handed over; one that came by a link is only confirmed. */
function Join({ given }: { given: string }) {
  const stores = useStores()
  const close = useView((state) => state.closeDialog)
  const ask = useRooms((state) => state.ask)
  const name = useRooms((state) => state.overview?.me?.name ?? '')
  const active = useActiveBackend()
  const { error, setError, busy, setBusy } = useWish()
  const [invitation, setInvitation] = useState(given)
  const id = useId()

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (invitation.trim() === '' || busy) return
    setBusy(true)
    const result = await ask('rooms.join', { invitation: invitation.trim() })
    setBusy(false)
    if (result.ok) await showRoom(stores, result.value.id)
    else setError(result.error)
  }

  return (
    <form onSubmit={(event) => void submit(event)} className={dialog['form']}>
      <h2>{given === '' ? t('Join a room') : t('Join this room?')}</h2>
      <p>
        {rich('You join on {backend}, as {name}.', {
          backend: <b>{active?.name ?? t('the local backend')}</b>,
          name: <b>{name}</b>
        })}
      </p>
      {given === '' ? (
        <>
          <label htmlFor={id}>{t('Invitation: its code or its link')}</label>
          <input
            id={id}
            // A dialog that asks one thing starts at that thing.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            dir="ltr"
            autoComplete="off"
            spellCheck={false}
            value={invitation}
            maxLength={500}
            onChange={(event) => setInvitation(event.target.value)}
          />
        </>
      ) : (
        <code className={css['given']}>{given}</code>
      )}
      {error && <ErrorNote title={t('This is no invitation')} error={error} />}
      <div className={dialog['foot']}>
        <Button onClick={close}>{t('Cancel')}</Button>
        <Button kind="primary" type="submit" disabled={invitation.trim() === ''}>
          {t('Join')}
        </Button>
      </div>
    </form>
  )
}

function UnsayDialog({ messageId }: { messageId: string }) {
  const { chat, of } = useStores()
  const text = useChat((state) => state.logs.get(state.openId)?.messages.get(messageId)?.text ?? '')
  const unsay = async (): Promise<void> => {
    const result = await of(createRoomsStore).getState().ask('rooms.delete', { id: messageId })
    if (!result.ok)
      chat.setState({ notice: { title: 'The message could not be deleted', error: result.error } })
  }
  return (
    <ConfirmDialog
      label={t('Delete for everybody')}
      question={t('Delete this message for everybody?')}
      action={t('Delete for everybody')}
      onConfirm={() => void unsay()}
    >
      <bdi className={css['cited']}>{text.slice(0, 200)}</bdi>{' '}
      {t('In its place stands that it was deleted. Who has read it has read it.')}
    </ConfirmDialog>
  )
}
