import { CornerUpLeft, Ellipsis, Lock } from 'lucide-react'
import { useCallback, type MouseEvent, type ReactNode } from 'react'
import type { RequestMessage } from '../../shared/message'
import { PROCESSOR } from '../../shared/room-wire'
import { Time } from '../conversation/bubble'
import { Linked } from '../conversation/external-link'
import { DeliveryIcon } from '../conversation/request'
import { ReplyText, RequestText } from '../conversation/message-text'
import { useOnScreen } from '../conversation/reply'
import { TroubleNote } from '../conversation/trouble-note'
import { isSpoken, type RoomMessage } from '../store/log-items'
import { useRawTexts } from '../store/raw-texts'
import { createRoomsStore, useRooms } from '../store/rooms-store'
import { useChat, useStores } from '../store/stores'
import { exactTime } from '../text/time'
import { t } from '../text/words'
import { deliveryWords } from '../ui/delivery-words'
import { IconButton } from '../ui/icon-button'
import { useTabIndex } from '../ui/tab-order'
import { lineWords } from './line-words'
import { mentionIn } from './mention-text'
import { Quote, ReactButton, Reactions, SeenBy } from './message-parts'
import { Initials, PersonCard } from './person'
import { Pop } from './pop'
import css from './room-row.module.css'

/** What stands in a room: a message, or a line about who came, went or changed something. */
export const RoomRow = ({ message, head }: { message: RoomMessage; head: boolean }) =>
  isSpoken(message) ? <Message message={message} head={head} /> : <Line message={message} />

function Line({ message }: { message: RoomMessage }) {
  const tabIndex = useTabIndex() ?? 0
  const direct = useRooms((state) => state.rooms.get(message.conversationId)?.kind === 'direct')
  return (
    <article tabIndex={tabIndex} className={css['line']} title={exactTime(message.createdAt)}>
      <bdi>{lineWords(message, direct)}</bdi>
    </article>
  )
}

/** How many others have read a message: as it was read itself, or as the room has told since. */
function useSeenBy({ conversationId, position, room }: RoomMessage): number {
  const members = useRooms((state) => state.rooms.get(conversationId)?.members)
  const seen = useChat((state) => {
    const messages = state.logs.get(conversationId)?.messages
    return (members ?? []).filter(({ me, readId }) => {
      const read = me || readId === null ? undefined : messages?.get(readId)
      return read !== undefined && read.position >= position
    }).length
  })
  return Math.max(seen, room.seenBy ?? 0)
}

/** Whether oneself wrote it, on this device or another one. */
function useIsMine({ role, room: { by }, conversationId }: RoomMessage): boolean {
  const me = useRooms((state) => state.rooms.get(conversationId)?.members.find((one) => one.me)?.id)
  return role === 'request' || by === me
}

function Message({ message, head }: { message: RoomMessage; head: boolean }) {
  const { room, sender } = message
  const mine = useIsMine(message)
  const seenBy = useSeenBy(message)
  const element = useSeen(message)
  const tabIndex = useTabIndex() ?? 0
  const mentioned = room.mentions?.some(({ me }) => me) ?? false
  const said =
    message.role === 'request'
      ? `${sender.name}, ${deliveryLabel(message, seenBy)}`
      : t('Message from {sender}', { sender: sender.name })
  return (
    <article
      ref={element}
      tabIndex={tabIndex}
      className={css['message']}
      data-head={head || undefined}
      data-mine={mine || undefined}
      data-answer={room.kind === 'answer' || undefined}
      aria-label={mentioned ? `${said}, ${t('mentions you')}` : said}
    >
      {!mine && <span className={css['face']}>{head && <Initials name={sender.name} />}</span>}
      <div className={css['stack']}>
        {head && (
          <header className={css['head']}>
            {mine ? <span className="visually-hidden">{sender.name}</span> : <Author message={message} />}
            <Time at={message.createdAt} />
          </header>
        )}
        <div
          className={css['bubble']}
          data-mentioned={mentioned || undefined}
          data-failed={(message.role === 'request' && message.status === 'failed') || undefined}
        >
          <Quote message={message} />
          <div className={css['body']}>
            <Words message={message} />
            <Meta message={message} seenBy={seenBy} />
          </div>
          {message.role === 'request' && <TroubleNote message={message} />}
          {room.deleted !== true && <Tools message={message} timed={!head} />}
        </div>
        <Reactions message={message} />
      </div>
    </article>
  )
}

/** Tells the host, once, that a reply was on the screen, and the page that a mention was. */
function useSeen(message: RoomMessage) {
  const noteShown = useChat((state) => state.noteShown)
  const noteMention = useRooms((state) => state.noteMention)
  const { id, role, timeline, room } = message
  const tells = role === 'reply' && timeline.shown === undefined
  const mentions = room.mentions?.some(({ me }) => me) ?? false
  const onSeen = useCallback(() => {
    if (tells) noteShown(id)
    if (mentions) noteMention(id)
  }, [id, tells, mentions, noteShown, noteMention])
  return useOnScreen<HTMLElement>(tells || mentions ? onSeen : null)
}

