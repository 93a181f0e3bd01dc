import { Suspense, useEffect } from 'react'
import { unreadIn } from '../../shared/unread'
import text from '../ui/text.module.css'
import css from './app.module.css'
import { ConversationView } from '../conversation/conversation-view'
import { ViewHeader } from '../ui/view-header'
import { Deletions } from './deletions'
import { Dialogs, Inspector, Over, OverBoundary } from './over'
import { useAnnouncements } from './use-announcements'
import { useOutside } from './use-outside'
import { useShortcuts } from './use-shortcuts'
import { Notices } from './notices'
import { Sidebar } from './sidebar'
import { Spoken } from './spoken'
import { StoresProvider, useChat, useView, type Stores } from '../store/stores'
import { PaneBoundary } from '../ui/boundary'
import { lazyPart } from '../ui/lazy-part'
import { Skeleton } from '../ui/skeleton'
import { NARROW, useMedia } from '../ui/use-media'
import { BrandMark } from '../ui/brand-mark'
import { CopyButton } from '../ui/copy-button'
import { chatTitle } from '../text/chat-title'
import { rich, t } from '../text/words'

const QueuesView = lazyPart(() => import('../queues/queues-view'))
const SettingsView = lazyPart(() => import('../settings/settings-view'))
const FaultLabView = lazyPart(() => import('../settings/fault-lab'))
const LettersView = lazyPart(() => import('../letters/letters-view'))
const QueueDeskView = lazyPart(() => import('../desk/queue-desk-view'))
const MessagesView = lazyPart(() => import('../desk/messages-view'))
const LogView = lazyPart(() => import('../logs/log-view'))
const HelpView = lazyPart(() => import('../settings/help-view'))
const AwsView = lazyPart(() => import('../accounts/aws-view'))
const RoomView = lazyPart(() => import('../rooms/room-view'))
const Drawer = lazyPart(() => import('../ui/drawer'))

/** Loads what the first paint did without, so that the first key press does not wait for it. Never rejects. */
export async function warmUp(): Promise<void> {
  const parts = [
    QueuesView,
    LettersView,
    QueueDeskView,
    MessagesView,
    LogView,
    SettingsView,
    FaultLabView,
    HelpView,
    AwsView,
    Inspector,
    Dialogs,
    RoomView,
    Drawer
  ]
  await Promise.all(parts.map((part) => part.warmUp()))
}

/** The whole page of one host. */
export const App = ({ stores }: { stores: Stores }) => (
  <PaneBoundary name="ChatAPP" className={css['screen']}>
    <StoresProvider stores={stores}>
      <Spoken>
        <Page />
      </Spoken>
    </StoresProvider>
  </PaneBoundary>
)

function Page() {
  const accessEnded = useChat((state) => state.accessEnded)
  useShortcuts()
  useOutside()
  useAnnouncements()
  useDocumentTitle()
  if (accessEnded !== null) return <AccessEnded reason={accessEnded} />
  return (
    <div className={css['app']}>
      <Side />
      <main className={css['main']}>
        <Notices />
        <DeletionsBesideDrawer />
        <Content />
      </main>
      <Over />
    </div>
  )
}

function Side() {
  const narrow = useMedia(NARROW)
  const drawerOpen = useView((state) => state.drawerOpen)
  const alone = useView((state) => state.alone)
  const setDrawer = useView((state) => state.setDrawer)
  if (alone) return null
  if (!narrow) {
    return (
      <aside className={css['side']} aria-label={t('Sidebar')} data-pane>
        <PaneBoundary name={t('The sidebar')}>
          <Sidebar />
        </PaneBoundary>
      </aside>
    )
  }
  return (
    <OverBoundary name={t('The sidebar')} resetKey={drawerOpen}>
      <Suspense>
        <Drawer label={t('Sidebar')} side="start" isOpen={drawerOpen} onClose={() => setDrawer(false)}>
          <Sidebar />
        </Drawer>
      </Suspense>
    </OverBoundary>
  )
}

/** In a narrow window the sidebar, which tells of deletions, is mostly out of sight. */
function DeletionsBesideDrawer() {
  const narrow = useMedia(NARROW)
  const drawerOpen = useView((state) => state.drawerOpen)
  return narrow && !drawerOpen ? <Deletions /> : null
}

const views = {
  chat: { name: 'The conversation', title: 'ChatAPP', View: OpenChat },
  queues: { name: 'Queues', title: 'Queues', View: QueuesView },
  desk: { name: 'Queue desk', title: 'Queue desk', View: QueueDeskView },
  messages: { name: 'Messages', title: 'Messages', View: MessagesView },
  letters: { name: 'Dead letters', title: 'Dead letters', View: LettersView },
  logs: { name: 'Processor log', title: 'Processor log', View: LogView },
  settings: { name: 'Settings', title: 'Settings', View: SettingsView },
  faults: { name: 'Fault lab', title: 'Fault lab', View: FaultLabView },
  help: { name: 'Help', title: 'Help', View: HelpView },
  aws: { name: 'The AWS account', title: 'AWS account', View: AwsView }
} as const

/** The open chat; a room is drawn by code of its own, which comes when the first one is opened. */
function OpenChat() {
  const chat = useChat((state) => state.conversations.get(state.openId))
  if (!chat?.room) return <ConversationView />
  return (
    <Suspense
      fallback={
        <>
          <ViewHeader title={chatTitle(chat)} />
          <Skeleton lines={7} label={t('Loading the conversation')} />
        </>
      }
    >
      <RoomView key={chat.id} chat={chat} />
    </Suspense>
  )
}

function Content() {
  const view = useView((state) => state.view)
  const openId = useChat((state) => state.openId)
  const { name, title, View } = views[view]
  return (
    <PaneBoundary
      key={view}
      name={t(name)}
      className={css['failed']}
      resetKey={openId}
      head={<ViewHeader title={title === 'ChatAPP' ? title : t(title)} />}
    >
      <Suspense fallback={<Skeleton />}>
        <View />
      </Suspense>
    </PaneBoundary>
  )
}

const COMMAND = 'npm run -s chatapp -- open'

/** Stands in place of the page when the host no longer talks to it, until a fresh link was opened in this browser. */
function AccessEnded({ reason }: { reason: string }) {
  const profile = useChat((state) => state.info?.profile ?? 'default')
  const command = profile === 'default' ? COMMAND : `${COMMAND} --profile ${profile}`
  return (
    <main className={css['ended']}>
      <div className={css['card']} role="alert">
        <BrandMark size={48} />
        <h1>{t('Open ChatAPP again')}</h1>
        <p>{reason}</p>
        <p>{t('Run this in the ChatAPP folder, while ChatAPP runs, and open the link it prints:')}</p>
        <p className={css['command']}>
          <code>{command}</code>
          <CopyButton text={command} iconOnly label={t('Copy the command')} />
        </p>
        <p className={text['small']}>
          {rich(
            'An installed ChatAPP is asked with {command}. Your messages are safe: they live in ChatAPP’s data folder, not in this page.',
            { command: <code>chatapp open</code> }
          )}
        </p>
      </div>
    </main>
  )
}

/** Keeps the window's title at the open conversation, with the count of what is unread. */
function useDocumentTitle(): void {
  const chat = useChat((state) => state.conversations.get(state.openId))
  const title = chat && chatTitle(chat)
  const unread = useChat((state) => unreadIn(state.conversations.values()))
  useEffect(() => {
    const count = unread > 0 ? `(${unread}) ` : ''
    document.title = title ? `${count}${title} – ChatAPP` : 'ChatAPP'
  }, [title, unread])
}
