import { Menu } from 'lucide-react'
import type { ReactNode } from 'react'
import { ConnectionStatus } from './connection-status'
import { FaultMark } from './fault-mark'
import { useView } from '../store/stores'
import { IconButton } from './icon-button'
import { NARROW, useMedia } from './use-media'
import css from './view-header.module.css'

/** The bar over a view: its title, what belongs to it, and in a narrow window the way to the sidebar. */
export function ViewHeader({ title, children }: { title: string; children?: ReactNode }) {
  const narrow = useMedia(NARROW)
  const setDrawer = useView((state) => state.setDrawer)
  return (
    <header className={css['header']}>
      {narrow && <IconButton icon={Menu} label="Open the sidebar" onClick={() => setDrawer(true)} />}
      <h1 className={css['title']}>
        <bdi>{title}</bdi>
      </h1>
      <FaultMark />
      {narrow && <ConnectionStatus short />}
      {children}
    </header>
  )
}