/** Who wrote it, by name; what stands behind the name is in its card. */
function Author({ message: { sender, room, conversationId } }: { message: RoomMessage }) {
  const { chat, view } = useStores()
  const person = useRooms((state) =>
    state.rooms.get(conversationId)?.members.find(({ id }) => id === room.by)
  )
  const mention = (name: string): void => {
    const { drafts, setDraft } = chat.getState()
    setDraft(conversationId, `${drafts.get(conversationId) ?? ''}@${name} `)
    view.getState().focusComposer()
  }
  return (
    <Pop
      label={t('Who {name} is', { name: sender.name })}
      face={
        <>
          <bdi>{sender.name}</bdi>
          {person?.role === 'owner' && <span className={css['owner']}>{t('owner')}</span>}
        </>
      }
      className={css['author']}
    >
      {(close) => (
        <PersonCard id={room.by} name={sender.name} person={person} onMention={mention} onDone={close} />
      )}
    </Pop>
  )
}

function Words({ message }: { message: RoomMessage }) {
  const { text, room } = message
  const raw = useRawTexts((state) => state.isRaw(message))
  if (room.deleted) return <p className={css['gone']}>{t('This message was deleted.')}</p>
  if (room.sealed === 'unreadable')
    return <p className={css['gone']}>{t('Encrypted for other devices: it cannot be read here.')}</p>
  if (room.by === PROCESSOR || room.kind === 'answer') return <ReplyText text={text} raw={raw} />
  return <RequestText text={text} raw={raw} draw={(words) => mentioning(words, message)} />
}

/** The words of a text; the names in it that mention somebody stand out. */
function mentioning(words: string, { room: { mentions } }: RoomMessage): ReactNode {
  if (!mentions) return <Linked text={words} />
  return mentionIn(words, mentions).map(({ text, mention }, index) =>
    mention ? (
      <bdi key={index} className={css['mention']} data-me={mention.me || undefined} title={mention.id}>
        {text}
      </bdi>
    ) : (
      <Linked key={index} text={text} />
    )
  )
}

function deliveryLabel(message: RequestMessage, count: number): string {
  if (message.room?.putBack) return t('no longer in the room')
  if (message.room?.seq === undefined || message.room.seq === null) return deliveryWords(message).label
  return t('{count, plural, =0 {In the room, seen by nobody yet} other {Seen by #}}', { count })
}

/** At the end of the last line: whether it was changed, went encrypted, and how far one's own has come. */
function Meta({ message, seenBy }: { message: RoomMessage; seenBy: number }) {
  const { room } = message
  return (
    <span className={css['meta']}>
      {room.sealed && (
        <span title={t('end-to-end encrypted')}>
          <Lock size={12} aria-hidden />
          <span className="visually-hidden">{t('end-to-end encrypted')}</span>
        </span>
      )}
      {room.editedAt !== undefined && !room.deleted && (
        <span title={exactTime(room.editedAt)}>{t('edited')}</span>
      )}
      {room.putBack && <span>{t('no longer in the room')}</span>}
      {message.role === 'request' && !room.deleted && !room.putBack && (
        <Delivery message={message} seenBy={seenBy} />
      )}
    </span>
  )
}

/** Clock, tick or exclamation mark until the room has it; then how many have seen it. */
function Delivery({ message, seenBy }: { message: RoomMessage & RequestMessage; seenBy: number }) {
  if (message.room.seq !== null && message.status !== 'failed')
    return <SeenBy message={message} count={seenBy} />
  return <DeliveryIcon message={message} />
}

/** Opens the menu of a message under the button that asks for it, as a right click does. */
function openMenu({ currentTarget }: MouseEvent<HTMLElement>): void {
  const { left, bottom } = currentTarget.getBoundingClientRect()
  const place = { bubbles: true, cancelable: true, clientX: left, clientY: bottom }
  currentTarget.dispatchEvent(new MouseEvent('contextmenu', place))
}

function Tools({ message, timed }: { message: RoomMessage; timed: boolean }) {
  const { of } = useStores()
  const { id, conversationId, room } = message
  const numbered = room.seq !== null
  return (
    <span className={css['tools']}>
      {timed && <Time at={message.createdAt} />}
      {numbered && <ReactButton message={message} className={css['tool']} />}
      {numbered && (
        <IconButton
          icon={CornerUpLeft}
          label={t('Reply to it')}
          onClick={() => of(createRoomsStore).getState().quote(conversationId, id)}
        />
      )}
      <IconButton icon={Ellipsis} label={t('More')} aria-haspopup="menu" onClick={openMenu} />
    </span>
  )
}
