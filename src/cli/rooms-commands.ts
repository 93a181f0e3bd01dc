import type { ChatApp } from '../core/chat-app'
import type { Room, RoomInvitation } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { nameKey } from '../shared/room-wire'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { momentLine, oneLine } from './message-line'
import { personWords } from './people-commands'
import { exitCodeOf, isRoom, roomCalled, roomOnce, type Patience, type RoomOutcome } from './room-wait'

interface JsonOptions extends ProfileOptions {
  readonly json?: boolean
}
export interface ActOptions extends JsonOptions, Patience {}
export interface InviteOptions extends ActOptions {
  /** In hours. */
  readonly expires: number
  /** 0 for any number. */
  readonly uses: number
}

/** `chatapp rooms list`: every room and direct conversation of the profile. */
export async function listRoomsCommand(deps: CliDeps, options: JsonOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    const all = (await call(app, 'conversations.list', undefined)).filter(isRoom)
    for (const { id, title, unread, room } of all) {
      const { kind, state, members, mentioned } = room
      const notes = [
        kind === 'direct' ? 'direct' : `${members} ${members === 1 ? 'member' : 'members'}`,
        ...(state === 'open' ? [] : [state]),
        ...(unread > 0 ? [`${unread} unread`] : []),
        ...(mentioned ? ['mentions you'] : [])
      ]
      if (options.json) deps.out(JSON.stringify({ id, title, unread, ...room }))
      else deps.out(`${id}  ${oneLine(title)}  (${notes.join(', ')})`)
    }
    if (all.length === 0)
      deps.err(
        'There are none yet. Try: chatapp rooms create "Our room", or chatapp join with an invitation.'
      )
    return exitCodes.done
  })
}

/** `chatapp rooms members`: who is in a room, as the processor last said. */
export async function membersCommand(deps: CliDeps, wanted: string, options: JsonOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    for (const member of (await theRoom(app, wanted)).members) {
      const owner = member.role === 'owner' ? '  owner' : ''
      deps.out(options.json ? JSON.stringify(member) : `${personWords(member)}${owner}`)
    }
    return exitCodes.done
  })
}

/** `chatapp rooms invitations`: what can still be used to join. */
export async function invitationsCommand(
  deps: CliDeps,
  wanted: string,
  options: JsonOptions
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    const { owner, invitations } = await theRoom(app, wanted)
    if (!owner) throw new ChatError('room.not_owner')
    for (const invitation of invitations.filter((one) => one.left !== 0)) {
      const { id, code, expiresAt, left } = invitation
      const uses = left === null ? 'any number of uses' : `${left} ${left === 1 ? 'use' : 'uses'} left`
      deps.out(
        options.json
          ? JSON.stringify(invitation)
          : `${code ?? `${id} (made on another device)`}  until ${momentLine(expiresAt)}, ${uses}`
      )
    }
    return exitCodes.done
  })
}

/** `chatapp rooms create`: makes a room and waits until it is there. */
export const createRoomCommand = async (deps: CliDeps, title: string, options: ActOptions): Promise<number> =>
  await act(deps, options, {
    ask: async (app) => await call(app, 'rooms.create', { title }),
    isDone: isOpen
  })

/** `chatapp join`: joins by a code or a link, and waits until one is let in. */
export const joinCommand = async (deps: CliDeps, invitation: string, options: ActOptions): Promise<number> =>
  await act(deps, options, {
    ask: async (app) => await call(app, 'rooms.join', { invitation }),
    isDone: isOpen
  })

/** What was asked last is answered, and not refused. */
const isDone = ({ waiting, reason }: Pick<Room, 'waiting' | 'reason'>): boolean =>
  waiting === 0 && reason === null

const isOpen = ({ state }: Pick<Room, 'state'>): boolean => state === 'open'

/** `chatapp rooms invite`: makes an invitation, and prints its code and its link once they can be used. */
export async function inviteCommand(deps: CliDeps, wanted: string, options: InviteOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const { id } = await roomCalled(app, wanted)
    const { expires: expiresInHours, uses } = options
    const made = await call(app, 'rooms.invite', { id, expiresInHours, uses })
    const find = ({ invitations }: Room): RoomInvitation | undefined =>
      invitations.find((one) => one.id === made.id)
    const outcome = await roomOnce({ ...deps, ...options, app }, id, (room) => find(room)?.confirmed ?? false)
    const invitation = find(outcome.room) ?? made
    if (outcome.ended === 'refused') return exitCodeOf(deps, outcome, options)
    if (options.json) deps.out(JSON.stringify({ room: id, ...invitation }))
    else for (const line of [invitation.code, invitation.link]) if (line !== null) deps.out(line)
    return exitCodeOf(deps, outcome, options)
  })
}

/** `chatapp rooms revoke`: takes an invitation back. */
export async function revokeCommand(
  deps: CliDeps,
  ...[wanted, invitation, options]: [wanted: string, invitation: string, options: ActOptions]
): Promise<number> {
  const names = ({ id, code, link }: RoomInvitation): boolean => [id, code, link].includes(invitation)
  return await inRoom(
    deps,
    { ...options, wanted },
    {
      ask: async (app, room) => {
        const found = room.invitations.find(names)
        if (!found) throw new ChatError('room.no_invitation')
        await call(app, 'rooms.revoke', { id: room.id, invitation: found.id })
      },
      isDone: ({ invitations }) => !invitations.some(names)
    }
  )
}

