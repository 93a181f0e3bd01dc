import type { Backend } from '../backends/backend'
import type { DataFolder } from '../../platform/data-folder'
import type { ProfileDatabase } from '../store/database'
import type { MessageStore } from '../store/message-store'
import { toChatError } from '../../shared/to-chat-error'
import { answerOf, askAboutRooms, roomsFound } from './trial'

/** One check of the set-up and what it came to. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
}

export interface DoctorDeps {
  folder: DataFolder
  db: Pick<ProfileDatabase, 'integrity'>
  backend: Backend
  installId: string
  role: () => 'primary' | 'secondary'
  messages: Pick<MessageStore, 'outboxSize'>
}

/**
 * Checks the set-up step by step, from the data folder to a real message that goes to MessageProcessor and comes
 * back on a response queue of its own, which is deleted afterwards. A step that fails does not end the rest.
 */
export async function* examine(deps: DoctorDeps): AsyncGenerator<Finding> {
  for (const [check, run] of checksOf(deps)) yield await finding(check, run)
}

/** The checks in their order: each resolves with what was found, or rejects with what is wrong. */
function checksOf(deps: DoctorDeps): [check: string, run: () => Promise<string>][] {
  const { folder, db, backend, messages } = deps
  const { requestQueue, deadLetterQueue, sharedResponseQueue } = backend.names
  const depth = async (queue: string): Promise<string> => {
    const { visible, inFlight, delayed } = await backend.gateway().depth(queue)
    return `${visible} waiting, ${inFlight} in flight, ${delayed} delayed`
  }
  return [
    ['Node.js', async () => process.version],
    ['Data folder', async () => folder.path],
    ['Database', async () => db.integrity()],
    ['Host', async () => (deps.role() === 'primary' ? 'no other host is open' : 'another host is open')],
    ['Backend', async () => (await backend.recover(), backend.label)],
    [`Queue ${requestQueue}`, () => depth(requestQueue)],
    [`Queue ${sharedResponseQueue}`, () => depth(sharedResponseQueue)],
    [
      `Queue ${deadLetterQueue}`,
      async () => {
        const { visible } = await backend.gateway().depth(deadLetterQueue)
        return visible === 0 ? 'empty' : `${visible} failed messages wait here for a look`
      }
    ],
    [
      'Outbox',
      async () =>
        messages.outboxSize() === 0 ? 'empty' : `${messages.outboxSize()} messages wait to be sent`
    ],
    ['Round trip', () => roundTrip(deps)],
    ['Rooms', () => rooms(deps)]
  ]
}

async function finding(check: string, run: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await run() }
  } catch (error) {
    return { check, ok: false, detail: toChatError(error).message }
  }
}

async function roundTrip({ backend, installId }: DoctorDeps): Promise<string> {
  const { elapsedMs } = await answerOf({ backend, installId, name: 'chatapp doctor' })
  return `${backend.names.functionName} answered in ${elapsedMs} ms`
}

async function rooms({ backend, installId }: DoctorDeps): Promise<string> {
  const { room } = await answerOf({ backend, installId, name: 'chatapp doctor', ask: askAboutRooms() })
  return roomWords[roomsFound(room)]
}

const roomWords: Readonly<Record<ReturnType<typeof roomsFound>, string>> = {
  yes: 'set up',
  no_table: 'none: this backend has no table for them (chatapp deploy makes it)',
  older: 'none: its function is from before there were rooms (chatapp deploy updates it)'
}
