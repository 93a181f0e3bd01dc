import type { AppInfo, Connection, Handlers } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { Backend } from '../backends/backend'
import type { Stores } from '../store/stores'
import { toChatError } from '../../shared/to-chat-error'
import { withinTime } from '../../shared/timer'
import type { BackendFacts } from '../check/diagnostics'
import { queueOverview } from './queues'

export interface AppCallsDeps extends Pick<Stores, 'profile' | 'notices'> {
  info: () => AppInfo
  connection: () => Connection
  /** What helps to find a fault, as JSON text, with what the backend says now. */
  diagnostics: (backend: BackendFacts) => string
  /** Tries at once what waits for its next try. */
  tryNow: () => void
  /** Replies are waited for all the time for a while. */
  inUse: () => void
  backend: () => Backend
}

/** How long the diagnostics wait for what the backend says, in milliseconds. */
const BACKEND_MS = 3000

type AppCalls = Extract<
  keyof Handlers,
  `${'app' | 'connection' | 'settings' | 'quarantine' | 'notices' | 'faults'}.${string}`
>

/** The calls about the app itself. Only those about faults, and the diagnostics, wait for the network. */
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
  'app.diagnostics': async () => {
    const [queues, faults] = await Promise.all([
      inShort(async () => await queueOverview(backend(), info().responseQueue)),
      inShort(async () => (await backend().faultLab?.get()) ?? null)
    ])
    return { text: diagnostics({ queues, faults }) }
  },
  'connection.get': async () => connection(),
  'connection.retry': async () => (tryNow(), null),
  'app.inUse': async () => (inUse(), null),
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

/** What a backend says, or why it does not; a fault must not keep its own report waiting. */
async function inShort<T>(ask: () => Promise<T>): Promise<T | string> {
  try {
    return await withinTime(BACKEND_MS, ask)
  } catch (error) {
    return `not read: ${toChatError(error).message}`
  }
}
