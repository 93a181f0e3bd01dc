import type { Room } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { roomCalled } from './room-wait'

export interface WordsOptions extends ProfileOptions {
  readonly json?: boolean
  /** They were compared, and are the same. */
  readonly same?: boolean
  /** Goes on with the keys that there are now, compared or not. */
  readonly accept?: boolean
}

/**
 * `chatapp rooms words`: the words that the two of a direct conversation compare, in one line, and what they say; goes on
 * with a new key when the user says so.
 */
export async function wordsCommand(deps: CliDeps, wanted: string, options: WordsOptions): Promise<number> {
  const { same = false, accept = false } = options
  const reading = !same && !accept
  return await withChatApp(deps, { ...options, connect: false, reading }, async (app) => {
    const { id } = await roomCalled(app, wanted)
    const before = await call(app, 'rooms.get', { id })
    if (!before?.encryption) throw new ChatError('room.not_direct')
    const room = reading ? before : await call(app, 'rooms.verify', { id, verified: same })
    const encryption = room.encryption ?? before.encryption
    if (options.json) deps.out(JSON.stringify({ id, ...encryption }))
    else if (encryption.words.length > 0) deps.out(encryption.words.join(' '))
    deps.err(meaning(room.title, encryption))
    return exitCodes.done
  })
}

function meaning(name: string, { state, verified }: NonNullable<Room['encryption']>): string {
  if (state === 'waits_for_key') return new ChatError('room.waits_for_key', { name }).message
  if (state === 'key_changed')
    return `There is a new key, of ${name} or of a device of your own; it may be somebody's in between. Compare the words by voice or face to face: --same says that they are the same, --accept goes on without.`
  return verified
    ? 'You said that they are the same.'
    : `Compare them with ${name}, by voice or face to face; --same says that they are the same.`
}
