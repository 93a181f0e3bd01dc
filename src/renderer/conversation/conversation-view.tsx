import { useChat } from '../store/stores'
import { Composer } from './composer'
import { ConnectionBanner } from './connection-banner'
import { ConversationHeader } from './conversation-header'
import { ReceivePane } from './receive-pane'

/** The open conversation: receive pane above, send pane below. */
export function ConversationView() {
  const openId = useChat((state) => state.openId)
  return (
    <>
      <ConversationHeader />
      <ConnectionBanner />
      <ReceivePane key={openId} />
      <Composer key={`composer ${openId}`} />
    </>
  )
}
