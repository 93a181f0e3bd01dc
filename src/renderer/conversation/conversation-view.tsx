import { Braces } from 'lucide-react'
import { useRawTexts } from '../store/raw-texts'
import { useChat } from '../store/stores'
import { PaneBoundary } from '../ui/boundary'
import { Composer } from './composer'
import { FirstPath } from './first-path'
import { ReceivePane } from './receive-pane'
import { Suspense } from 'react'
import { lazyPart } from '../ui/lazy-part'
import { useActiveBackend } from '../store/backends-store'
import { BackendMark } from '../ui/backend-mark'
import { connectionWords, roundTripWords } from '../ui/connection-words'
import { Dot } from '../ui/connection-status'
import { chatTitle } from '../text/chat-title'
import { duration } from '../text/time'
import { NARROW, useMedia } from '../ui/use-media'
import { IconButton } from '../ui/icon-button'
import { ViewHeader } from '../ui/view-header'
import css from './conversation-view.module.css'
import { saidText, t } from '../text/words'

/** The open conversation: receive pane above, send pane below. */
export function ConversationView() {
  const openId = useChat((state) => state.openId)
  return (
    <>
      <ConversationHeader />
      <ConnectionBanner />
      <PairBanner />
      <PaneBoundary name={t('The messages')} className={css['failed']} resetKey={openId}>
        <ReceivePane key={openId} />
      </PaneBoundary>
      <PaneBoundary name={t('The way of your first message')}>
        <FirstPath />
      </PaneBoundary>
      <PaneBoundary name={t('The composer')}>
        <Composer key={`composer ${openId}`} />
      </PaneBoundary>
    </>
  )
}

const ConnectionAction = lazyPart(() => import('./connection-action'))

/** One line over the conversation while something is not as it should be. Gone when all is well. */
export function ConnectionBanner() {
  const connection = useChat((state) => state.connection)
  const linkUp = useChat((state) => state.linkUp)
  if (linkUp && (!connection || connection.state === 'online')) return null
  const { tone, label, detail } = connectionWords(connection, linkUp)
  return (
    <div className={`${css['banner']} ${css[tone]}`}>
      <strong>{label}</strong>
      <span dir="auto">{detail}</span>
      {linkUp && connection?.can.account && (
        <PaneBoundary name={t('What to do about it')}>
          <Suspense>
            <ConnectionAction />
          </Suspense>
        </PaneBoundary>
      )}
    </div>
  )
}

const PairNote = lazyPart(() => import('./pair-notes'))

/** The queues of a chat that is bound to some. */
function PairBanner() {
  const chat = useChat((state) => state.conversations.get(state.openId))
  if (!chat?.pair) return null
  return (
    <PaneBoundary name={t('The queues of this chat')}>
      <Suspense>
        <PairNote key={chat.id} chat={chat} />
      </Suspense>
    </PaneBoundary>
  )
}

/** Title of the open conversation, where it talks to, and how quick that is. */
function ConversationHeader() {
  const chat = useChat((state) => state.conversations.get(state.openId))
  const connection = useChat((state) => state.connection)
  const linkUp = useChat((state) => state.linkUp)
  const narrow = useMedia(NARROW)
  const active = useActiveBackend()
  const { tone, label } = connectionWords(connection, linkUp)
  const trips = roundTripWords(connection, duration)
  return (
    <ViewHeader title={chat ? chatTitle(chat) : 'ChatAPP'}>
      {!narrow && connection && (
        <p className={css['facts']} data-backend-colour={active?.colour}>
          {active && <BackendMark colour={active.colour} />}
          <bdi className={active ? css['backend'] : undefined}>
            {saidText(connection.labelSaid, connection.label)}
          </bdi>
          {active?.processor === 'here' && <span>{t('processor: here')}</span>}
          <span className={css['dot']} title={label}>
            <Dot tone={tone} />
          </span>
          {trips !== '' && (
            <span className={css['trips']} title={t('The last answers and their median round trip')}>
              {trips}
            </span>
          )}
        </p>
      )}
      <RawToggle />
    </ViewHeader>
  )
}

/** Shows the texts of the open chat as they were written, or drawn again. */
function RawToggle() {
  const openId = useChat((state) => state.openId)
  const raw = useRawTexts((state) => state.chats.has(openId))
  const toggle = useRawTexts((state) => state.toggleChat)
  return (
    <IconButton
      icon={Braces}
      label={
        raw ? t('Show the texts of this chat drawn') : t('Show the texts of this chat as they were written')
      }
      aria-pressed={raw}
      onClick={() => toggle(openId)}
    />
  )
}
