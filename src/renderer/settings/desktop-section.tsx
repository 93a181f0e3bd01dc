import { useEffect } from 'react'
import { useDesktop } from '../store/desktop-store'
import { ChoiceGroup } from '../ui/choice-group'
import { ErrorNote } from '../ui/error-note'
import section from '../ui/section.module.css'
import { t } from '../text/words'

const closing = () => [
  { value: 'quit' as const, label: t('Quits ChatAPP'), hint: t('What is being sent is finished first') },
  {
    value: 'tray' as const,
    label: t('Keeps it in the tray'),
    hint: t('Replies go on arriving. Where your desktop shows no tray, start ChatAPP again to see the window')
  }
]

const starting = () => [
  { value: 'asked' as const, label: t('When you open it') },
  { value: 'login' as const, label: t('When you log in'), hint: t('Asks nothing and shows its window') }
]

/** How the window lives with the system around it; each choice only where the host can see to it. */
export function DesktopSection() {
  const desktop = useDesktop((state) => state.desktop)
  const error = useDesktop((state) => state.error)
  const load = useDesktop((state) => state.load)
  const choose = useDesktop((state) => state.choose)
  useEffect(() => void load(), [load])
  if (!desktop || (desktop.closeToTray === null && desktop.startAtLogin === null)) return null
  return (
    <section aria-labelledby="desktop-title" className={section['section']}>
      <div className={section['head']}>
        <h2 id="desktop-title">{t('This computer')}</h2>
      </div>
      {error && <ErrorNote title={t('The choice was not kept')} error={error} />}
      {desktop.closeToTray !== null && (
        <ChoiceGroup
          label={t('Closing the window')}
          choices={closing()}
          value={desktop.closeToTray ? 'tray' : 'quit'}
          onChange={(choice) => void choose({ closeToTray: choice === 'tray' })}
        />
      )}
      {desktop.startAtLogin !== null && (
        <ChoiceGroup
          label={t('Start ChatAPP')}
          choices={starting()}
          value={desktop.startAtLogin ? 'login' : 'asked'}
          onChange={(choice) => void choose({ startAtLogin: choice === 'login' })}
        />
      )}
    </section>
  )
}
