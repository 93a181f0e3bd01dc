import { events, type ChatHost, type EventName } from '../shared/contract'

/** One event as a page is told of it. */
export type Announced = readonly [name: EventName, payload: unknown]

/** A frame of a screen at 60 Hz, in milliseconds: a page that is told more often draws no more often. */
const FRAME_MS = 16

/** After a batch of more changes than an exchange makes, a page is told a tenth of a second later: it draws a batch at once. */
const FLOOD = 6
const FLOOD_MS = 100

/** Things that change often, each told of as it is: of two changes within a batch the page needs the last. */
const keyOf = {
  'message.changed': ({ id }: { id: string }) => id,
  'conversation.changed': ({ id }: { id: string }) => id,
  'connection.changed': () => ''
} as const

/**
 * Hears every event of the app and gives them away in batches, in order: after a quiet frame what happens in this turn of
 * the event loop, then what has gathered, once a frame, in a flood less often. Returns how to stop; what has gathered is dropped then.
 */
export function batchEvents(
  app: Pick<ChatHost, 'on'>,
  send: (batch: readonly Announced[]) => void
): () => void {
  let waiting = new Map<unknown, Announced>()
  let frame: NodeJS.Timeout | undefined
  let stopped = false

  const flush = (): void => {
    frame = undefined
    if (waiting.size === 0 || stopped) return
    const batch = [...waiting.values()]
    waiting = new Map()
    frame = setTimeout(flush, batch.length < FLOOD ? FRAME_MS : FLOOD_MS)
    send(batch)
  }
  const add = (name: EventName, payload: unknown): void => {
    const key = name in keyOf ? `${name} ${keyOf[name as keyof typeof keyOf](payload as never)}` : {}
    if (waiting.size === 0 && frame === undefined) queueMicrotask(flush)
    waiting.delete(key)
    waiting.set(key, [name, payload])
  }

  const stops = (Object.keys(events) as EventName[]).map((name) =>
    app.on(name, (payload) => add(name, payload))
  )
  return () => {
    stopped = true
    clearTimeout(frame)
    for (const stop of stops) stop()
  }
}
