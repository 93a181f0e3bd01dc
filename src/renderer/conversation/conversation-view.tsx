import { useChat } from '../store/stores'
import { PaneBoundary } from '../ui/boundary'
import { Composer } from './composer'
import { ConnectionBanner } from './connection-banner'
import { ConversationHeader } from './conversation-header'
import { ReceivePane } from './receive-pane'
import css from './receive-pane.module.css'

/** The open conversation: receive pane above, send pane below. */
export function ConversationView() {
  const openId = useChat((state) => state.openId)
  return (
    <>
      <ConversationHeader />
      <ConnectionBanner />
      <PaneBoundary name="The messages" className={css['failed']} resetKey={openId}>
        <ReceivePane key={openId} />
      </PaneBoundary>
      <PaneBoundary name="The composer">
        <Composer key={`composer ${openId}`} />
      </PaneBoundary>
    </>
  )
}
