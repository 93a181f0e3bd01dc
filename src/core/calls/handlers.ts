import type { EventName, EventPayload, Handlers } from '../../shared/contract'
import type { Log } from '../../platform/log'
import { toChatError } from '../../shared/to-chat-error'
import { isFifo } from '../backends/sqs-batch'
import { patiently } from '../store/patient'
import { ProcessorCommands } from '../check/processor-commands'
import { RequestWriter } from '../store/request-writer'
import type { Stores } from '../store/stores'
import { diagnostics, type DiagnosticsDeps } from '../check/diagnostics'
import { createAppHandlers, type AppCallsDeps } from './app'
import { createBackendHandlers, onBackend, type BackendCallsDeps } from './backends'
import { createChatHandlers, type ChatCallsDeps } from './chat'
import { createDataHandlers } from './data'
import { createLaterHandlers } from './later'
import { createLettersHandlers, type LettersCallsDeps } from './letters'
import { createDeskHandlers } from './desk'
import { createDesktopHandlers, type DesktopCallsDeps } from './desktop'
import { createEmulatorHandlers } from './emulators'
import { createLogsHandlers } from './logs'
import { createMonitoringHandlers, type MonitoringDeps } from './monitoring'
import { createPairsHandlers } from './pairs'
import { createQueuesHandlers } from './queues'
import { createRoomsHandlers, type RoomsCallsDeps } from './rooms'
import { createReplayHandlers } from './replay'
import { createStackHandlers, type StackCallsDeps } from './stack'
import { createUpdatesHandlers, type UpdatesCallsDeps } from './updates'

/** What all calls need: each file says what of it is its own. */
export type HandlersDeps = { installId: string } & Omit<AppCallsDeps, keyof Stores | 'diagnostics'> &
  Pick<DiagnosticsDeps, 'redactor'> &
  Omit<ChatCallsDeps, keyof Stores | 'writer' | 'fifo' | 'region' | 'retry'> &
  Omit<RoomsCallsDeps, keyof Stores> &
  Omit<LettersCallsDeps, 'stores' | 'backendId'> &
  Omit<BackendCallsDeps, 'store' | 'checkStep'> &
  Omit<StackCallsDeps, 'store' | 'progress'> &
  MonitoringDeps &
  UpdatesCallsDeps &
  DesktopCallsDeps & {
    stores: Stores
    emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void
    log: Log
  }

/** What every call of the contract does, one file per file of the contract; and how to end what calls have begun. */
export function createHandlers(deps: HandlersDeps): { handlers: Handlers; stop: () => Promise<void> } {
  const { stores, emit, log } = deps
  const stack = createStackHandlers({
    ...deps,
    store: stores.backends,
    progress: (progress) => emit('stack.progress', progress)
  })
  const backendId = (): string => stores.backends.list().activeId
  const commands = new ProcessorCommands({
    ...deps,
    db: stores.db,
    backendId
  })
  const writer = new RequestWriter({ ...stores, ...deps })
  const fifo = (): boolean => isFifo(deps.backend().names.requestQueue)
  const region = (): string | null => {
    const { capabilities, logPlace } = deps.backend()
    return capabilities.account ? logPlace.region : null
  }
  const ofTheStore = {
    ...createChatHandlers({
      ...stores,
      ...deps,
      writer,
      fifo,
      region,
      retry: (id, removeDeadCopy) => deps.desk.retry(id, removeDeadCopy)
    }),
    ...createLaterHandlers({ ...stores, ...deps, writer }),
    ...createAppHandlers({
      ...stores,
      ...deps,
      diagnostics: (facts) => diagnostics({ ...deps, stores }, facts)
    }),
    ...createPairsHandlers({ ...stores, ...deps }),
    ...createRoomsHandlers({ ...stores, ...deps }),
    ...createDataHandlers(stores),
    ...createBackendHandlers({
      ...deps,
      store: stores.backends,
      checkStep: (step) => emit('check.step', step)
    })
  }
  const replay = createReplayHandlers({
    ...stores,
    ...deps,
    step: (step) => emit('replay.step', step),
    withBackend: async (id, work) =>
      await deps.asking(() =>
        onBackend(deps, stores.backends.get(id ?? deps.switch.activeId()), async (backend) => {
          await backend.signIn()
          return await work(backend)
        })
      )
  })
  const others = {
    ...stack.handlers,
    ...replay.handlers,
    ...createEmulatorHandlers({ ...deps, store: stores.backends }),
    ...createMonitoringHandlers(deps),
    ...createQueuesHandlers({ ...deps, ...stores }),
    ...createLogsHandlers({ ...stores, ...deps }),
    ...createLettersHandlers({ ...deps, backendId }),
    ...createDeskHandlers({ ...deps, backendId }),
    'processor.commands': async () => [...(await commands.list())],
    ...createUpdatesHandlers(deps),
    ...createDesktopHandlers(deps)
  }
  const handlers = {
    ...logged(log, ofTheStore, (work) => patiently(stores.db, work)),
    ...logged(log, others, (work) => work())
  }
  return {
    handlers,
    stop: async () => {
      replay.stop()
      await stack.stop()
    }
  }
}

type Calls = Readonly<Record<string, (input: never) => Promise<unknown>>>
type Run = (work: () => Promise<unknown>) => Promise<unknown>

/** Faults of ours and of the disk leave their details in the log; the page gets a sentence. */
function logged<C extends Calls>(log: Log, calls: C, run: Run): C {
  const entries = Object.entries(calls).map(([name, handle]) => [
    name,
    async (input: never): Promise<unknown> => {
      try {
        return await run(() => handle(input))
      } catch (error) {
        const { code } = toChatError(error)
        if (code === 'internal' || code === 'storage') log.error({ err: error, call: name }, 'a call failed')
        throw error
      }
    }
  ])
  return Object.fromEntries(entries) as C
}
