import type { CheckStep, CredentialPrompt } from '../../shared/backend-config'
import type { BackendConfig } from '../../shared/backend-config'
import { accountOf, emulatorOf } from '../../shared/backend-words'
import type { AppInfo, Handlers } from '../../shared/contract'
import type { Backend } from '../backends/backend'
import { settled } from '../backends/backend-kinds'
import type { BackendStore } from '../store/backend-store'
import type { BackendSwitch } from '../delivery/backend-switch'
import { destinationOf, destinationOfEmulator, surroundings } from '../credentials/aws-destination'
import type { CredentialBroker } from '../credentials/credential-broker'
import type { CredentialPrompts } from '../credentials/credential-prompts'
import type { KeyVault } from '../credentials/key-vault'
import type { ResponseQueues } from '../backends/response-queues'
import { listProfiles, readSharedConfig } from '../credentials/shared-config'

/** The calls that deal with backends and credentials. */
type BackendCalls = Extract<
  keyof Handlers,
  `backends.${string}` | `aws.${string}` | `credentials.${string}` | `responseQueues.${string}`
>

export interface BackendCallsDeps {
  store: BackendStore
  switch: Pick<BackendSwitch, 'backend' | 'activeId' | 'strangers'>
  broker: Pick<CredentialBroker, 'forget' | 'retry' | 'wait'>
  prompts: Pick<CredentialPrompts, 'list' | 'answer'>
  vault: Pick<KeyVault, 'adopt' | 'forget'>
  makeBackend: (config: BackendConfig) => Backend
  installId: string
  info: () => Pick<AppInfo, 'responseQueue'>
  /** Opens the host's page for keys; returns its path where the page itself must go there. */
  openKeyPage: (backendId: string) => string | null
  /** Runs work during which this host may put questions to the user. */
  asking: <T>(work: () => Promise<T>) => Promise<T>
  checkStep: (step: CheckStep) => void
}

/** Runs work on a backend: the active one as it runs, another one made for it and stopped again. */
export async function onBackend<T>(
  deps: Pick<BackendCallsDeps, 'switch' | 'makeBackend'>,
  config: BackendConfig,
  work: (backend: Backend) => Promise<T>
): Promise<T> {
  const active = deps.switch.activeId() === config.id
  const backend = active ? deps.switch.backend() : deps.makeBackend(config)
  try {
    return await work(backend)
  } finally {
    if (!active) await backend.stop()
  }
}

/** What the calls about backends, credentials and response queues do. */
export function createBackendHandlers(deps: BackendCallsDeps): Pick<Handlers, BackendCalls> {
  const { store, broker, prompts } = deps
  return {
    'backends.list': async () => store.list(),
    'backends.save': async (given) => {
      const config = settled(given)
      // Keys that were typed before the backend had an id are its own now.
      const isNew = !store.list().backends.some(({ id }) => id === config.id)
      if (isNew && accountOf(config)?.credentials.type === 'keys') await deps.vault.adopt(config.id)
      broker.forget(config.id, { ask: true })
      return store.save(config)
    },
    'backends.choose': async ({ id, ...choices }) => store.choose(id, choices),
    'backends.remove': async ({ id }) => {
      store.get(id)
      // First, so that a call which a locked database has refused can be made once more as a whole.
      deps.vault.forget(id)
      store.remove(id)
      return null
    },
    'backends.activate': async ({ id }) => {
      store.activate(id)
      broker.retry(id)
      return null
    },
    'backends.confirm': async ({ id }) => {
      store.confirm(id)
      return null
    },
    'backends.check': async ({ id }) => await deps.asking(() => check(store.get(id))),
    'backends.destination': async ({ id }) => {
      const config = store.get(id)
      const emulator = emulatorOf(config)
      if (emulator) return destinationOfEmulator(emulator)
      const account = accountOf(config)
      return account && destinationOf(account)
    },
    'aws.profiles': async () => listProfiles(readSharedConfig(process.env)),
    'aws.usual': async ({ profile }) => {
      const { usualAccount } = await import('../credentials/usual-account')
      return await usualAccount(surroundings(), profile)
    },
    'aws.enterKeys': async ({ backendId }) => ({ path: deps.openKeyPage(backendId) }),
    'credentials.prompts': async (): Promise<CredentialPrompt[]> => prompts.list(),
    'credentials.answer': async ({ id, accept, code }) => {
      prompts.answer(id, { accept, code: code ?? '' })
      return null
    },
    'responseQueues.list': async () => await deps.asking(async () => (await queues()).list()),
    'responseQueues.page': async ({ next }) => await deps.asking(async () => (await queues()).page(next)),
    'responseQueues.sweep': async ({ names }) => await deps.asking(async () => (await queues()).sweep(names))
  }

  async function queues(): Promise<ResponseQueues> {
    const backend = deps.switch.backend()
    await backend.signIn()
    const { ResponseQueues } = await import('../backends/response-queues')
    return new ResponseQueues({ backend, ownQueue: deps.info().responseQueue })
  }

  async function check(config: BackendConfig): Promise<CheckStep[]> {
    broker.forget(config.id, { ask: true })
    const { ConnectionCheck } = await import('../check/connection-check')
    return await onBackend(deps, config, (backend) =>
      new ConnectionCheck({ backend, installId: deps.installId, step: deps.checkStep }).run()
    )
  }
}
