import { Lock, LockOpen } from 'lucide-react'
import { useState } from 'react'
import { createBackendsStore, useBackends } from '../store/backends-store'
import { useLetters } from '../store/letters-store'
import { useChat, useStores } from '../store/stores'
import { rich, saidText, t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ModalDialog } from '../ui/modal-dialog'
import css from './lock-strip.module.css'

/** Whether queues of the backend that is talked to may be changed that are none of its own. */
export const useUnlocked = (): boolean =>
  useBackends(({ choices, activeId }) => choices[activeId]?.queueDesk === 'unlocked')

/** Whether the desk stands at a queue that it may not change. */
export function useLocked(): boolean {
  const unlocked = useUnlocked()
  return useLetters((state) => state.at !== null) && !unlocked
}

/** Says whether the queue desk only reads, and changes that. */
export function LockStrip() {
  const backends = useStores().of(createBackendsStore)
  const unlocked = useUnlocked()
  const id = useBackends((state) => state.activeId)
  const name = useChat(({ connection }) =>
    connection ? saidText(connection.labelSaid, connection.label) : ''
  )
  const trouble = useBackends((state) => state.trouble)
  const [asks, setAsks] = useState(false)
  const choose = (queueDesk: 'read-only' | 'unlocked'): void => {
    setAsks(false)
    void backends.getState().choose(id, { queueDesk })
  }
  const Icon = unlocked ? LockOpen : Lock
  return (
    <div className={css['strip']} data-unlocked={unlocked || undefined}>
      <Icon size={16} aria-hidden />
      <output className={css['words']}>
        {rich(
          unlocked
            ? 'Unlocked: what is done here changes queues of {name}.'
            : 'Read-only: nothing on {name} is changed.',
          { name: <bdi>{name}</bdi> }
        )}
      </output>
      {unlocked ? (
        <Button onClick={() => choose('read-only')}>{t('Lock')}</Button>
      ) : (
        <Button onClick={() => setAsks(true)}>{t('Unlock…')}</Button>
      )}
      {trouble && <p role="alert">{t(trouble.title)}</p>}
      {asks && (
        <ModalDialog label={t('Unlock the queue desk')} role="alertdialog" onClose={() => setAsks(false)}>
          <div className={dialog['form']}>
            <h2>{rich('Unlock the queue desk for {name}?', { name: <bdi>{name}</bdi> })}</h2>
            <p>
              {t(
                'It may then send, take, move and delete messages in every queue that this backend reaches, also in queues that others work with. It stays unlocked until you lock it.'
              )}
            </p>
            <div className={dialog['foot']}>
              {/* The harmless answer is the one under the finger. */}
              {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
              <Button autoFocus onClick={() => setAsks(false)}>
                {t('Cancel')}
              </Button>
              <Button kind="danger" onClick={() => choose('unlocked')}>
                {t('Unlock')}
              </Button>
            </div>
          </div>
        </ModalDialog>
      )}
    </div>
  )
}
