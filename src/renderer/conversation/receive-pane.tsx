import { ArrowDown } from 'lucide-react'
import { Suspense, use, useRef, useState } from 'react'
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Log } from '../store/log'
import { isMessage, type LogItem } from '../store/log-items'
import { useChat, useStores } from '../store/stores'
import { dayName } from '../text/time'
import { useNow } from '../text/use-now'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { LogKindContext } from './log-kind'
import { LogRow } from './log-row'
import { Announcer } from './announcer'
import css from './receive-pane.module.css'
import { useLogKeys } from './use-log-keys'
import { lazyPart } from '../ui/lazy-part'
import {
  atNewLine,
  placeOf,
  startOf,
  useLettingGo,
  useMarked,
  useNewMessages,
  useRows,
  useWayToEnd,
  useZonedItems
} from './log-view'
import { useStickToEnd } from './use-stick-to-end'
import { Welcome } from './welcome'
import { t } from '../text/words'

const MessageMenu = lazyPart(() => import('./message-menu'))

/** What came in and what went out, as a log that keeps its place. */
export function ReceivePane() {
  const openId = useChat((state) => state.openId)
  const log = useChat((state) => state.logs.get(openId))
  const error = useChat((state) => state.logErrors.get(openId))
  const failure = useChat((state) => state.failure)
  return (
    <section aria-label={t('Receive')} className={css['pane']} data-pane>
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
        <ErrorNote title={t('The conversation could not be loaded')} error={error}>
          <Button onClick={() => void start()}>{t('Try again')}</Button>
        </ErrorNote>
      </div>
    )
  }
  return <Skeleton lines={7} label={t('Loading the conversation')} />
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
  const { rows, above, opened, indexOf } = useRows(items, start)
  const { stuck, stick } = useStickToEnd({
    start,
    opened,
    reveal: ({ key, offset }) => {
      const index = indexOf(key)
      if (index >= 0) virtuoso.current?.scrollToIndex({ index, align: 'start', offset: -offset })
    },
    atNewest: () => chat.getState().logs.get(conversationId)?.hasNewer !== true,
    keep: (place) => void (place ? places.set(conversationId, place) : places.delete(conversationId))
  })
  const marked = useMarked(items, { conversationId, opened: wish, goTo: (place) => stick.goTo(place) })
  const fresh = useNewMessages(log, stuck)
  // Kept out of this component, which is not to be drawn anew for each row that is scrolled past.
  const [top] = useState(() => createStore<LogItem | null>()(() => null))
  const { loadOlder, loadNewer } = chat.getState()
  const loading = useChat((state) => state.loading.has(conversationId))

  const toEnd = useWayToEnd(conversationId, virtuoso, stick)
  useLettingGo(conversationId, stuck ? log.messages.size : 0)
  const { active, drawn, menu, closeMenu, handlers } = useLogKeys(items, virtuoso)
  const inMenu = menu && log.messages.get(menu.key)
  const Empty = use(LogKindContext)?.Empty ?? Welcome

  return (
    // The keys of its messages, which take the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div role="log" aria-label={t('Messages')} aria-live="off" className={css['log']} {...handlers}>
      {log.items.length === 0 ? (
        <Empty />
      ) : (
        <Virtuoso
          ref={virtuoso}
          className={css['scroller'] ?? ''}
          data={rows}
          firstItemIndex={log.firstIndex + above}
          // Where it opens at a place it is scrolled there at once: Virtuoso waits for four frames first.
          initialTopMostItemIndex={start ? 0 : { index: 'LAST', align: 'end' }}
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
          tabIndex={active === null ? 0 : -1}
          rangeChanged={({ startIndex, endIndex }) => {
            top.setState(items[startIndex - log.firstIndex] ?? null, true)
            drawn(
              items.slice(startIndex - log.firstIndex, endIndex + 1 - log.firstIndex).map(({ key }) => key)
            )
          }}
          components={{ Header: LogHead, Footer: LogFoot }}
          context={{ loading, log, marked, active, zone }}
          alignToBottom
        />
      )}
      <FloatingDay top={top} />
      <Announcer log={log} />
      {inMenu && (
        <Suspense>
          <MessageMenu message={inMenu} place={menu} onClose={closeMenu} />
        </Suspense>
      )}
      <span ref={stick.attachRuler} className={css['ruler']} aria-hidden>
        M
      </span>
      {(fresh > 0 || (!stuck && log.items.length > 0)) && <ToEnd fresh={fresh} onPress={toEnd} />}
    </div>
  )
}

/** The day of what is read, while the line that names it is out of sight. */
function FloatingDay({ top }: { top: StoreApi<LogItem | null> }) {
  const now = useNow()
  const day = useStore(top, (item) => (item && isMessage(item) ? dayName(item.message.createdAt, now) : null))
  if (day === null) return null
  return (
    <p className={css['floatingDay']} aria-hidden>
      {day}
    </p>
  )
}

/** The way back to the newest message, for a reader who is further up. */
function ToEnd({ fresh, onPress }: { fresh: number; onPress: () => void }) {
  if (fresh > 0) {
    return (
      <button type="button" className={css['fresh']} onClick={onPress}>
        {t('{fresh, plural, one {# new message} other {# new messages}}', { fresh })}{' '}
        <ArrowDown size={14} aria-hidden />
      </button>
    )
  }
  return (
    <button
      type="button"
      className={css['down']}
      aria-label={t('To the newest message')}
      title={t('To the newest message')}
      onClick={onPress}
    >
      <ArrowDown size={16} aria-hidden />
    </button>
  )
}

interface LogContext {
  loading: boolean
  log: Log
  marked: string | null
  /** The row with the message at hand. */
  active: string | null
  /** Every row is drawn anew when it changes. */
  zone: string
}

const logRow = (_: number, item: LogItem, { marked, active }: LogContext) => (
  <LogRow item={item} marked={item.key === marked} active={item.key === active} />
)

const LogHead = ({ context }: { context?: LogContext }) => (
  <div className={css['head']}>
    {context?.loading && context.log.hasMore ? t('Loading older messages…') : ''}
  </div>
)

const LogFoot = ({ context }: { context?: LogContext }) => (
  <div className={css['tail']}>
    {context?.loading && context.log.hasNewer ? t('Loading newer messages…') : ''}
  </div>
)
