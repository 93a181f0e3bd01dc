import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import type { Conversation, EventName, Room } from '../shared/contract'
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

/** The room once the processor has done what was asked of it in this room, or refused it. */
export async function roomOnce(
  { app, stop, timeout }: Patience & { readonly app: ChatApp; readonly stop: AbortSignal },
  id: string,
  isDone: (room: Room) => boolean
): Promise<{ room: Room; ended: Ended }> {
  const { seen, ended } = await waitFor(app, {
    timeout,
    stop,
    events: ['room.changed'],
    look: async () => await call(app, 'rooms.get', { id }),
    ended: (room) => {
      if (!room || room.state === 'refused') return 'refused'
      if (room.state !== 'pending' && room.waiting > 0) return null
      return isDone(room) ? 'done' : room.reason && room.waiting === 0 ? 'refused' : null
    }
  })
  if (!seen) throw new ChatError('chat.not_found')
  return { room: seen, ended }
}

/** Says why it was not done, and how the command ends. */
export function exitCodeOf(
  { err, stop }: Pick<CliDeps, 'err' | 'stop'>,
  { room, ended }: { room: Pick<Room, 'reason'>; ended: Ended },
  { timeout }: Patience
): number {
  if (ended === 'done') return exitCodes.done
  if (ended === 'refused') {
    err(`chatapp: ${room.reason?.message ?? 'It was refused.'}`)
    return exitCodes.failed
  }
  err(
    ended === 'stopped'
      ? 'chatapp: cancelled. It was asked for, and its answer was not waited for.'
      : `chatapp: no answer within ${timeout} s. It is stored, and asked for while ChatAPP runs.`
  )
  return ended === 'stopped' ? stoppedExitCode(stop) : exitCodes.timedOut
}
