import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Handlers, Room } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { bodySize, NEW_ROOM_TITLE } from '../../shared/wire'
import {
  directRoomId,
  MAX_INVITATIONS,
  MAX_ROOM_BODY_BYTES,
  sealedBytes,
  type RoomAsk
} from '../../shared/room-wire'
import {
  invitationCode,
  invitationLink,
  newSecret,
  readInvitation,
  secretHash
} from '../rooms/invitation-code'
import { acceptKeys } from '../rooms/sealed-texts'
import type { RoomRow } from '../store/room-rows'
import { assertOpen } from '../store/room-say'
import { endOf } from '../store/room-state'
import type { Stores } from '../store/stores'

export interface RoomsCallsDeps extends Pick<
  Stores,
  'db' | 'rooms' | 'roomView' | 'messages' | 'conversations' | 'backends'
> {
  /** Told when something may be to be asked of rooms. */
  roomsFilled: () => void
  now: () => number
}

type RoomsCalls = Extract<keyof Handlers, `rooms.${string}`> | 'conversations.rename'

/** The calls about rooms and direct messages. Each returns once what it asks for is stored; none waits for the network. */
export function createRoomsHandlers(deps: RoomsCallsDeps): Pick<Handlers, RoomsCalls> {
  const { rooms, roomView, backends } = deps
  const ask = asking(deps)
  const activeId = (): string => backends.list().activeId
  return {
    'rooms.overview': async () => {
      const backendId = activeId()
      if (rooms.people.of(backendId) === null) ask.hello(backendId, 'once')
      return roomView.overview(backendId)
    },
    'rooms.refresh': async () => (ask.hello(activeId(), 'once'), null),
    'rooms.setName': async ({ name }) => {
      const backendId = activeId()
      deps.db.transaction(() => {
        rooms.people.setName(backendId, name)
        ask.hello(backendId, 'anew')
      })
      return null
    },
    'rooms.get': async ({ id }) => roomView.get(id),
    ...openings(deps, ask),
    ...messageActs(deps, ask),
    ...ownerActs(deps, ask),
    'rooms.leave': async ({ id }) => (ask.of(id, { op: 'leave', room: id }), null),
    'rooms.verify': async ({ id, verified }) => (
      acceptKeys(rooms, id, verified),
      deps.roomsFilled(),
      shown(deps, id)
    ),
    'rooms.mentionsOnly': async ({ id, on }) => (rooms.mark(id, { mentionsOnly: on }), shown(deps, id)),
    'rooms.seenBy': async ({ id }) => {
      const { conversationId, seq } = numbered(deps, id)
      return roomView.seenBy(conversationId, seq)
    },
    'rooms.sync': async ({ id }) => (ask.sync(id), null)
  }
}

type Asking = ReturnType<typeof asking>

/** The first may be on its way already and not know what is new; the second brings it, however often it is wanted. */
const ENOUGH = 2

/** What is asked stands in the store when this returns, and goes out when there is a backend. */
function asking({ db, rooms, roomsFilled, now }: RoomsCallsDeps) {
  const add = (room: Pick<RoomRow, 'id' | 'backendId'>, ask: RoomAsk, text?: string): void => {
    const { id: roomId, backendId } = room
    rooms.asks.add({ id: uuidv7(), backendId, roomId, ask, ...(text === undefined ? {} : { text }) }, now())
    roomsFilled()
  }
  return {
    add,
    /** Of a room that is open to one. Throws `not_found`, `conflict` or `forbidden`. */
    of(id: string, ask: RoomAsk, text?: string): void {
      db.transaction(() => {
        const room = rooms.get(id)
        assertOpen(room)
        add(room, ask, text)
      })
    },
    /** Who is there; `once`: unless that is to be asked already; `anew`: at least once from now on. */
    hello(backendId: string, how: 'once' | 'anew'): void {
      db.transaction(() => {
        const waiting = rooms.asks.of(backendId, null, now()).length
        if (waiting < (how === 'anew' ? ENOUGH : 1))
          rooms.asks.add({ id: uuidv7(), backendId, roomId: null, ask: { op: 'hello' } }, now())
      })
      roomsFilled()
    },
    /** What may have been missed of a room that is open to one, at least once from now on. Throws as `of` does. */
    sync(id: string): void {
      db.transaction(() => {
        const room = rooms.get(id)
        assertOpen(room)
        const waiting = rooms.asks.of(room.backendId, id, now()).filter(({ ask }) => ask.op === 'sync').length
        if (waiting < ENOUGH) add(room, { op: 'sync', room: id, since: endOf(room.spans) })
      })
    }
  }
}

function openings(
  deps: RoomsCallsDeps,
  ask: Asking
): Pick<Handlers, 'rooms.create' | 'rooms.join' | 'rooms.direct'> {
  const { db, rooms, backends, now } = deps
  const activeId = (): string => backends.list().activeId
  /** One that is open stays as it is; any other is opened anew, by what is asked. */
  const open = (room: Parameters<typeof rooms.open>[0], opening: RoomAsk) =>
    db.transaction(() => {
      backends.assertConfirmed()
      const known = rooms.find(room.id)
      // Who opens it again does not leave it, as was asked when its chat was deleted.
      const left = rooms.asks.takeBack(room, 'leave', now())
      if (known?.state !== 'open' || left) {
        const isAsked = known?.state === 'pending' && rooms.asks.of(room.backendId, room.id, now()).length > 0
        const opened = rooms.open(room, now())
        if (!isAsked) ask.add(opened, opening)
      }
      return shown(deps, room.id)
    })
  return {
    'rooms.create': async ({ id = uuidv7(), title }) =>
      open({ id, backendId: activeId(), kind: 'room', title }, { op: 'create', room: id, title }),
    'rooms.join': async ({ invitation }) => {
      const { room, secret } = readInvitation(invitation)
      const title = NEW_ROOM_TITLE
      return open({ id: room, backendId: activeId(), kind: 'room', title }, { op: 'join', room, secret })
    },
    'rooms.direct': async ({ person }) => {
      const backendId = activeId()
      const hello = rooms.people.of(backendId)
      const other = hello?.people.find(({ id }) => id === person)
      if (person === hello?.me) throw new ChatError('room.with_oneself')
      if (!hello?.me || !other) throw new ChatError('room.unknown_member')
      const id = directRoomId(hello.me, person, sha256)
      return open(
        { id, backendId, kind: 'direct', title: other.name, person },
        { op: 'direct', room: id, member: person }
      )
    }
  }
}

