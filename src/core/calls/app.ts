import type { AppInfo, Connection, Handlers } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { Backend } from '../backends/backend'
import type { Stores } from '../store/stores'
import { queueOverview } from './queue-overview'

export interface AppCallsDeps extends Pick<Stores, 'profile' | 'notices'> {
  info: () => AppInfo
  connection: () => Connection
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
  backend
}: AppCallsDeps): Pick<Handlers, AppCalls> => ({
  'app.info': async () => info(),
  'connection.get': async () => connection(),
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
