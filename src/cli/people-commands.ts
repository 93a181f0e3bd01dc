import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import type { CallOutput, RoomPersonShown } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { nameKey } from '../shared/room-wire'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { momentLine } from './message-line'
import { waitFor, type Ended, type Patience } from './room-wait'

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
    if (name !== undefined) await call(app, 'rooms.setName', { name })
    const outcome = name === undefined ? await askedAnew(app, waiting) : await calledSo(app, name, waiting)
    const { me } = outcome.seen
    if (me) deps.out(options.json ? JSON.stringify(me) : personWords(me))
    return exitCodeOf(deps, outcome, options)
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
  if (seen.available === 'no' && seen.reason) throw ChatError.from(seen.reason)
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

/** Who is there once the processor has answered. */
async function askedAnew(app: ChatApp, waiting: Asking): Promise<{ seen: Overview; ended: Ended }> {
  let told = false
  const off = app.on('rooms.changed', () => (told = true))
  try {
    await call(app, 'rooms.refresh', undefined)
    return await waitFor(app, {
      ...waiting,
      events: ['rooms.changed'],
      look: async () => await call(app, 'rooms.overview', undefined),
      ended: ({ available }) =>
        !told || available === 'unknown' ? null : available === 'no' ? 'refused' : 'done'
    })
  } finally {
    off()
  }
}

async function calledSo(
  app: ChatApp,
  name: string,
  waiting: Asking
): Promise<{ seen: Overview; ended: Ended }> {
  return await waitFor(app, {
    ...waiting,
    events: ['rooms.changed'],
    look: async () => await call(app, 'rooms.overview', undefined),
    ended: ({ me, reason }) => (reason ? 'refused' : me?.name === name ? 'done' : null)
  })
}

function exitCodeOf(
  { err, stop }: Pick<CliDeps, 'err' | 'stop'>,
  { seen, ended }: { seen: Overview; ended: Ended },
  { timeout }: Patience
): number {
  if (ended === 'done') return exitCodes.done
  if (ended === 'stopped') return stoppedExitCode(stop)
  err(
    ended === 'refused'
      ? `chatapp: ${seen.reason?.message ?? 'This backend has no rooms.'}`
      : `chatapp: no answer within ${timeout} s: what is printed is what was known before.`
  )
  return ended === 'refused' ? exitCodes.failed : exitCodes.timedOut
}
