import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import type { CallOutput, RoomPersonShown } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { nameKey } from '../shared/room-wire'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { momentLine } from './message-line'
import { blockedBy, waitFor, type Ended, type Patience } from './room-wait'

export interface PeopleOptions extends ProfileOptions, Patience {
  readonly json?: boolean
}

type Overview = CallOutput<'rooms.overview'>

/** `chatapp people`: who else uses the backend, as the processor says now. */
export async function peopleCommand(deps: CliDeps, options: PeopleOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const { seen, ended } = await askedAnew(app, { ...deps, ...options })
    for (const person of seen.people) deps.out(options.json ? JSON.stringify(person) : personWords(person))
    if (ended === 'done' && seen.people.length === 0) deps.err('Nobody else has been here yet.')
    return exitCodeOf(deps, { seen, ended }, options)
  })
}

/** `chatapp rooms me`: who one is there, or by another name from now on. */
export async function meCommand(
  deps: CliDeps,
  name: string | undefined,
  options: PeopleOptions
): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const waiting = { ...deps, ...options }
    const outcome = await askedAnew(app, waiting, name)
    const { me } = outcome.seen
    if (me && outcome.ended !== 'refused') deps.out(options.json ? JSON.stringify(me) : personWords(me))
    return exitCodeOf(deps, outcome, { ...options, name })
  })
}

/** A person by name or id; asks the processor when nobody is known by it. Throws `not_found`. */
export async function personCalled(
  app: ChatApp,
  wanted: string,
  waiting: Patience & { readonly stop: AbortSignal }
): Promise<RoomPersonShown> {
  const find = ({ people }: Overview): RoomPersonShown | undefined =>
    people.find(({ id }) => id === wanted) ?? people.find(({ name }) => nameKey(name) === nameKey(wanted))
  const known = find(await call(app, 'rooms.overview', undefined))
  if (known) return known
  const { seen } = await askedAnew(app, waiting)
  const found = find(seen)
  if (found) return found
  const blocked = blockedBy(seen)
  if (blocked) throw blocked
  if (seen.me && find({ ...seen, people: [seen.me] })) throw new ChatError('room.with_oneself')
  throw new ChatError('room.no_person', { wanted })
}

/** A person as a line: the name, which nobody else there has, and the id, which cannot be chosen. */
export function personWords({ id, name, me, seenAt, looksLike }: RoomPersonShown): string {
  const notes = [
    ...(me ? ['you'] : []),
    ...(looksLike === null ? [] : [`looks like ${looksLike}`]),
    ...(seenAt === 0 ? [] : [`seen ${momentLine(seenAt)}`])
  ]
  return `${name}  ${id}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`
}

interface Asking extends Patience {
  readonly stop: AbortSignal
}

/** Who is there once the processor has answered, also to the name that one is to be called by. */
async function askedAnew(
  app: ChatApp,
  waiting: Asking,
  name?: string
): Promise<{ seen: Overview; ended: Ended }> {
  const look = async (): Promise<Overview> => await call(app, 'rooms.overview', undefined)
  const before = await look()
  if (name === undefined) await call(app, 'rooms.refresh', undefined)
  else await call(app, 'rooms.setName', { name })
  const isCalledSo = ({ me }: Overview): boolean => name === undefined || me?.name === name.trim()
  return await waitFor(app, {
    ...waiting,
    events: ['rooms.changed'],
    look,
    ended: (seen) => {
      if (seen.answered === before.answered) return null
      if (seen.reason || isTaken(seen, name)) return 'refused'
      return isCalledSo(seen) ? 'done' : null
    }
  })
}

const isTaken = ({ taken }: Overview, name: string | undefined): boolean =>
  name !== undefined && taken === name.trim()

function exitCodeOf(
  { err, stop }: Pick<CliDeps, 'err' | 'stop'>,
  { seen, ended }: { seen: Overview; ended: Ended },
  { timeout, name }: Patience & { readonly name?: string | undefined }
): number {
  if (ended === 'done') return exitCodes.done
  if (ended === 'stopped') return stoppedExitCode(stop)
  err(
    ended === 'refused'
      ? `chatapp: ${(isTaken(seen, name) ? new ChatError('room.name_taken') : blockedBy(seen))?.message ?? ''}`
      : `chatapp: no answer within ${timeout} s: what is printed is what was known before.`
  )
  return ended === 'refused' ? exitCodes.failed : exitCodes.timedOut
}
