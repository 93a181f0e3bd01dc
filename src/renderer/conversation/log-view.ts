import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { VirtuosoHandle } from 'react-virtuoso'
import type { Reveal } from '../store/chat-state'
import { arrivedSince, type Log } from '../store/log'
import { toLogItems, withNewLine, withoutHidden, type LogItem } from '../store/log-items'
import type { LogPlace } from '../store/log-place'
import { useChat, useStores } from '../store/stores'
import { useZone } from '../text/zone'
import type { useStickToEnd } from './use-stick-to-end'

/** Wishes that were granted: a log that is drawn anew must not scroll back to them. */
const shown = new WeakSet<Reveal>()

/** This far under the upper edge stands a message that a log opens at, in pixels. */
const WISHED_AT_PX = 120

/** The place of a message that is to be shown; undefined where there is none. */
export const placeOf = (wish: Reveal | null, conversationId: string): LogPlace | undefined =>
  wish?.conversationId === conversationId && !shown.has(wish)
    ? { key: wish.messageId, offset: WISHED_AT_PX }
    : undefined

interface Marking {
  readonly conversationId: string
  /** The wish that the log was opened for, and so stands at already. */
  readonly opened: Reveal | null
  readonly goTo: (place: LogPlace) => void
}

/** Who had not seen everything begins where they left off; a log that has no such line opens at its end. */
export const atNewLine: LogPlace = { key: 'new', offset: 80 }

/** Scrolls to the message that a search leads to; its id marks its row. */
export function useMarked(
  items: readonly LogItem[],
  { conversationId, opened, goTo }: Marking
): string | null {
  const reveal = useChat((state) => state.reveal)
  const [marked, setMarked] = useState<string | null>(null)
  useEffect(() => {
    if (!reveal || reveal.conversationId !== conversationId || shown.has(reveal)) return undefined
    const index = items.findIndex((item) => item.key === reveal.messageId)
    if (index < 0) return undefined
    const frame = requestAnimationFrame(() => {
      if (opened !== reveal) goTo({ key: reveal.messageId, offset: WISHED_AT_PX })
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
export function useZonedItems(log: Log, firstUnseen: string | undefined) {
  const zone = useZone()
  const [madeIn] = useState(zone)
  const hidden = useChat((state) => state.hidden)
  const items = useMemo(
    () =>
      withNewLine(
        withoutHidden(zone === madeIn ? log.items : toLogItems(log.messages.values()), hidden),
        firstUnseen
      ),
    [log, zone, madeIn, firstUnseen, hidden]
  )
  return { zone, items }
}

/** Where a log opens: at the row its reader left, as long as that is there, else at its end, which is null. */
export const startOf = (items: readonly LogItem[], place: LogPlace | undefined): LogPlace | null =>
  place && items.some((item) => item.key === place.key) ? place : null

/** So many rows over the one that a log opens at are drawn with it; under it must be more than any screen holds. */
const ROWS_OVER = 6
const ROWS_UNDER = 50

/** How many rows of a log need not be there before the one that it opens at is drawn. */
function farAbove(items: readonly LogItem[], start: LogPlace | null): number {
  const at = items.findIndex(({ key }) => key === start?.key)
  return items.length - at > ROWS_UNDER ? Math.max(0, at - ROWS_OVER) : 0
}

/** The rows that are drawn: until a log has `opened`, those so far `above` its place are left out, and none is drawn in vain. */
export function useRows(items: readonly LogItem[], start: LogPlace | null) {
  const [above, setAbove] = useState(() => farAbove(items, start))
  const rows = useMemo(() => (above > 0 ? items.slice(above) : items), [items, above])
  const latest = useRef(rows)
  useEffect(() => {
    latest.current = rows
  }, [rows])
  const opened = useCallback(() => setAbove(0), [])
  const indexOf = useCallback((key: string) => latest.current.findIndex((item) => item.key === key), [])
  return { rows, above, opened, indexOf }
}

/** Goes to the newest message: when asked, and after one was sent. Who leaves from there keeps no more than it shows. */
export function useWayToEnd(
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

/** Who stays at the end for hours does not keep all that came: `held` counts what the log holds while they are there. */
export function useLettingGo(conversationId: string, held: number): void {
  const { chat } = useStores()
  useEffect(() => {
    if (held > 0) chat.getState().letGoOfOlder(conversationId)
  }, [chat, conversationId, held])
}

/** How many messages came while the reader was not at the end of the log. */
export function useNewMessages(log: Log, atBottom: boolean): number {
  const [seen, setSeen] = useState<{ log: Log; fresh: number }>({ log, fresh: 0 })
  if (seen.log !== log)
    setSeen({ log, fresh: atBottom ? 0 : seen.fresh + arrivedSince(seen.log, log).length })
  else if (atBottom && seen.fresh > 0) setSeen({ log, fresh: 0 })
  return atBottom ? 0 : seen.fresh
}
