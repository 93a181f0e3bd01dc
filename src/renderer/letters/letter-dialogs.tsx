import { useId, useState, type ReactNode, type SubmitEvent } from 'react'
import type { LetterRef } from '../../shared/contract'
import { useLetters } from '../store/letters-store'
import { rich, t } from '../text/words'
import { Button } from '../ui/button'
import { ModalDialog } from '../ui/modal-dialog'
import dialog from '../ui/dialog-form.module.css'

/** What is asked before something is done with letters. */
export type LetterDialog =
  | { readonly kind: 'resend' | 'delete'; readonly letters: readonly LetterRef[] }
  | { readonly kind: 'redrive' | 'purge' }

export function LetterDialogs({ dialog: asked, close }: { dialog: LetterDialog; close: () => void }) {
  if (asked.kind === 'resend') return <ResendDialog letters={asked.letters} close={close} />
  if (asked.kind === 'delete') return <DeleteDialog letters={asked.letters} close={close} />
  return asked.kind === 'redrive' ? <RedriveDialog close={close} /> : <PurgeDialog close={close} />
}

function ResendDialog({ letters, close }: { letters: readonly LetterRef[]; close: () => void }) {
  const at = useLetters((state) => state.at)
  const act = useLetters((state) => state.act)
  return (
    <RateDialog
      title={t('Send {count, plural, one {# letter} other {# letters}} again', { count: letters.length })}
      action={t('Send again')}
      close={close}
      run={(perSecond) => void act('letters.resend', { letters: [...letters], perSecond })}
    >
      {at &&
        rich('Each goes to the queue that gave it up; where nobody says which, once more into {queue}.', {
          queue: <code>{at.queue}</code>
        })}{' '}
      {t(
        'Each keeps its correlation id: its chat shows the new outcome in place of the old one. What lies in the queue is taken first.'
      )}
    </RateDialog>
  )
}

function RedriveDialog({ close }: { close: () => void }) {
  const redrive = useLetters((state) => state.redrive)
  const queue = useLetters((state) => state.queue)
  return (
    <RateDialog
      title={t('Move all letters back')}
      action={t('Move all back')}
      close={close}
      run={(perSecond) => void redrive(perSecond)}
    >
      {rich(
        'Everything in {queue} goes back to the queue that gave it up, by the server where it can do that. What is in the tray stays.',
        { queue: <code>{queue}</code> }
      )}
    </RateDialog>
  )
}

function RateDialog(props: {
  title: string
  action: string
  close: () => void
  run: (perSecond: number | null) => void
  children: ReactNode
}) {
  const [rate, setRate] = useState('')
  const id = useId()
  const perSecond = rate === '' ? null : Number(rate)
  const isRate = perSecond === null || (Number.isInteger(perSecond) && perSecond >= 1 && perSecond <= 500)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!isRate) return
    props.close()
    props.run(perSecond)
  }
  return (
    <ModalDialog label={props.title} onClose={props.close}>
      <form className={dialog['form']} onSubmit={submit}>
        <h2>{props.title}</h2>
        <p>{props.children}</p>
        <label htmlFor={id}>{t('At most so many a second (empty: as fast as it goes)')}</label>
        <input
          id={id}
          inputMode="numeric"
          value={rate}
          aria-invalid={!isRate}
          onChange={({ target }) => setRate(target.value.trim())}
        />
        {!isRate && <p role="alert">{t('Type a whole number from 1 to 500.')}</p>}
        <div className={dialog['foot']}>
          <Button onClick={props.close}>{t('Cancel')}</Button>
          <Button type="submit" kind="primary" disabled={!isRate}>
            {props.action}
          </Button>
        </div>
      </form>
    </ModalDialog>
  )
}

function DeleteDialog({ letters, close }: { letters: readonly LetterRef[]; close: () => void }) {
  const act = useLetters((state) => state.act)
  return (
    <TypedDialog
      title={t('Delete {count, plural, one {# letter} other {# letters}} for good?', {
        count: letters.length
      })}
      action={t('Delete')}
      close={close}
      run={(queue) => void act('letters.delete', { letters: [...letters], queue })}
    >
      {t('They are gone then, from the queue or the tray. Nobody can bring them back.')}
    </TypedDialog>
  )
}

function PurgeDialog({ close }: { close: () => void }) {
  const act = useLetters((state) => state.act)
  const lookAgain = useLetters((state) => state.lookAgain)
  return (
    <TypedDialog
      title={t('Purge the queue?')}
      action={t('Purge')}
      close={close}
      run={(queue) => void act('letters.purge', { queue }).then(() => lookAgain())}
    >
      {t('Everything that lies in it is deleted for good, also what comes meanwhile. The tray is untouched.')}
    </TypedDialog>
  )
}

/** Asks for the queue's name before something is gone for good. */
function TypedDialog(props: {
  title: string
  action: string
  close: () => void
  run: (typed: string) => void
  children: ReactNode
}) {
  const queue = useLetters((state) => state.queue)
  const [typed, setTyped] = useState('')
  const id = useId()
  const fits = typed === queue && queue !== ''
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!fits) return
    props.close()
    props.run(typed)
  }
  return (
    <ModalDialog label={props.title} role="alertdialog" onClose={props.close}>
      <form className={dialog['form']} onSubmit={submit}>
        <h2>{props.title}</h2>
        <p>{props.children}</p>
        <label htmlFor={id}>{rich('Type {queue} to confirm', { queue: <code>{queue}</code> })}</label>
        <input
          id={id}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <div className={dialog['foot']}>
          <Button onClick={props.close}>{t('Cancel')}</Button>
          <Button type="submit" kind="danger" disabled={!fits}>
            {props.action}
          </Button>
        </div>
      </form>
    </ModalDialog>
  )
}
