import { Suspense, useEffect, type ReactNode } from 'react'
import { AccessEnded } from './access-ended'
import css from './app.module.css'
import { CredentialPrompts } from '../accounts/credential-prompts'
import { ConversationView } from '../conversation/conversation-view'
import { ViewHeader } from '../ui/view-header'
import { KeysAhead } from './keys-ahead'
import { useShortcuts } from './use-shortcuts'
import { Notices } from './notices'
import { Sidebar } from './sidebar'
import { StoresProvider, useChat, useStores, useView, type Stores } from '../store/stores'
import { PaneBoundary } from '../ui/boundary'
import { lazyPart } from '../ui/lazy-part'
import { NoticeBar } from '../ui/notice-bar'
import { Skeleton } from '../ui/skeleton'
import { useDocumentTitle } from '../ui/use-document-title'
import { NARROW, useMedia } from '../ui/use-media'

const QueuesView = lazyPart(() => import('../queues/queues-view'))
const SettingsView = lazyPart(() => import('../settings/settings-view'))
const AwsView = lazyPart(() => import('../accounts/aws-view'))
const Inspector = lazyPart(() => import('../inspector/inspector'))
const Dialogs = lazyPart(() => import('./dialogs'))
const Drawer = lazyPart(() => import('../ui/drawer'))

/** Loads what the first paint did without, so that the first key press does not wait for it. Never rejects. */
export async function warmUp(): Promise<void> {
  const parts = [QueuesView, SettingsView, AwsView, Inspector, Dialogs, Drawer]
  await Promise.all(parts.map((part) => part.warmUp()))
}

/** The whole page of one host. */
export const App = ({ stores }: { stores: Stores }) => (
  <PaneBoundary name="ChatAPP" className={css['screen']}>
    <StoresProvider stores={stores}>
      <Page />
    </StoresProvider>
  </PaneBoundary>
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
        <Content />
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
        <PaneBoundary name="The sidebar">
          <Sidebar />
        </PaneBoundary>
      </aside>
    )
  }
  return (
    <OverBoundary name="The sidebar" resetKey={drawerOpen}>
      <Suspense>
        <Drawer label="Sidebar" side="start" isOpen={drawerOpen} onClose={() => setDrawer(false)}>
          <Sidebar />
        </Drawer>
      </Suspense>
    </OverBoundary>
  )
}

const views = {
  chat: { name: 'The conversation', title: 'ChatAPP', View: ConversationView },
  queues: { name: 'Queues', title: 'Queues', View: QueuesView },
  settings: { name: 'Settings', title: 'Settings', View: SettingsView },
  aws: { name: 'The AWS account', title: 'AWS account', View: AwsView }
} as const

function Content() {
  const view = useView((state) => state.view)
  const openId = useChat((state) => state.openId)
  const { name, title, View } = views[view]
  return (
    <PaneBoundary
      key={view}
      name={name}
      className={css['failed']}
      resetKey={openId}
      head={<ViewHeader title={title} />}
    >
      <Suspense fallback={<Skeleton />}>
        <View />
      </Suspense>
    </PaneBoundary>
  )
}

function Over() {
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
      <OverBoundary name="The message’s details" resetKey={inspectedId}>
        <Suspense>{inspectedId !== null && <Inspector />}</Suspense>
      </OverBoundary>
      <OverBoundary name="The dialog" resetKey={dialog}>
        <Suspense fallback={<KeysAhead />}>{dialog && <Dialogs />}</Suspense>
      </OverBoundary>
      <OverBoundary name="The question about credentials">
        <CredentialPrompts />
      </OverBoundary>
      <NoticeBar />
    </>
  )
}

/** For what stands over the page: its failure does, too. */
const OverBoundary = (props: { name: string; resetKey?: unknown; children: ReactNode }) => (
  <PaneBoundary {...props} className={css['over']} />
)
