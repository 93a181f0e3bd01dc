import { lazy, Suspense } from 'react'
import { AccessEnded } from './access-ended'
import css from './app.module.css'
import { CredentialPrompts } from './aws/credential-prompts'
import { ConversationView } from './conversation/conversation-view'
import { useShortcuts } from './keyboard/use-shortcuts'
import { Notices } from './notices/notices'
import { Sidebar } from './sidebar/sidebar'
import { StoresProvider, useChat, useView, type Stores } from './store/stores'
import { NoticeBar } from './ui/notice-bar'
import { Skeleton } from './ui/skeleton'
import { useDocumentTitle } from './ui/use-document-title'
import { NARROW, useMedia } from './ui/use-media'

const load = {
  queues: () => import('./queues/queues-view'),
  settings: () => import('./settings/settings-view'),
  aws: () => import('./aws/aws-view'),
  inspector: () => import('./inspector/inspector'),
  dialogs: () => import('./dialogs/dialogs'),
  drawer: () => import('./ui/drawer')
}

const QueuesView = lazy(load.queues)
const SettingsView = lazy(load.settings)
const AwsView = lazy(load.aws)
const Inspector = lazy(load.inspector)
const Dialogs = lazy(load.dialogs)
const Drawer = lazy(load.drawer)

/** Loads what the first paint did without, so that the first key press does not wait for it. */
export async function warmUp(): Promise<void> {
  await Promise.all(Object.values(load).map((part) => part()))
}

/** The whole page of one host. */
export const App = ({ stores }: { stores: Stores }) => (
  <StoresProvider stores={stores}>
    <Page />
  </StoresProvider>
)

function Page() {
  const accessEnded = useChat((state) => state.accessEnded)
  useShortcuts()
  useDocumentTitle()
  if (accessEnded !== null) return <AccessEnded reason={accessEnded} />
  return (
    <div className={css['app']}>
      <Side />
      <main className={css['main']}>
        <Notices />
        <Suspense fallback={<Skeleton />}>
          <Content />
        </Suspense>
      </main>
      <Over />
    </div>
  )
}

function Side() {
  const narrow = useMedia(NARROW)
  const drawerOpen = useView((state) => state.drawerOpen)
  const setDrawer = useView((state) => state.setDrawer)
  if (!narrow) {
    return (
      <aside className={css['side']} aria-label="Sidebar" data-pane>
        <Sidebar />
      </aside>
    )
  }
  return (
    <Suspense>
      <Drawer label="Sidebar" side="start" isOpen={drawerOpen} onClose={() => setDrawer(false)}>
        <Sidebar />
      </Drawer>
    </Suspense>
  )
}

function Content() {
  const view = useView((state) => state.view)
  if (view === 'queues') return <QueuesView />
  if (view === 'settings') return <SettingsView />
  if (view === 'aws') return <AwsView />
  return <ConversationView />
}

function Over() {
  const inspected = useView((state) => state.inspectedId !== null && state.view === 'chat')
  const dialog = useView((state) => state.dialog !== null)
  return (
    <>
      <Suspense>{inspected && <Inspector />}</Suspense>
      <Suspense>{dialog && <Dialogs />}</Suspense>
      <CredentialPrompts />
      <NoticeBar />
    </>
  )
}