function messageActs(
  deps: RoomsCallsDeps,
  ask: Asking
): Pick<Handlers, 'rooms.edit' | 'rooms.delete' | 'rooms.react'> {
  const own = (id: string): { room: string; target: number } => {
    const { conversationId, seq, role } = numbered(deps, id)
    if (role !== 'request') throw new ChatError('room.not_author')
    return { room: conversationId, target: seq }
  }
  return {
    'rooms.edit': async ({ id, text }) => {
      const place = own(id)
      assertShort(text, deps.rooms.get(place.room))
      return (ask.of(place.room, { op: 'edit', ...place }, text), null)
    },
    'rooms.delete': async ({ id }) => {
      const place = own(id)
      return (ask.of(place.room, { op: 'delete', ...place }), null)
    },
    'rooms.react': async ({ id, emoji, on }) => {
      const { conversationId: room, seq: target } = numbered(deps, id)
      return (ask.of(room, { op: 'react', room, target, emoji, on }), null)
    }
  }
}

type OwnerCalls =
  | 'conversations.rename'
  | 'rooms.invite'
  | 'rooms.revoke'
  | 'rooms.rename'
  | 'rooms.topic'
  | 'rooms.promote'
  | 'rooms.remove'
  | 'rooms.close'

function ownerActs(
  { db, rooms, conversations, now }: RoomsCallsDeps,
  ask: Asking
): Pick<Handlers, OwnerCalls> {
  const owned = (room: string, request: RoomAsk): null => {
    db.transaction(() => {
      assertOwned(rooms.get(room))
      ask.of(room, request)
    })
    return null
  }
  return {
    'rooms.invite': async ({ id: room, expiresInHours, uses }) => {
      const secret = newSecret()
      const invitation = { room, secret }
      const code = invitationCode(invitation)
      const [hash, lasts] = [secretHash(secret), expiresInHours * 3_600_000]
      const expiresAt = now() + lasts
      db.transaction(() => {
        owned(room, { op: 'invite', room, hash, expiresAt, lasts, uses })
        // How many it takes besides is the processor's to say.
        const unanswered = rooms.asks.of(rooms.get(room).backendId, room, now())
        if (unanswered.filter((one) => one.ask.op === 'invite').length > MAX_INVITATIONS)
          throw new ChatError('room.too_many_invitations')
        rooms.invitations.keep(room, { hash, code, expiresAt, uses })
      })
      const left = uses === 0 ? null : uses
      return { id: hash, code, link: invitationLink(invitation), expiresAt, left, confirmed: false }
    },
    'rooms.revoke': async ({ id: room, invitation: hash }) =>
      db.transaction(() => {
        rooms.invitations.drop(room, hash)
        return owned(room, { op: 'revoke', room, hash })
      }),
    'conversations.rename': async ({ id, title }) => {
      if (!rooms.find(id)) return conversations.rename(id, title)
      owned(id, { op: 'rename', room: id, title })
      return conversations.get(id)
    },
    'rooms.rename': async ({ id: room, title }) => owned(room, { op: 'rename', room, title }),
    'rooms.topic': async ({ id: room, topic }) => {
      if (rooms.get(room).kind === 'direct') throw new ChatError('room.no_topic')
      ask.of(room, { op: 'topic', room, topic })
      return null
    },
    'rooms.promote': async ({ id: room, person: member }) => owned(room, { op: 'promote', room, member }),
    'rooms.remove': async ({ id: room, person: member }) => owned(room, { op: 'remove', room, member }),
    'rooms.close': async ({ id: room }) => owned(room, { op: 'close', room })
  }
}

/** Where a message stands in the log of its room. Throws `conflict` for one that has no number there yet, or stands in none. */
function numbered(
  { messages }: Pick<RoomsCallsDeps, 'messages'>,
  id: string
): { conversationId: string; seq: number; role: 'request' | 'reply' } {
  const { conversationId, room, role } = messages.get(id)
  if (!room || room.putBack) throw new ChatError('room.unknown_target')
  if (room.seq === null) throw new ChatError('room.not_numbered')
  return { conversationId, seq: room.seq, role }
}

function assertShort(text: string, { kind }: RoomRow): void {
  const bytes = kind === 'direct' ? sealedBytes(text) : bodySize({ text })
  if (bytes > MAX_ROOM_BODY_BYTES)
    throw new ChatError('room.text_too_large', { bytes, limit: MAX_ROOM_BODY_BYTES })
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Whoever waits for the processor's word that the room is there will own it. */
function assertOwned({ me, members, state }: RoomRow): void {
  const isOwner = members.some(({ id, role }) => id === me && role === 'owner')
  if (!isOwner && (state !== 'pending' || members.length > 0)) throw new ChatError('room.not_owner')
}

function shown({ roomView }: Pick<RoomsCallsDeps, 'roomView'>, id: string): Room {
  const room = roomView.get(id)
  if (!room) throw new ChatError('chat.not_found')
  return room
}
