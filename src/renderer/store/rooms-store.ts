import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallArgument, CallName, CallOutput, ChatHost, Result, Room } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { withEntry } from './chat-state'
import { resource } from './resource'
import { hookOf } from './stores'

type RoomsCall = Extract<CallName, `rooms.${string}`>

/** A message of one's own that is being changed, and what it is to say. */
export interface Editing {
  readonly id: string
  readonly text: string
}

/** Rooms and people, as the page shows them. */
export interface RoomsState {
  /** Who is on the backend in use, and who one is there; null until it was read. */
  readonly overview: CallOutput<'rooms.overview'> | null
  readonly overviewError: WireError | null
  readonly watchPeople: () => () => void
  /** The rooms that are or were open, by their chats; null for one that is none. */
  readonly rooms: ReadonlyMap<string, Room | null>
  /** Keeps a room like the host's. Returns how to stop. */
  readonly watchRoom: (id: string) => () => void
  /** Asks the host for something about rooms; a room that is answered is kept. */
  readonly ask: <N extends RoomsCall>(name: N, input: CallArgument<N>) => Promise<Result<CallOutput<N>>>
  /** The message that the text in the composer of a chat replies to. */
  readonly quoting: ReadonlyMap<string, string>
  readonly quote: (conversationId: string, messageId: string | null) => void
  /** The message that the composer of a chat changes. */
  readonly editing: ReadonlyMap<string, Editing>
  readonly edit: (conversationId: string, editing: Editing | null) => void
  /** The message for which an emoji is chosen. */
  readonly picking: string | null
  readonly pick: (messageId: string | null) => void
  /** Mentions of oneself that were on the screen. */
  readonly seenMentions: ReadonlySet<string>
  readonly noteMention: (messageId: string) => void
}

/** Rooms of one host. */
export function createRoomsStore(host: ChatHost): StoreApi<RoomsState> {
  return createStore<RoomsState>()((set, get) => {
    const take = (room: Room): void => set({ rooms: withEntry(get().rooms, room.id, room) })

    const people = resource<CallOutput<'rooms.overview'>>(host, {
      call: () => host.call('rooms.overview', undefined),
      event: (_, again) => host.on('rooms.changed', again),
      take: (overview) => set({ overview }),
      error: (overviewError) => set({ overviewError })
    })

    const roomOf = (id: string) =>
      resource<Room | null>(host, {
        call: () => host.call('rooms.get', { id }),
        event: (changed) => host.on('room.changed', (room) => room.id === id && changed(room)),
        take: (room) => set({ rooms: new Map(get().rooms).set(id, room) })
      })
    const known = new Map<string, ReturnType<typeof roomOf>>()

    return {
      overview: null,
      overviewError: null,
      watchPeople: people.watch,
      rooms: new Map(),
      watchRoom: (id) => {
        const room = known.get(id) ?? roomOf(id)
        known.set(id, room)
        return room.watch()
      },
      ask: async (name, input) => {
        const result = await host.call(name, input)
        if (result.ok && isRoom(result.value)) take(result.value)
        return result
      },
      quoting: new Map(),
      quote: (conversationId, messageId) =>
        set({
          quoting: withEntry(get().quoting, conversationId, messageId),
          editing: withEntry(get().editing, conversationId, null)
        }),
      editing: new Map(),
      edit: (conversationId, editing) =>
        set({
          editing: withEntry(get().editing, conversationId, editing),
          quoting: editing ? withEntry(get().quoting, conversationId, null) : get().quoting
        }),
      picking: null,
      pick: (picking) => set({ picking }),
      seenMentions: new Set(),
      noteMention: (messageId) => {
        if (!get().seenMentions.has(messageId))
          set({ seenMentions: new Set(get().seenMentions).add(messageId) })
      }
    }
  })
}

const isRoom = (value: unknown): value is Room =>
  typeof value === 'object' && value !== null && 'members' in value && 'kind' in value

/** Rooms and people. */
export const useRooms = hookOf(createRoomsStore)
