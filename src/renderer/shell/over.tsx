import { Suspense, useEffect, useLayoutEffect, type ReactNode } from 'react'
import { useChat, useStores, useView } from '../store/stores'
import { PaneBoundary } from '../ui/boundary'
import { lazyPart } from '../ui/lazy-part'
import css from './over.module.css'
import { isComposing } from '../ui/composing'
import { X } from 'lucide-react'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { UndoToasts } from './undo-toasts'
import { usePrompts } from '../store/prompts-store'
import { t } from '../text/words'

export const Inspector = lazyPart(() => import('../inspector/inspector'))
export const Dialogs = lazyPart(() => import('./dialogs'))
const CredentialDialog = lazyPart(() => import('../accounts/credential-dialog'))

/** What stands over the page: details, dialogs, questions, notices. */
export function Over() {
  const { chat, view } = useStores()
  const inspectedId = useView((state) => (state.view === 'chat' ? state.inspectedId : null))
  const dialog = useView((state) => state.dialog)

  // The inspector belongs to a message of the open conversation.
  useEffect(
    () => chat.subscribe((now, before) => now.openId !== before.openId && view.getState().inspect(null)),
    [chat, view]
  )

  return (
    <>
      <OverBoundary name={t('The message’s details')} resetKey={inspectedId}>
        <Suspense>{inspectedId !== null && <Inspector />}</Suspense>
      </OverBoundary>
      <OverBoundary name={t('The dialog')} resetKey={dialog}>
        <Suspense fallback={<KeysAhead />}>{dialog && <Dialogs />}</Suspense>
      </OverBoundary>
      <OverBoundary name={t('The question about credentials')}>
        <CredentialPrompts />
      </OverBoundary>
      <NoticeBar />
      <UndoToasts />
    </>
  )
}

/** For what stands over the page: its failure does, too. */
export const OverBoundary = (props: { name: string; resetKey?: unknown; children: ReactNode }) => (
  <PaneBoundary {...props} className={css['over']} />
)

/**
 * Stands for a dialog that is still being loaded, and keeps the keys that are meant for it.
 *
 * Without it they would go where the focus still is: into the composer, whose Enter sends.
 */
function KeysAhead() {
  const { view } = useStores()
  useLayoutEffect(() => {
    const keep = (event: KeyboardEvent): void => {
      const page = view.getState()
      if (page.dialog === null) return
      event.stopPropagation()
      if (event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      if (isComposing(event)) return
      if (event.key === 'Escape') page.closeDialog()
      else page.typeAhead(event.key)
    }
    window.addEventListener('keydown', keep, { capture: true })
    return () => window.removeEventListener('keydown', keep, { capture: true })
  }, [view])
  return null
}

/** Listens for what credentials wait for, and asks the user as soon as there is something. */
function CredentialPrompts() {
  const asking = usePrompts((state) => state.prompts.length > 0)
  const watch = usePrompts((state) => state.watch)
  useEffect(watch, [watch])
  return <Suspense>{asking && <CredentialDialog />}</Suspense>
}

/** What went wrong and belongs to no place on the page; stays until it is closed. */
function NoticeBar() {
  const notice = useChat((state) => state.notice)
  const dismiss = useChat((state) => state.dismissNotice)
  if (!notice) return null
  return (
    <div className={css['notice']}>
      <ErrorNote title={t(notice.title)} error={notice.error} />
      <div className={css['close']}>
        <IconButton icon={X} label={t('Close this notice')} onClick={dismiss} />
      </div>
    </div>
  )
}
