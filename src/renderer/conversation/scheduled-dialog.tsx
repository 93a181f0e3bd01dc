import { Pencil, SendHorizontal, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Scheduled } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { createLater, useLater } from '../store/later-store'
import { useStores, useView } from '../store/stores'
import { createUndo } from '../store/undo'
import { exactTime, machineTime } from '../text/time'
import { t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { ModalDialog } from '../ui/modal-dialog'
import css from './later.module.css'

/** What waits to be sent in a chat: each can be changed, sent now, or cancelled, with Undo. */
export function ScheduledDialog({ conversationId }: { conversationId: string }) {
  const close = useView((state) => state.closeDialog)
  const all = useLater((state) => state.scheduled)
  const [error, setError] = useState<WireError | null>(null)
  const own = all.filter((one) => one.conversationId === conversationId)
  return (
    <ModalDialog label={t('Scheduled messages')}>
      <div className={dialog['form']}>
        <h2>{t('Scheduled messages')}</h2>
        {error && <ErrorNote title={t('It was not changed')} error={error} />}
        {own.length === 0 ? (
          <p>{t('Nothing waits to be sent in this chat.')}</p>
        ) : (
          <ul className={css['list']} aria-label={t('Scheduled messages')}>
            {own.map((one) => (
              <Row key={one.id} scheduled={one} onError={setError} />
            ))}
          </ul>
        )}
        <div className={dialog['foot']}>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <Button autoFocus onClick={close}>
            {t('Close')}
          </Button>
        </div>
      </div>
    </ModalDialog>
  )
}

function Row({ scheduled, onError }: { scheduled: Scheduled; onError: (error: WireError | null) => void }) {
  const { of, view } = useStores()
  const { id, conversationId, preview, sendAt, attributes } = scheduled
  const later = of(createLater).getState()
  const cancel = async (): Promise<void> => {
    const was = await later.cancel(id)
    onError(was.ok ? null : was.error)
    if (!was.ok) return
    of(createUndo)
      .getState()
      .offer({ says: t('Cancelled: it is not sent'), undo: () => void later.schedule(id, was.value) })
  }
  return (
    <li className={css['row']}>
      <div>
        <bdi className={css['preview']}>{preview}</bdi>
        <small>
          <time dateTime={machineTime(sendAt)}>{exactTime(sendAt)}</time>
          {attributes > 0 &&
            ` · ${t('{count, plural, one {# attribute} other {# attributes}}', { count: attributes })}`}
        </small>
      </div>
      <span className={css['acts']}>
        <IconButton
          icon={Pencil}
          label={t('Change “{preview}”', { preview })}
          onClick={() => view.getState().openDialog({ kind: 'edit-scheduled', id, conversationId })}
        />
        <IconButton
          icon={SendHorizontal}
          label={t('Send “{preview}” now', { preview })}
          onClick={() => void later.change({ id, sendAt: null }).then(onError)}
        />
        <IconButton
          icon={Trash2}
          label={t('Cancel “{preview}”', { preview })}
          onClick={() => void cancel()}
        />
      </span>
    </li>
  )
}
