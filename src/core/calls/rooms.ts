import type { Handlers } from '../../shared/contract'
import { ChatError } from '../../shared/errors'

type RoomsCalls = Extract<keyof Handlers, `rooms.${string}`>

const none = async (): Promise<never> => {
  throw new ChatError('chat.not_found')
}

/** The calls about rooms and direct messages. None waits for the network. */
export const createRoomsHandlers = (): Pick<Handlers, RoomsCalls> => ({
  'rooms.overview': async () => ({ available: 'unknown', reason: null, me: null, people: [] }),
  'rooms.refresh': async () => null,
  'rooms.setName': none,
  'rooms.get': async () => null,
  'rooms.create': none,
  'rooms.join': none,
  'rooms.direct': none,
  'rooms.edit': none,
  'rooms.delete': none,
  'rooms.react': none,
  'rooms.invite': none,
  'rooms.revoke': none,
  'rooms.rename': none,
  'rooms.topic': none,
  'rooms.promote': none,
  'rooms.remove': none,
  'rooms.leave': none,
  'rooms.close': none,
  'rooms.verify': none,
  'rooms.mentionsOnly': none,
  'rooms.seenBy': none,
  'rooms.sync': none
})
