import { useEffect } from 'react'
import { ChevronDown, Layers, Settings, SquareChevronRight, SquarePen } from 'lucide-react'
import { useChat, useStores, useView } from '../store/stores'
import { IconButton } from '../ui/icon-button'
import { NARROW, useMedia } from '../ui/use-media'
import { BrandMark } from '../ui/brand-mark'
import { ConnectionStatus } from '../ui/connection-status'
import { OptionsAs } from '../ui/options'
import { SearchBox } from './search-box'
import { SearchResults } from './search-results'
import css from './sidebar.module.css'
import { ChatList } from './chat-list'
import { Deletions } from './deletions'
import { startChat } from './go-to-chat'
import { useSearch } from '../store/search-store'
import type { View } from '../store/view-store'
import { useUpdates } from '../store/updates-store'
import { t } from '../text/words'

/** Chats, views and the connection; in a drawer when the window is narrow. */
export function Sidebar() {
  const searching = useSearch((state) => state.query.trim() !== '')
  const openDialog = useView((state) => state.openDialog)
  const stores = useStores()
  const narrow = useMedia(NARROW)
  return (
    <div className={css['sidebar']}>
      <div className={css['brand']}>
        <BrandMark size={24} />
        <span className={css['name']}>ChatAPP</span>
        <div className={css['begin']}>
          <IconButton icon={SquarePen} label={t('New chat')} onClick={() => startChat(stores)} />
          <OptionsAs
            icon={ChevronDown}
            label={t('Write to a person or a room')}
            options={[
              { text: t('Chat with MessageProcessor'), act: () => startChat(stores) },
              { text: t('Person…'), act: () => openDialog({ kind: 'people' }) },
              { text: t('Room…'), act: () => openDialog({ kind: 'new-room' }) },
              {
                text: t('Join with an invitation…'),
                act: () => openDialog({ kind: 'join', invitation: '' })
              }
            ]}
          />
        </div>
        <IconButton
          icon={SquareChevronRight}
          label={t('Commands (Ctrl or ⌘ K)')}
          onClick={() => openDialog({ kind: 'palette' })}
        />
      </div>
      <SearchBox />
      {searching ? <SearchResults /> : <ChatList />}
      <Deletions />
      <div className={css['views']}>
        <ViewButton view="queues" />
        <ViewButton view="settings" />
      </div>
      {!narrow && (
        <div className={css['foot']}>
          <ConnectionStatus />
        </div>
      )}
    </div>
  )
}

const views = {
  queues: { icon: Layers, label: 'Queues' },
  settings: { icon: Settings, label: 'Settings' }
} as const

/** Views that another one leads to. */
const leading: Partial<Record<View, View>> = {
  aws: 'settings',
  faults: 'settings',
  help: 'settings',
  desk: 'queues',
  messages: 'queues',
  letters: 'queues',
  logs: 'queues'
}

function ViewButton({ view }: { view: keyof typeof views }) {
  const current = useView((state) => leading[state.view] ?? state.view)
  const show = useView((state) => state.show)
  const setAside = useChat((state) => state.setAside)
  const { icon: Icon, label } = views[view]
  return (
    <button
      type="button"
      className={css['view']}
      aria-current={current === view ? 'page' : undefined}
      onClick={() => show(view)}
    >
      <Icon size={16} aria-hidden /> {t(label)}
      {view === 'queues' && setAside > 0 && (
        <span className={css['badge']} title={t('{setAside} set aside', { setAside })}>
          {setAside}
          <span className="visually-hidden"> {t('set aside')}</span>
        </span>
      )}
      {view === 'settings' && <UpdateBadge />}
    </button>
  )
}

/** Says that a newer version can be started, wherever the user is. */
function UpdateBadge() {
  const watch = useUpdates((state) => state.watch)
  const ready = useUpdates(({ updates }) => (updates?.state.kind === 'ready' ? updates.state : null))
  useEffect(() => watch(), [watch])
  return (
    ready && <span className={css['update']}>{t('Update to {version}', { version: ready.version })}</span>
  )
}
