import { ArrowDown } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { Virtuoso, type IndexLocationWithAlign, type VirtuosoHandle } from 'react-virtuoso'
import type { Reveal } from '../store/chat-state'
import type { Log } from '../store/log'
import { isMessage, toLogItems, withNewLine, type LogItem } from '../store/log-items'
import { useChat, useStores } from '../store/stores'
import { dayName } from '../text/time'
import { useNow } from '../text/use-now'
import { useZone } from '../text/zone'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import type { LogPlace } from '../store/log-place'
import { LogRow } from './log-row'
import css from './receive-pane.module.css'
import { useStickToEnd } from './use-stick-to-end'
import { Welcome } from './welcome'

/** What came in and what went out, as a log that keeps its place. */
export function ReceivePane() {
  const openId = useChat((state) => state.openId)
  const log = useChat((state) => state.logs.get(openId))
  const error = useChat((state) => state.logErrors.get(openId))
  const failure = useChat((state) => state.failure)
  return (
    <section aria-label="Receive" className={css['pane']} data-pane>
      <Content log={log} error={error ?? failure ?? undefined} />
    </section>
  )
}

function Content({
  log,
  error
}: {
  log: Log | undefined
  error: Parameters<typeof ErrorNote>[0]['error'] | undefined
}) {
  const openId = useChat((state) => state.openId)
  const start = useChat((state) => state.start)
  if (log) return <MessageLog key={log.stretch} log={log} conversationId={openId} />
  if (error) {
    return (
      <div className={css['middle']}>
        <ErrorNote title="The conversation could not be loaded" error={error}>
          <Button onClick={() => void start()}>Try again</Button>
        </ErrorNote>
      </div>
    )
  }
  return <Skeleton lines={7} label="Loading the conversation" />
}

function MessageLog({ log, conversationId }: { log: Log; conversationId: string }) {
  const { chat, places } = useStores()
  const virtuoso = useRef<VirtuosoHandle>(null)
  const unseen = useChat((state) => state.firstUnseen.get(conversationId))
  const { zone, items } = useZonedItems(log, typeof unseen === 'string' ? unseen : undefined)
  const [wish] = useState(() => chat.getState().reveal)
  const [start] = useState(() =>
    startOf(items, placeOf(wish, conversationId) ?? places.get(conversationId) ?? atNewLine)
  )
  const drawn = useRef(items)
  useEffect(() => {
    drawn.current = items
  }, [items])
  const { stuck, stick } = useStickToEnd({
    start: start.place,
    reveal: ({ key, offset }) => {
      const index = drawn.current.findIndex((item) => item.key === key)
      if (index >= 0) virtuoso.current?.scrollToIndex({ index, align: 'start', offset: -offset })
    },
    atNewest: () => chat.getState().logs.get(conversationId)?.hasNewer !== true,
    keep: (place) => void (place ? places.set(conversationId, place) : places.delete(conversationId))
  })
  const marked = useMarked(items, { conversationId, virtuoso, opened: wish })
  const fresh = useNewMessages(log, stuck)
  const [top, setTop] = useState<LogItem | null>(null)
  const { loadOlder, loadNewer } = chat.getState()
  const loading = useChat((state) => state.loading.has(conversationId))

  const toEnd = useWayToEnd(conversationId, virtuoso, stick)

  return (
    <div role="log" aria-label="Messages" aria-live={stuck ? 'polite' : 'off'} className={css['log']}>
      {log.items.length === 0 ? (
        <Welcome />
      ) : (
        <Virtuoso
          ref={virtuoso}
          className={css['scroller'] ?? ''}
          data={items}
          firstItemIndex={log.firstIndex}
          initialTopMostItemIndex={start.location}
          computeItemKey={(_, item) => item.key}
          itemContent={logRow}
          // A function that Virtuoso calls with its element, not a ref that is read.
          // oxlint-disable-next-line react/refs
          scrollerRef={stick.attach}
          // Given a function, Virtuoso follows what is loaded at the end of a window too.
          followOutput={!log.hasNewer && stick.followOutput}
          atBottomStateChange={stick.settle}
          atBottomThreshold={48}
          increaseViewportBy={200}
          startReached={() => log.hasMore && void loadOlder(conversationId)}
          endReached={() => log.hasNewer && void loadNewer(conversationId)}
          totalListHeightChanged={stick.settle}
          rangeChanged={({ startIndex }) => setTop(items[startIndex - log.firstIndex] ?? null)}
          components={{ Header: LogHead, Footer: LogFoot }}
          context={{ loading, log, marked, zone }}
          alignToBottom
        />
      )}
      <FloatingDay top={top} />
      <span ref={stick.attachRuler} className={css['ruler']} aria-hidden>
        M
      </span>
      {(fresh > 0 || (!stuck && log.items.length > 0)) && <ToEnd fresh={fresh} onPress={toEnd} />}
    </div>
  )
}

/** Goes to the newest message: when asked, and after one was sent. Who leaves from there keeps no more than it shows. */
function useWayToEnd(
  conversationId: string,
  virtuoso: RefObject<VirtuosoHandle | null>,
  stick: ReturnType<typeof useStickToEnd>['stick']
): () => void {
  const { chat, places } = useStores()
  const toEnd = useCallback(() => {
    const { logs, showNewest } = chat.getState()
    if (logs.get(conversationId)?.hasNewer) {
      places.delete(conversationId)
      void showNewest(conversationId)
    } else {
      virtuoso.current?.scrollToIndex({ index: 'LAST', align: 'end' })
      stick.toEnd()
    }
  }, [chat, places, conversationId, virtuoso, stick])

  useEffect(
    () => () => {
      if (!places.has(conversationId)) chat.getState().letGoOfOlder(conversationId)
    },
    [chat, places, conversationId]
  )

  useEffect(
    () =>
      chat.subscribe((now, before) => {
        if (now.lastSentId !== before.lastSentId) toEnd()
      }),
    [chat, toEnd]
  )
  return toEnd
}

