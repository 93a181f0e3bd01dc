import { randomUUID } from 'node:crypto'
import type { EmulatorBackendConfig } from '../../shared/backend-config'
import { backendName, emulatorOf } from '../../shared/backend-words'
import type { CallInput, Handlers } from '../../shared/contract'
import { trustAuthorities } from '../../platform/trusted-authorities'
import { settledEmulator } from '../credentials/aws-destination'
import type { CredentialBroker } from '../credentials/credential-broker'
import { emulatorKeys } from '../credentials/emulator-keys'
import type { AwsIdentity } from '../credentials/profile-identity'
import type { BackendStore } from '../store/backend-store'

type EmulatorCalls = Extract<keyof Handlers, `emulators.${string}`>

export interface EmulatorCallsDeps {
  store: BackendStore
  broker: Pick<CredentialBroker, 'wait' | 'forget' | 'retry'>
  /** Runs work during which this host may put questions to the user. */
  asking: <T>(work: () => Promise<T>) => Promise<T>
}

/** What the calls about emulators do. */
export function createEmulatorHandlers(deps: EmulatorCallsDeps): Pick<Handlers, EmulatorCalls> {
  const { store, broker } = deps
  return {
    'emulators.find': async () => {
      const { findEmulators } = await import('../backends/emulator-probe')
      return await findEmulators()
    },
    'emulators.connect': async (input) => {
      const { known, ...given } = wanted(input)
      const { lookAt } = await import('../backends/emulator-probe')
      const identity = await deps.asking(() => identityOf(given))
      const { product, version, runsProcessor } = await lookAt({ ...given, identity })
      const config: EmulatorBackendConfig = {
        ...given,
        name: input.name ?? (known ? given.name : nameFor(product, given.endpoint)),
        product,
        version,
        processor: input.processor ?? (runsProcessor ? 'there' : 'here')
      }
      store.save(config)
      store.activate(config.id)
      broker.retry(config.id)
      return config
    }
  }

  /** What is to be connected: what is saved of this address, and what is named. Throws `invalid_input`, naming the field. */
  function wanted(input: CallInput<'emulators.connect'>): EmulatorBackendConfig & { known: boolean } {
    const endpoint = input.endpoint.replace(/\/+$/, '')
    const known = store
      .list()
      .backends.map((one) => emulatorOf(one))
      .find((one) => one?.endpoint === endpoint)
    const given = settledEmulator({
      id: known?.id ?? randomUUID(),
      kind: 'emulator',
      name: known?.name ?? 'SQS server',
      endpoint,
      region: input.region ?? known?.region ?? 'us-east-1',
      credentials: input.credentials ?? known?.credentials ?? { type: 'dummy' },
      product: 'SQS server',
      version: null,
      processor: 'here'
    })
    return { ...given, known: known != null }
  }

  async function identityOf(config: EmulatorBackendConfig): Promise<AwsIdentity> {
    const { credentials, endpoint, region, id } = config
    const { identity, authority } = emulatorKeys(endpoint)
    if (authority !== null) trustAuthorities([authority])
    if (credentials.type === 'dummy') return identity
    broker.forget(id, { ask: true })
    return await broker.wait(credentials, region, id)
  }

  /** Its product; with its place where another backend is called so. */
  function nameFor(product: string, endpoint: string): string {
    const taken = store.list().backends.some((one) => backendName(one) === product)
    return taken ? `${product}, ${new URL(endpoint).host}`.slice(0, 60) : product
  }
}
