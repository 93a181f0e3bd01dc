import type { Handlers } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { Backend } from '../backends/backend'
import { describeQueue, glanceAt, listQueues } from '../desk/queue-desk'
import { SendByHand } from '../desk/send-by-hand'
import type { LetterDesk } from '../letters/letter-desk'
import type { Stores } from '../store/stores'

export interface DeskCallsDeps {
  stores: Pick<Stores, 'letters' | 'profile' | 'roomView'>
  desk: Pick<LetterDesk, 'assertUnlocked'>
  backend: () => Backend
  backendId: () => string
  /** Runs work during which this host may put questions to the user. */
  asking: <T>(work: () => Promise<T>) => Promise<T>
  now: () => number
}

/** As the template names it. */
const roomsTableOf = (requestQueue: string): string => `${requestQueue.replace(/\.fifo$/, '')}-rooms`

/** The contract's `desk.*` calls. All of them wait for the network, besides pinning. */
export function createDeskHandlers(
  deps: DeskCallsDeps
): Pick<Handlers, Extract<keyof Handlers, `desk.${string}`>> {
  const { stores, backend, backendId } = deps
  const sender = new SendByHand({ ...deps, letters: stores.letters })
  const signedIn = async <T>(work: () => Promise<T>): Promise<T> =>
    await deps.asking(async () => {
      await backend().signIn()
      return await work()
    })
  const pins = (): string[] => stores.profile.pins(backendId())
  const tableOf = (queue: string): string | null => {
    const isOurs = queue === backend().names.requestQueue
    const keepsRooms = isOurs && stores.roomView.overview(backendId()).available === 'yes'
    return keepsRooms ? roomsTableOf(queue) : null
  }
  return {
    'desk.list': async ({ prefix, next }) =>
      await signedIn(async () => ({
        pinned: next === null ? pins().filter((name) => name.startsWith(prefix)) : [],
        ...(await listQueues(backend(), { prefix, next }))
      })),
    'desk.glance': async ({ queues }) => await signedIn(() => glanceAt(backend(), queues)),
    'desk.get': async ({ queue }) =>
      await signedIn(async () => ({
        ...(await describeQueue(backend(), queue)),
        table: tableOf(queue),
        pinned: pins().includes(queue)
      })),
    'desk.pin': async ({ queue, pinned }) => stores.profile.pin(backendId(), queue, pinned),
    'desk.send': async ({ backendId: meant = backendId(), ...message }) => {
      if (meant !== backendId()) throw new ChatError('desk.other_backend', { queue: message.queue })
      deps.desk.assertUnlocked(message.queue)
      return await signedIn(() => sender.send(message))
    }
  }
}