/** The day of what is read, while the line that names it is out of sight. */
function FloatingDay({ top }: { top: LogItem | null }) {
  const now = useNow()
  if (!top || !isMessage(top)) return null
  return (
    <p className={css['floatingDay']} aria-hidden>
      {dayName(top.message.createdAt, now)}
    </p>
  )
}

/** The way back to the newest message, for a reader who is further up. */
function ToEnd({ fresh, onPress }: { fresh: number; onPress: () => void }) {
  if (fresh > 0) {
    return (
      <button type="button" className={css['fresh']} onClick={onPress}>
        {fresh === 1 ? '1 new message' : `${fresh} new messages`} <ArrowDown size={14} aria-hidden />
      </button>
    )
  }
  return (
    <button
      type="button"
      className={css['down']}
      aria-label="To the newest message"
      title="To the newest message"
      onClick={onPress}
    >
      <ArrowDown size={16} aria-hidden />
    </button>
  )
}

/** Wishes that were granted: a log that is drawn anew must not scroll back to them. */
const shown = new WeakSet<Reveal>()

/** This far under the upper edge stands a message that a log opens at, in pixels. */
const WISHED_AT_PX = 120

/** The place of a message that is to be shown; undefined where there is none. */
const placeOf = (wish: Reveal | null, conversationId: string): LogPlace | undefined =>
  wish?.conversationId === conversationId && !shown.has(wish)
    ? { key: wish.messageId, offset: WISHED_AT_PX }
    : undefined

interface Marking {
  readonly conversationId: string
  readonly virtuoso: RefObject<VirtuosoHandle | null>
  /** The wish that the log was opened for, and so stands at already. */
  readonly opened: Reveal | null
}

/** Who had not seen everything begins where they left off; a log that has no such line opens at its end. */
const atNewLine: LogPlace = { key: 'new', offset: 80 }

/** Scrolls to the message that a search leads to; its id marks its row. */
function useMarked(items: readonly LogItem[], { conversationId, virtuoso, opened }: Marking): string | null {
  const reveal = useChat((state) => state.reveal)
  const [marked, setMarked] = useState<string | null>(null)
  useEffect(() => {
    if (!reveal || reveal.conversationId !== conversationId || shown.has(reveal)) return undefined
    const index = items.findIndex((item) => item.key === reveal.messageId)
    if (index < 0) return undefined
    const frame = requestAnimationFrame(() => {
      if (opened !== reveal) virtuoso.current?.scrollToIndex({ index, align: 'center' })
      setMarked(reveal.messageId)
      shown.add(reveal)
    })
    return () => cancelAnimationFrame(frame)
    // Once for each wish: later messages must not scroll back to it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [reveal, conversationId])
  return marked
}

/** The rows of a log, by the days of the zone the computer is in now, with the line over what is new. */
function useZonedItems(log: Log, firstUnseen: string | undefined) {
  const zone = useZone()
  const [madeIn] = useState(zone)
  const items = useMemo(
    () => withNewLine(zone === madeIn ? log.items : toLogItems(log.messages.values()), firstUnseen),
    [log, zone, madeIn, firstUnseen]
  )
  return { zone, items }
}

/** Where a log opens: at the row its reader left, as long as that is there, else at its end. */
function startOf(
  items: readonly LogItem[],
  place: LogPlace | undefined
): { place: LogPlace | null; location: IndexLocationWithAlign } {
  const index = place ? items.findIndex((item) => item.key === place.key) : -1
  if (!place || index < 0) return { place: null, location: { index: 'LAST', align: 'end' } }
  return { place, location: { index, align: 'start', offset: -place.offset } }
}

interface LogContext {
  loading: boolean
  log: Log
  marked: string | null
  /** Every row is drawn anew when it changes. */
  zone: string
}

const logRow = (_: number, item: LogItem, { marked }: LogContext) => (
  <LogRow item={item} marked={item.key === marked} />
)

const LogHead = ({ context }: { context?: LogContext }) => (
  <div className={css['head']}>
    {context?.loading && context.log.hasMore ? 'Loading older messages…' : ''}
  </div>
)

const LogFoot = ({ context }: { context?: LogContext }) => (
  <div className={css['tail']}>
    {context?.loading && context.log.hasNewer ? 'Loading newer messages…' : ''}
  </div>
)

/** How many messages came while the reader was not at the end of the log. */
function useNewMessages(log: Log, atBottom: boolean): number {
  const [seen, setSeen] = useState<{ log: Log; fresh: number }>({ log, fresh: 0 })
  if (seen.log !== log) setSeen({ log, fresh: atBottom ? 0 : seen.fresh + arrived(seen.log, log) })
  else if (atBottom && seen.fresh > 0) setSeen({ log, fresh: 0 })
  return atBottom ? 0 : seen.fresh
}

/** Messages of the later log that are new and not older than what the earlier one held. */
function arrived(earlier: Log, later: Log): number {
  // What was loaded at the end of a window was there already.
  if (earlier.hasNewer) return 0
  let newest = 0
  for (const message of earlier.messages.values()) newest = Math.max(newest, message.position)
  let count = 0
  for (const [id, message] of later.messages) {
    if (message.position >= newest && !earlier.messages.has(id)) count++
  }
  return count
}
