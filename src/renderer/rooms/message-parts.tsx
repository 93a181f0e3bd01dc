import { CornerUpLeft, SmilePlus } from 'lucide-react'
import { Suspense, useEffect, useState } from 'react'
import type { CallOutput } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import type { RoomMessage } from '../store/log-items'
import { createRoomsStore, useRooms } from '../store/rooms-store'
import { useStores } from '../store/stores'
import { errorText, formatNumber, t } from '../text/words'
import { lazyPart } from '../ui/lazy-part'
import { Skeleton } from '../ui/skeleton'
import { useTabIndex } from '../ui/tab-order'
import { Pop } from './pop'
import css from './room-row.module.css'

const EmojiPicker = lazyPart(() => import('./emoji-picker'))

/** The message that one replies to; a press goes there. */
export function Quote({ message }: { message: RoomMessage }) {
  const { chat } = useStores()
  const tabIndex = useTabIndex()
  const { quotes } = message.room
  if (!quotes) return null
  const { id, name, text } = quotes
  const line = (
    <>
      <CornerUpLeft size={12} aria-hidden />
      <bdi className={css['quoteName']}>{name}</bdi>
      <bdi className={css['quoteText']}>{text === '' ? t('a message that was deleted') : text}</bdi>
    </>
  )
  if (id === null) return <p className={css['quote']}>{line}</p>
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      className={css['quote']}
      title={t('Go to the message')}
      onClick={() => void chat.getState().revealMessage(message.conversationId, id)}
    >
      {line}
    </button>
  )
}

/** Says an emoji of a message, or takes it back. */
export function useReact(message: RoomMessage): (emoji: string) => void {
  const { chat, of } = useStores()
  return (emoji) => {
    const mine = message.room.reactions?.some((one) => one.emoji === emoji && one.mine) ?? false
    const say = async (): Promise<void> => {
      const result = await of(createRoomsStore)
        .getState()
        .ask('rooms.react', { id: message.id, emoji, on: !mine })
      if (!result.ok) chat.setState({ notice: { title: 'The reaction was not taken', error: result.error } })
    }
    void say()
  }
}

/** How people reacted, and the way to do so. */
export function Reactions({ message }: { message: RoomMessage }) {
  const react = useReact(message)
  const tabIndex = useTabIndex()
  const reactions = message.room.reactions ?? []
  if (reactions.length === 0) return null
  return (
    <ul className={css['reactions']} aria-label={t('Reactions')}>
      {reactions.map(({ emoji, names, mine }) => (
        <li key={emoji}>
          <button
            type="button"
            tabIndex={tabIndex}
            className={css['reaction']}
            aria-pressed={mine}
            title={names.join(', ')}
            aria-label={t('{emoji} {count, number}, from {names}', {
              emoji,
              count: names.length,
              names: names.join(', ')
            })}
            onClick={() => react(emoji)}
          >
            <span aria-hidden>{emoji}</span> {formatNumber(names.length)}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Opens the choice of emoji for a message. */
export function ReactButton({ message, className }: { message: RoomMessage; className: string | undefined }) {
  const open = useRooms((state) => state.picking === message.id)
  const pick = useRooms((state) => state.pick)
  const react = useReact(message)
  return (
    <Pop
      label={t('React')}
      face={<SmilePlus size={16} aria-hidden />}
      className={className}
      isOpen={open}
      onOpenChange={(now) => pick(now ? message.id : null)}
    >
      {(close) => (
        <Suspense fallback={<Skeleton lines={2} label={t('Loading the emoji')} />}>
          <EmojiPicker
            onPick={(emoji) => {
              close()
              react(emoji)
            }}
          />
        </Suspense>
      )}
    </Pop>
  )
}

/** How many have read a message of one's own; who, in its card. */
export function SeenBy({ message, count }: { message: RoomMessage; count: number }) {
  return (
    <Pop
      label={t('{count, plural, =0 {In the room, seen by nobody yet} other {Seen by #}}', { count })}
      face={<Ticks seen={count > 0} count={count} />}
      className={css['seen']}
    >
      {() => <Readers messageId={message.id} />}
    </Pop>
  )
}

/** Two ticks; how many have seen it is a number beside them, not a colour only. */
const Ticks = ({ seen, count }: { seen: boolean; count: number }) => (
  <>
    <svg width="17" height="15" viewBox="0 0 17 15" fill="none" aria-hidden data-seen={seen || undefined}>
      <path
        d="m1.5 8 3.2 3.2L11 4.5M8 10.6l.8.6L15.4 4.5"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
    {seen && formatNumber(count)}
  </>
)

type Seen = CallOutput<'rooms.seenBy'>

function Readers({ messageId }: { messageId: string }) {
  const ask = useRooms((state) => state.ask)
  const [seen, setSeen] = useState<Seen | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  useEffect(() => {
    let wanted = true
    const read = async (): Promise<void> => {
      const result = await ask('rooms.seenBy', { id: messageId })
      if (!wanted) return
      if (result.ok) setSeen(result.value)
      else setError(result.error)
    }
    void read()
    return () => {
      wanted = false
    }
  }, [ask, messageId])
  if (error) return <p role="alert">{errorText(error)}</p>
  if (!seen) return <Skeleton lines={2} label={t('Loading who has seen it')} />
  return (
    <>
      <Names title={t('Seen by')} names={seen.seen} />
      <Names title={t('Not seen yet by')} names={seen.unseen} />
    </>
  )
}

const Names = ({ title, names }: { title: string; names: readonly string[] }) =>
  names.length > 0 && (
    <div className={css['names']}>
      <h3>{title}</h3>
      <ul>
        {names.map((name, index) => (
          <li key={index}>
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
    </div>
  )
