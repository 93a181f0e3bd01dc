import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import type { CallOutput, Conversation, EventName, Room } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { findChat } from '../shared/find-chat'
import { startTimer } from '../shared/timer'
import { exitCodes, type CliDeps } from './cli-deps'
import { call } from './command-context'

/** A room or a direct conversation as the list of chats has it. */
export type RoomChat = Conversation & { readonly room: NonNullable<Conversation['room']> }

export const isRoom = (chat: Conversation): chat is RoomChat => chat.room !== undefined

/** The room with an id or a title; throws `not_found`. */
export async function roomCalled(app: ChatApp, wanted: string): Promise<RoomChat> {
  const all = (await call(app, 'conversations.list', undefined)).filter(isRoom)
  // A room that one has left may be called as one that one is in.
  const open = all.filter(({ room }) => room.state === 'open' || room.state === 'pending')
  const chat = all.find(({ id }) => id === wanted) ?? findChat(open, wanted) ?? findChat(all, wanted)
  if (!chat) throw new ChatError('room.none_called', { wanted })
  return chat
}

/** How long a command waits for what the processor says. */
export interface Patience {
  /** In seconds. */
  readonly timeout: number
}

/** How a wait ended. */
export type Ended = 'done' | 'refused' | 'timed out' | 'stopped'

interface Wait<T> extends Patience {
  readonly stop: AbortSignal
  /** What is told when it may have changed. */
  readonly events: readonly EventName[]
  readonly look: () => Promise<T>
  /** Null while it goes on. */
  readonly ended: (seen: T) => 'done' | 'refused' | null
}

/** Looks anew whenever something may have changed, until it has ended, the time is over, or the user stops. */
export async function waitFor<T>(
  app: ChatApp,
  { timeout, stop, events, look, ended }: Wait<T>
): Promise<{ seen: T; ended: Ended }> {
  let heard = Promise.withResolvers<void>()
  const hear = (): void => heard.resolve()
  const offs = [...events, 'data.changed' as const].map((event) => app.on(event, hear))
  const over: { by?: Ended } = {}
  const end = (by: Ended) => (): void => {
    over.by ??= by
    hear()
  }
  const timer = startTimer(timeout * 1000, end('timed out'))
  const stopped = end('stopped')
  stop.addEventListener('abort', stopped)
  if (stop.aborted) stopped()
  try {
    for (;;) {
      heard = Promise.withResolvers()
      const seen = await look()
      const how = ended(seen) ?? over.by
      if (how) return { seen, ended: how }
      if (!over.by) await heard.promise
    }
  } finally {
    timer.cancel()
    stop.removeEventListener('abort', stopped)
    for (const off of offs) off()
  }
}

type Overview = CallOutput<'rooms.overview'>

/** Why nothing is done on the backend in use, with what to do about it in a shell; null where it is. */
export function blockedBy({ reason, taken }: Pick<Overview, 'reason' | 'taken'>): ChatError | null {
  if (reason?.key === 'room.name_taken') return new ChatError('room.name_first', { name: taken ?? '' })
  return reason && ChatError.from(reason)
}

/** What became of what was asked in a room. */
export interface RoomOutcome {
  readonly room: Room
  readonly ended: Ended
  /** Why it was refused, where that is known. */
  readonly reason: Pick<ChatError, 'message'> | null
}

/** The room once the processor has done what was asked of it in this room, or refused it, or does nothing at all. */
export async function roomOnce(
  { app, stop, timeout }: Patience & { readonly app: ChatApp; readonly stop: AbortSignal },
  id: string,
  isDone: (room: Room) => boolean
): Promise<RoomOutcome> {
  const blocked = await blockedFromNow(app)
  const { seen, ended } = await waitFor(app, {
    timeout,
    stop,
    events: ['room.changed', 'rooms.changed'],
    look: async () => {
      const room = await call(app, 'rooms.get', { id })
      return { room, reason: room ? ((await blocked(room)) ?? room.reason) : null }
    },
    ended: ({ room, reason }) => {
      if (!room || room.state === 'refused' || (reason && reason !== room.reason)) return 'refused'
      if (room.state !== 'pending' && room.waiting > 0) return null
      return isDone(room) ? 'done' : reason && room.waiting === 0 ? 'refused' : null
    }
  })
  const { room, reason } = seen
  if (!room) throw new ChatError('chat.not_found')
  return { room, reason, ended }
}

/** Tells why nothing is done on the backend of a room, by what its processor says from now on. */
async function blockedFromNow(app: ChatApp): Promise<(room: Room) => Promise<ChatError | null>> {
  const before = await call(app, 'rooms.overview', undefined)
  // It was so; whether it is, is asked.
  if (before.reason) await call(app, 'rooms.refresh', undefined)
  const { activeId } = await call(app, 'backends.list', undefined)
  return async ({ backendId }) => {
    if (backendId !== activeId) return null
    const now = await call(app, 'rooms.overview', undefined)
    return now.answered > before.answered ? blockedBy(now) : null
  }
}

/** What keeps that from being sent which is written in a room, as far as it is known here; null when nothing does. */
export async function whyWaiting(app: ChatApp, id: string): Promise<ChatError | null> {
  const room = await call(app, 'rooms.get', { id })
  const { activeId } = await call(app, 'backends.list', undefined)
  if (!room || room.backendId !== activeId) return null
  const blocked = blockedBy(await call(app, 'rooms.overview', undefined))
  const { title: name, encryption } = room
  if (blocked || !encryption || encryption.state === 'on') return blocked
  return new ChatError(`room.${encryption.state}`, { name })
}

/** Says why it was not done, and how the command ends. */
export function exitCodeOf(
  { err, stop }: Pick<CliDeps, 'err' | 'stop'>,
  { reason, ended }: Pick<RoomOutcome, 'reason' | 'ended'>,
  { timeout }: Patience
): number {
  if (ended === 'done') return exitCodes.done
  if (ended === 'refused') {
    err(`chatapp: ${reason?.message ?? 'It was refused.'}`)
    return exitCodes.failed
  }
  err(
    ended === 'stopped'
      ? 'chatapp: cancelled. It was asked for, and its answer was not waited for.'
      : `chatapp: no answer within ${timeout} s. It is stored, and asked for while ChatAPP runs.`
  )
  return ended === 'stopped' ? stoppedExitCode(stop) : exitCodes.timedOut
}
