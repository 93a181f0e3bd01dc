import type {
  CallArgument,
  CallName,
  CallOutput,
  EventName,
  EventPayload,
  Room,
  RoomMemberShown,
  RoomPersonShown
} from '../../shared/contract'

type RoomCalls = Extract<CallName, `rooms.${string}`>
type RoomAnswers = { [N in RoomCalls]: (input: CallArgument<N>) => CallOutput<N> }
type Overview = CallOutput<'rooms.overview'>

/** What a fake host knows of rooms. */
export interface FakeRoomsWorld {
  rooms?: Room[]
  overview?: Partial<Overview>
  /** Names that are somebody else's. */
  taken?: readonly string[]
  seenBy?: CallOutput<'rooms.seenBy'>
}

export const aPerson = (name: string, fields: Partial<RoomPersonShown> = {}): RoomPersonShown => ({
  id: `local:${name.toLowerCase()}`,
  name,
  me: false,
  seenAt: Date.now() - 180_000,
  looksLike: null,
  encrypts: true,
  ...fields
})

export const aMember = (name: string, fields: Partial<RoomMemberShown> = {}): RoomMemberShown => ({
  ...aPerson(name),
  role: 'member',
  readId: null,
  ...fields
})

export const aRoom = (fields: Partial<Room> = {}): Room => ({
  id: 'room-1',
  kind: 'room',
  backendId: 'local',
  state: 'open',
  reason: null,
  title: 'Harbour',
  topic: '',
  members: [aMember('Ada', { me: true, role: 'owner' }), aMember('Anna'), aMember('Ben')],
  invitations: [],
  owner: true,
  encryption: null,
  here: 0,
  known: 0,
  waiting: 0,
  mentionsOnly: false,
  ...fields
})

const only = (): null => null

/** Rooms of a fake host. What needs the processor is only asked; a test says what becomes of it. */
export function roomAnswers(
  { rooms = [], overview = {}, taken = [], seenBy = { seen: [], unseen: [] } }: FakeRoomsWorld,
  emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void
): RoomAnswers {
  const known = new Map(rooms.map((room) => [room.id, room]))
  let now: Overview = {
    available: 'yes',
    reason: null,
    taken: null,
    me: aPerson('Ada', { me: true }),
    people: [aPerson('Anna'), aPerson('Ben', { encrypts: false })],
    answered: 1,
    ...overview
  }
  const change = (id: string, fields: Partial<Room>): Room => {
    const room = { ...(known.get(id) ?? aRoom({ id })), ...fields }
    known.set(id, room)
    emit('room.changed', room)
    return room
  }
  return {
    'rooms.overview': () => now,
    'rooms.refresh': only,
    'rooms.setName': ({ name }) => {
      now = taken.includes(name)
        ? { ...now, taken: name }
        : { ...now, taken: null, me: { ...(now.me ?? aPerson(name, { me: true })), name } }
      emit('rooms.changed', { backendId: 'local' })
      return null
    },
    'rooms.get': ({ id }) => known.get(id) ?? null,
    'rooms.create': ({ id = 'room-new', title }) => change(id, { title, members: [], state: 'pending' }),
    'rooms.join': () => change('room-joined', { title: '', members: [], state: 'pending' }),
    'rooms.direct': ({ person }) => change('direct-1', { kind: 'direct', title: person }),
    'rooms.edit': only,
    'rooms.delete': only,
    'rooms.react': only,
    'rooms.invite': ({ id, uses = 1, expiresInHours = 168 }) => {
      const invitation = {
        id: 'invitation-1',
        code: 'AAAA-BBBB-CCCC',
        link: 'chatapp://join/AAAA-BBBB-CCCC',
        expiresAt: Date.now() + expiresInHours * 3_600_000,
        left: uses === 0 ? null : uses,
        confirmed: false
      }
      change(id, { invitations: [invitation] })
      return invitation
    },
    'rooms.revoke': ({ id }) => {
      change(id, { invitations: [] })
      return null
    },
    'rooms.rename': only,
    'rooms.topic': only,
    'rooms.promote': only,
    'rooms.remove': only,
    'rooms.leave': ({ id }) => {
      change(id, { state: 'left' })
      return null
    },
    'rooms.close': only,
    'rooms.verify': ({ id, verified }) => {
      const { encryption = null } = known.get(id) ?? {}
      return change(id, { encryption: encryption && { ...encryption, verified } })
    },
    'rooms.mentionsOnly': ({ id, on }) => change(id, { mentionsOnly: on }),
    'rooms.seenBy': () => seenBy,
    'rooms.sync': only
  }
}
