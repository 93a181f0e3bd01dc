import { Menu } from 'lucide-react'
import { useEffect, type ReactNode } from 'react'
import { ConnectionStatus } from './connection-status'
import { useView } from '../store/stores'
import { IconButton } from './icon-button'
import { NARROW, useMedia } from './use-media'
import css from './view-header.module.css'
import { FlaskConical } from 'lucide-react'
import { faultsOn, useFaults } from '../store/faults-store'
import { t } from '../text/words'

/** The bar over a view: its title, what belongs to it, and in a narrow window the way to the sidebar. */
export function ViewHeader({ title, children }: { title: string; children?: ReactNode }) {
  const narrow = useMedia(NARROW)
  const alone = useView((state) => state.alone)
  const setDrawer = useView((state) => state.setDrawer)
  return (
    <header className={css['header']}>
      {narrow && !alone && (
        <IconButton icon={Menu} label={t('Open the sidebar')} onClick={() => setDrawer(true)} />
      )}
      <h1 className={css['title']}>
        <bdi>{title}</bdi>
      </h1>
      <FaultMark />
      {narrow && <ConnectionStatus short />}
      {children}
    </header>
  )
}

/** Says on every view that faults are made on purpose, and leads to where they are switched off. */
function FaultMark() {
  const on = useFaults((state) => faultsOn(state.faults))
  const watch = useFaults((state) => state.watch)
  const show = useView((state) => state.show)
  useEffect(() => watch(), [watch])
  if (on === 0) return null
  return (
    <button
      type="button"
      className={css['mark']}
      title={t(
        '{on, plural, one {# fault is} other {# faults are}} made on purpose. Switch them off in the fault lab.',
        { on }
      )}
      onClick={() => show('faults')}
    >
      <FlaskConical size={14} aria-hidden />
      <span className={css['words']}>{t('Fault lab on')}</span>
    </button>
  )
}
