import { events, type ChatHost, type Connection, type EventName } from '../shared/contract'

/** One event as a page is told of it. */
export type Announced = readonly [name: EventName, payload: unknown]

/** A frame of a screen at 60 Hz, in milliseconds: a page that is told more often draws no more often. */
const FRAME_MS = 16

/**
 * How long a page is left alone after a batch of so many changes or more, in milliseconds: it draws a batch at once, and what
 * it draws in a flood is gone with the next. An exchange makes fewer than six changes.
 */
const PAUSES = [
  [50, 300],
  [6, 100],
  [0, FRAME_MS]
] as const

/** How long new numbers of an unchanged connection wait for a batch that is told anyway, before they make one of their own. */
const NUMBERS_MS = 300

const pauseAfter = (changes: number): number => PAUSES.find(([from]) => changes >= from)?.[1] ?? FRAME_MS

/** Things that change often, each told of as it is: of two changes within a batch the page needs the last. */
const keyOf = {
  'message.changed': ({ id }: { id: string }) => id,
  'conversation.changed': ({ id }: { id: string }) => id,
  'connection.changed': () => ''
} as const

/**
 * Hears every event of the app and gives them away in batches, in order: after a quiet frame what happens in this turn of
 * the event loop, then what has gathered, once a frame, in a flood less often; what only counts waits for the rest.
 * Returns how to stop; what has gathered is dropped then.
 */
export function batchEvents(
  app: Pick<ChatHost, 'on'>,
  send: (batch: readonly Announced[]) => void
): () => void {
  let waiting = new Map<unknown, Announced>()
  let frame: NodeJS.Timeout | undefined
  let patience: NodeJS.Timeout | undefined
  let due = false
  let connection = ''
  let stopped = false

  const flush = (): void => {
    frame = undefined
    if (!due || stopped) return
    const batch = [...waiting.values()]
    waiting = new Map()
    clearTimeout(patience)
    patience = undefined
    due = false
    frame = setTimeout(flush, pauseAfter(batch.length))
    send(batch)
  }
  const hurry = (): void => {
    if (!due && frame === undefined) queueMicrotask(flush)
    due = true
  }
  const isNews = (name: EventName, payload: unknown): boolean => {
    if (name !== 'connection.changed') return true
    const { outbox: _, roundTrip: __, ...state } = payload as Connection
    const before = connection
    connection = JSON.stringify(state)
    return connection !== before
  }
  const add = (name: EventName, payload: unknown): void => {
    const key = name in keyOf ? `${name} ${keyOf[name as keyof typeof keyOf](payload as never)}` : {}
    waiting.delete(key)
    waiting.set(key, [name, payload])
    if (isNews(name, payload)) hurry()
    else patience ??= setTimeout(hurry, NUMBERS_MS)
  }

  const stops = (Object.keys(events) as EventName[]).map((name) =>
    app.on(name, (payload) => add(name, payload))
  )
  return () => {
    stopped = true
    clearTimeout(frame)
    clearTimeout(patience)
    for (const stop of stops) stop()
  }
}
