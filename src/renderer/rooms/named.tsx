import { useEffect, useId, useState, type ReactNode } from 'react'
import type { CallOutput } from '../../shared/contract'
import { ChatError, type WireError } from '../../shared/errors'
import { accountOf } from '../../shared/backend-words'
import { MAX_NAME, NAMELESS } from '../../shared/room-wire'
import { useRooms } from '../store/rooms-store'
import { useActiveBackend } from '../store/backends-store'
import { useChat, useStores } from '../store/stores'
import { errorText, rich, t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { Spinner } from '../ui/spinner'
import css from './rooms.module.css'

type Overview = CallOutput<'rooms.overview'>

/** What needs a name on the backend in use: asks for it in place first, and says so where there are no rooms at all. */
export function Named({ title, children }: { title: string; children: ReactNode }) {
  const overview = useRooms((state) => state.overview)
  const error = useRooms((state) => state.overviewError)
  const watch = useRooms((state) => state.watchPeople)
  const { chat, view } = useStores()
  const close = view.getState().closeDialog
  useEffect(() => watch(), [watch])
  const chosen = useChat((state) => state.settings?.nameChosen ?? false)
  if (overview?.available !== 'no' && overview?.me && chosen) return children
  return (
    <div className={dialog['form']}>
      <h2>{title}</h2>
      {error && <ErrorNote title={t('Rooms could not be read')} error={error} />}
      {!overview && !error && <Skeleton lines={3} label={t('Loading who is there')} />}
      {overview?.available === 'no' ? (
        <>
          <NoRooms overview={overview} />
          <div className={dialog['foot']}>
            <Button onClick={close}>{t('Close')}</Button>
          </div>
        </>
      ) : (
        overview && (
          <NameForm
            overview={overview}
            onCancel={close}
            onDone={(senderName) => void chat.getState().changeSettings({ senderName, nameChosen: true })}
          />
        )
      )}
    </div>
  )
}

/** Why there are no rooms, and what can be done about it. */
function NoRooms({ overview: { reason } }: { overview: Overview }) {
  const { view } = useStores()
  const account = accountOf(useActiveBackend()?.backend)
  const ask = useRooms((state) => state.ask)
  return (
    <div className={css['none']}>
      <p>
        <strong>{t('This backend has no rooms.')}</strong>{' '}
        {reason && <span dir="auto">{errorText(reason)}</span>}
      </p>
      <div className={css['acts']}>
        <Button onClick={() => void ask('rooms.refresh', undefined)}>{t('Look again')}</Button>
        {account && (
          <Button
            kind="quiet"
            onClick={() => {
              view.getState().closeDialog()
              view.getState().openAws({ kind: 'update', backendId: account.id })
            }}
          >
            {t('Update the stack…')}
          </Button>
        )}
        <Button
          kind="quiet"
          onClick={() => {
            view.getState().closeDialog()
            view.getState().show('settings')
          }}
        >
          {t('Choose another backend')}
        </Button>
      </div>
    </div>
  )
}

/** Who one is to the backend: what cannot be chosen, beside the name, which can. */
export function WhoAmI({ id }: { id: string }) {
  const local = (useActiveBackend()?.backend.kind ?? 'local') === 'local'
  const principal = <code className={css['principal']}>{id}</code>
  return (
    <p className={css['small']}>
      {local
        ? rich(
            'The local backend sees you as {principal}. That cannot be chosen, so nobody can pass for you.',
            {
              principal
            }
          )
        : rich('AWS sees you as {principal}. That cannot be chosen, so nobody can pass for you.', {
            principal
          })}
    </p>
  )
}

/** Asks how one is called on the backend in use. */
export function NameForm({
  overview,
  onCancel,
  onDone
}: {
  overview: Overview
  onCancel: () => void
  /** The processor knows one by this name. */
  onDone: (name: string) => void
}) {
  const ask = useRooms((state) => state.ask)
  const chosen = useChat((state) => state.settings?.nameChosen ?? false)
  const suggested = useChat((state) => state.settings?.senderName ?? '')
  const [name, setName] = useState<string | null>(null)
  const [asked, setAsked] = useState<string | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  const id = useId()
  const known = overview.me?.name ?? suggested
  const shown = name ?? (known === NAMELESS && !chosen ? '' : known)
  const isMine = asked !== null && asked === overview.me?.name
  useEffect(() => {
    if (isMine) onDone(asked)
    // Once, when the processor has said so.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isMine])
  const isTaken = overview.taken !== null && overview.taken === shown.trim()
  const waits = asked !== null && !isMine && asked !== overview.taken

  const submit = async (): Promise<void> => {
    const wanted = shown.trim()
    if (wanted === '') return
    setError(null)
    setAsked(wanted)
    const result = await ask('rooms.setName', { name: wanted })
    if (result.ok) return
    setAsked(null)
    setError(result.error)
  }

  return (
    <form
      className={css['name']}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <label htmlFor={id}>{t('How are you called here?')}</label>
      {/* A dialog that asks one thing starts at that thing. */}
      <input
        id={id}
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        dir="auto"
        value={shown}
        maxLength={MAX_NAME}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setName(event.target.value)}
      />
      <p id={`${id}-hint`} className={css['small']}>
        {t('Everybody on this backend sees you by this name, and nobody else can have it.')}
      </p>
      {overview.available === 'unknown' && (
        <p className={css['small']}>{t('MessageProcessor has not said yet who is here.')}</p>
      )}
      {overview.me && <WhoAmI id={overview.me.id} />}
      {error && <ErrorNote title={t('The name was not taken')} error={error} />}
      {!error && isTaken && !waits && (
        <p role="alert" className={css['bad']}>
          {errorText(new ChatError('room.name_taken').toWire())}
        </p>
      )}
      {waits && (
        <output className={css['waits']}>
          <Spinner size={14} /> {t('Asking MessageProcessor whether “{name}” is free…', { name: asked })}
        </output>
      )}
      <div className={dialog['foot']}>
        <Button onClick={onCancel}>{t('Cancel')}</Button>
        <Button kind="primary" type="submit" disabled={shown.trim() === ''}>
          {t('That is me')}
        </Button>
      </div>
    </form>
  )
}
