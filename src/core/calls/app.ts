import type { AppInfo, Connection, Handlers, QueueStatus } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { Backend } from '../backends/backend'
import type { Stores } from '../store/stores'
import { toChatError } from '../../shared/to-chat-error'

export interface AppCallsDeps extends Pick<Stores, 'profile' | 'notices'> {
  info: () => AppInfo
  connection: () => Connection
  /** What helps to find a fault, as JSON text. */
  diagnostics: () => string
  /** Tries at once what waits for its next try. */
  tryNow: () => void
  /** Replies are waited for all the time for a while. */
  inUse: () => void
  backend: () => Backend
}

type AppCalls = Extract<
  keyof Handlers,
  `${'app' | 'connection' | 'settings' | 'queues' | 'quarantine' | 'notices' | 'faults'}.${string}`
>

/** The calls about the app itself. Only those about queues and faults wait for the network. */
export const createAppHandlers = ({
  profile,
  notices,
  info,
  connection,
  diagnostics,
  tryNow,
  inUse,
  backend
}: AppCallsDeps): Pick<Handlers, AppCalls> => ({
  'app.info': async () => info(),
  'app.diagnostics': async () => ({ text: diagnostics() }),
  'connection.get': async () => connection(),
  'connection.retry': async () => (tryNow(), null),
  'app.inUse': async () => (inUse(), null),
  'queues.list': async () => await queueOverview(backend(), info().responseQueue),
  'settings.get': async () => profile.settings(),
  'settings.set': async (changes) => profile.changeSettings(changes),
  'notices.list': async () => notices.list(),
  'notices.dismiss': async ({ id }) => (notices.dismiss(id), null),
  'faults.get': async () => (await backend().faultLab?.get()) ?? null,
  'faults.set': async (faults) => {
    const faultLab = backend().faultLab
    if (faultLab) return await faultLab.set(faults)
    throw new ChatError('fault_lab.local_only')
  },
  'quarantine.list': async () => profile.quarantined(),
  'quarantine.delete': async ({ id }) => (profile.deleteQuarantined(id), null)
})

/** Asks SQS how full each queue of this profile is; a queue that does not exist (yet), or may not be looked at, is left out. */
export async function queueOverview(backend: Backend, responseQueue: string): Promise<QueueStatus[]> {
  const { requestQueue, deadLetterQueue, sharedResponseQueue } = backend.names
  const wanted: readonly Pick<QueueStatus, 'name' | 'role'>[] = [
    { name: requestQueue, role: 'request' },
    { name: responseQueue, role: 'response' },
    { name: sharedResponseQueue, role: 'shared-response' },
    { name: deadLetterQueue, role: 'dead-letter' }
  ]
  const statuses = await Promise.all(
    wanted.map(async (queue) => {
      try {
        return [{ ...queue, ...(await backend.gateway().depth(queue.name)) }]
      } catch (error) {
        const { code } = toChatError(error)
        // As long as one may be looked at; when none may, the user must know why.
        if (code === 'queue_missing' || (code === 'access_denied' && queue.role !== 'request')) return []
        throw error
      }
    })
  )
  return statuses.flat()
}
