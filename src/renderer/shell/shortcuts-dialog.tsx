import { X } from 'lucide-react'
import { modKey, shortcutList } from '../ui/shortcuts'
import { useChat, useView } from '../store/stores'
import { IconButton } from '../ui/icon-button'
import { ModalDialog } from '../ui/modal-dialog'
import dialog from '../ui/dialog-form.module.css'
import css from './shortcuts-dialog.module.css'

/** The keys that do something. */
export function ShortcutsDialog() {
  const close = useView((state) => state.closeDialog)
  const sendWith = useChat((state) => state.settings?.sendWith ?? 'enter')
  const mod = modKey()
  const sending =
    sendWith === 'enter'
      ? [
          { keys: ['Enter'], does: 'Send' },
          { keys: ['Shift', 'Enter'], does: 'New line' }
        ]
      : [
          { keys: ['Mod', 'Enter'], does: 'Send' },
          { keys: ['Enter'], does: 'New line' }
        ]
  return (
    <ModalDialog label="Keyboard shortcuts">
      <div className={dialog['form']}>
        <div className={css['head']}>
          <h2>Keyboard shortcuts</h2>
          <IconButton icon={X} label="Close" onClick={close} />
        </div>
        <dl className={css['keys']}>
          {[...sending, ...shortcutList].map(({ keys, does }) => (
            <div key={does}>
              <dt>{does}</dt>
              <dd>
                {keys.map((key) => (
                  <kbd key={key}>{key === 'Mod' ? mod : key}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </ModalDialog>
  )
}
