import { X } from 'lucide-react'
import { keyName, shortcutList } from '../ui/shortcuts'
import { useChat, useView } from '../store/stores'
import { IconButton } from '../ui/icon-button'
import { ModalDialog } from '../ui/modal-dialog'
import dialog from '../ui/dialog-form.module.css'
import css from './shortcuts-dialog.module.css'
import { t } from '../text/words'

/** The keys that do something. */
export function ShortcutsDialog() {
  const close = useView((state) => state.closeDialog)
  const sendWith = useChat((state) => state.settings?.sendWith ?? 'enter')
  const sending = [
    { keys: sendWith === 'enter' ? ['Enter'] : ['Mod', 'Enter'], does: 'Send' },
    { keys: sendWith === 'enter' ? ['Shift', 'Enter'] : ['Enter'], does: 'New line' }
  ] as const
  return (
    <ModalDialog label={t('Keyboard shortcuts')}>
      <div className={dialog['form']}>
        <div className={css['head']}>
          <h2>{t('Keyboard shortcuts')}</h2>
          <IconButton icon={X} label={t('Close')} onClick={close} />
        </div>
        <dl className={css['keys']}>
          {[...sending, ...shortcutList].map(({ keys, does }) => (
            <div key={does}>
              <dt>{t(does)}</dt>
              <dd>
                {keys.map((key) => (
                  <kbd key={key}>{keyName(key)}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </ModalDialog>
  )
}
