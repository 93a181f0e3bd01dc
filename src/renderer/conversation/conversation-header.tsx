import { connectionWords, roundTripWords } from '../ui/connection-words'
import { Dot } from '../ui/connection-status'
import { useChat } from '../store/stores'
import { duration } from '../text/time'
import { NARROW, useMedia } from '../ui/use-media'
import css from './conversation-header.module.css'
import { ViewHeader } from '../ui/view-header'

/** Title of the open conversation, where it talks to, and how quick that is. */
export function ConversationHeader() {
  const title = useChat((state) => state.conversations.get(state.openId)?.title ?? 'ChatAPP')
  const connection = useChat((state) => state.connection)
  const linkUp = useChat((state) => state.linkUp)
  const narrow = useMedia(NARROW)
  const { tone, label } = connectionWords(connection, linkUp)
  const trips = roundTripWords(connection, duration)
  return (
    <ViewHeader title={title}>
      {!narrow && connection && (
        <p className={css['facts']}>
          <bdi>{connection.label}</bdi>
          <span className={css['dot']} title={label}>
            <Dot tone={tone} />
          </span>
          {trips !== '' && (
            <span className={css['trips']} title="The last answers and their median round trip">
              {trips}
            </span>
          )}
        </p>
      )}
    </ViewHeader>
  )
}
