import { once } from 'node:events'
import { pause } from '../platform/pause'
import type { ChatApp } from '../core/chat-app'
import { toChatError } from '../shared/to-chat-error'
import type { Room } from '../shared/contract'
import type { ReplyMessage } from '../shared/message'
import { systemClock } from '../shared/clock'
import { ClockWatch } from '../shared/clock-watch'
import { clock, replyLine, roomWords, versionOf } from './message-line'
import { followProgress } from './progress-lines'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { roomCalled, waitFor } from './room-wait'

export interface ReceiveOptions extends ProfileOptions {
  readonly follow?: boolean
  readonly json?: boolean
  /** Whether what is told of messages under way is printed. */
  readonly progress?: boolean
  /** The id or the title of a room: only what is said there. */
  readonly room?: string
}

/** How long a receive without `--follow` gives replies that wait in the queue to arrive, once it is connected, in milliseconds. */
const SETTLE_MS = 1500

/** How long it waits for the connection at most, in milliseconds. */
const CONNECT_MS = 10_000

/** How long it waits for the log of a room to be here as a whole, in milliseconds. */
const LOG_MS = 30_000

/** How often it is said that somebody waits here, in milliseconds. */
const IN_USE_MS = 60_000

/** When a reply came, or was changed: what is said in a room was made when its processor heard of it. */
const newAt = ({ createdAt, timeline, room }: ReplyMessage): number =>
  Math.max(timeline.received ?? createdAt, room?.editedAt ?? 0)

/** `chatapp receive`: prints unread replies, and with `--follow` each one that arrives until the user stops it. */
export async function receiveCommand(deps: CliDeps, options: ReceiveOptions): Promise<number> {
  return await withChatApp(deps, { ...options, many: true }, async (app) => {
    let startedAt = systemClock.now()
    const clockWatch = new ClockWatch({ clock: systemClock, changed: ({ jumpMs }) => (startedAt += jumpMs) })
    const only = options.room === undefined ? null : (await roomCalled(app, options.room)).id
    const printed = new Set<string>()
    const print = (reply: ReplyMessage): void => {
      if (only !== null && reply.conversationId !== only) return
      const version = versionOf(reply)
      if (printed.has(version)) return
      printed.add(version)
      const said = reply.room ? roomWords(reply) : `${reply.sender.name}: ${reply.text}`
      deps.out(options.json ? replyLine(reply) : `${clock(reply.createdAt)} ${said}`)
      call(app, 'conversations.read', { id: reply.conversationId }).catch((error: unknown) =>
        deps.err(`chatapp: not marked as read: ${toChatError(error).message}`)
      )
    }
    const off = app.on('message.changed', (message) => {
      clockWatch.look()
      // An older reply changes too, when a window shows it; it is no news.
      if (message.role === 'reply' && newAt(message) >= startedAt) print(message)
    })
    // What was told before is known.
    const concerns = ({ conversationId }: { conversationId: string }): boolean =>
      only === null || conversationId === only
    if (options.follow) followProgress(deps, app, { ...options, concerns })
    const printUnread = async (): Promise<void> => {
      for (const reply of await call(app, 'chat.unread', undefined)) print(reply)
    }
    const offMany = app.on('data.changed', () => {
      printUnread().catch((error: unknown) =>
        deps.err(`chatapp: replies could not be read: ${toChatError(error).message}`)
      )
    })
    await printUnread()
    // Whoever waits here wants replies at once.
    const tellInUse = (): void => void call(app, 'app.inUse', undefined).catch(() => {})
    tellInUse()
    const telling = setInterval(tellInUse, IN_USE_MS)
    if (options.follow) {
      deps.err('Waiting for replies. Ctrl+C ends it.')
      if (!deps.stop.aborted) await once(deps.stop, 'abort')
    } else {
      await Promise.race([once(deps.stop, 'abort'), settled(app, only, deps.stop)])
      await printUnread()
      if (printed.size === 0) deps.err('No new replies.')
    }
    clearInterval(telling)
    off()
    offMany()
    return exitCodes.done
  })
}

/** Resolves when what waited in the queue, or in the log of a room, has had its time to arrive. */
async function settled(app: ChatApp, room: string | null, stop: AbortSignal): Promise<void> {
  const { promise: online, resolve } = Promise.withResolvers<void>()
  const off = app.on('connection.changed', ({ state }) => state === 'online' && resolve())
  if ((await call(app, 'connection.get', undefined)).state === 'online') resolve()
  const waiting = new AbortController()
  await Promise.race([online, pause(CONNECT_MS, waiting.signal)])
  waiting.abort()
  off()
  await pause(SETTLE_MS)
  if (room === null) return
  // What was said may come page by page, or not by itself.
  await call(app, 'rooms.sync', { id: room }).catch(() => {})
  await waitFor(app, { ...wholeLog(app, room), timeout: LOG_MS / 1000, stop })
}

/** Until all of a room's log is here that the processor has told of. */
const wholeLog = (app: ChatApp, id: string) => ({
  events: ['room.changed'] as const,
  look: async () => await call(app, 'rooms.get', { id }),
  ended: (room: Room | null) =>
    room?.state !== 'open' || (room.waiting === 0 && room.here >= room.known) ? ('done' as const) : null
})