/** `chatapp rooms leave`. */
export const leaveCommand = async (deps: CliDeps, wanted: string, options: ActOptions): Promise<number> =>
  await inRoom(
    deps,
    { ...options, wanted },
    {
      ask: async (app, { id }) => await call(app, 'rooms.leave', { id }),
      isDone: ({ state }) => state === 'left'
    }
  )

/** `chatapp rooms close`. */
export const closeCommand = async (deps: CliDeps, wanted: string, options: ActOptions): Promise<number> =>
  await inRoom(
    deps,
    { ...options, wanted },
    {
      ask: async (app, { id }) => await call(app, 'rooms.close', { id }),
      isDone: ({ state }) => state === 'closed'
    }
  )

/** `chatapp rooms rename`. */
export const renameCommand = async (
  deps: CliDeps,
  ...[wanted, title, options]: [wanted: string, title: string, options: ActOptions]
): Promise<number> =>
  await inRoom(
    deps,
    { ...options, wanted },
    {
      ask: async (app, { id }) => await call(app, 'rooms.rename', { id, title }),
      isDone
    }
  )

/** `chatapp rooms topic`. */
export const topicCommand = async (
  deps: CliDeps,
  ...[wanted, topic, options]: [wanted: string, topic: string, options: ActOptions]
): Promise<number> =>
  await inRoom(
    deps,
    { ...options, wanted },
    {
      ask: async (app, { id }) => await call(app, 'rooms.topic', { id, topic }),
      isDone
    }
  )

/** `chatapp rooms remove`. */
export const removeCommand = onMember('rooms.remove', ({ members }, member) => !members.some(named(member)))

/** `chatapp rooms promote`. */
export const promoteCommand = onMember('rooms.promote', ({ members }, member) =>
  members.some((one) => named(member)(one) && one.role === 'owner')
)

/** What is asked of one member, whom the processor is asked for when nobody is known by that name. */
function onMember(
  ask: 'rooms.remove' | 'rooms.promote',
  isDone: (room: Room, member: string) => boolean
): (deps: CliDeps, ...rest: [wanted: string, member: string, options: ActOptions]) => Promise<number> {
  return async (deps, ...[wanted, member, options]) =>
    await inRoom(
      deps,
      { ...options, wanted },
      {
        ask: async (app, room) => {
          const person = await memberCalled(room, member, { ...deps, ...options, app })
          await call(app, ask, { id: room.id, person })
        },
        isDone: (room) => isDone(room, member)
      }
    )
}

interface Act {
  readonly ask: (app: ChatApp, room: Room) => Promise<unknown>
  readonly isDone: (room: Room) => boolean
}

/** Asks for something in a room that is there, waits for it, and prints the room. */
async function inRoom(
  deps: CliDeps,
  { wanted, ...options }: ActOptions & { readonly wanted: string },
  { ask, isDone }: Act
): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const room = await theRoom(app, wanted)
    await ask(app, room)
    return tell(deps, options, await roomOnce({ ...deps, ...options, app }, room.id, isDone))
  })
}

/** Asks for a room that is not there yet, waits for it, and prints it. */
async function act(
  deps: CliDeps,
  options: ActOptions,
  { ask, isDone }: { ask: (app: ChatApp) => Promise<Room>; isDone: (room: Room) => boolean }
): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const { id } = await ask(app)
    return tell(deps, options, await roomOnce({ ...deps, ...options, app }, id, isDone))
  })
}

function tell(deps: CliDeps, options: ActOptions, outcome: RoomOutcome): number {
  const { room } = outcome
  if (options.json) deps.out(JSON.stringify(room))
  else if (outcome.ended === 'done') deps.out(`${room.id}  ${oneLine(room.title)}${stateWords(room)}`)
  return exitCodeOf(deps, outcome, options)
}

const stateWords = ({ state, topic }: Room): string =>
  `${state === 'open' ? '' : `  (${state})`}${topic === '' ? '' : `: ${oneLine(topic)}`}`

async function theRoom(app: ChatApp, wanted: string): Promise<Room> {
  const { id } = await roomCalled(app, wanted)
  const room = await call(app, 'rooms.get', { id })
  if (!room) throw new ChatError('chat.not_found')
  return room
}

const named =
  (wanted: string) =>
  ({ id, name }: { id: string; name: string }): boolean =>
    id === wanted || nameKey(name) === nameKey(wanted)

/** The id of a member by name or id; asks the processor when nobody is known by it. Throws `not_found`. */
async function memberCalled(
  { id, members }: Room,
  wanted: string,
  waiting: Parameters<typeof roomOnce>[0]
): Promise<string> {
  const known = members.find(named(wanted))
  if (known) return known.id
  await call(waiting.app, 'rooms.sync', { id })
  const { room } = await roomOnce(waiting, id, () => true)
  const member = room.members.find(named(wanted))
  if (!member) throw new ChatError('room.no_member', { wanted })
  return member.id
}
