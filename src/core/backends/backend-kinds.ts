import type { BackendConfig, OtherPlace, SavedBackendConfig } from '../../shared/backend-config'
import type { Log } from '../../platform/log'
import { settledAccount, settledEmulator } from '../credentials/aws-destination'
import type { CredentialBroker } from '../credentials/credential-broker'
import { AwsBackend } from './aws-backend'
import type { Backend } from './backend'
import { localNames } from './backend-names'
import { EmulatorBackend } from './emulator-backend'
import { UnreadableBackend } from './unreadable-backend'
import { EmbeddedBackend, type EmbeddedBackendOptions } from './embedded-backend'

/** What backends of every kind are made with. */
export interface BackendParts extends Omit<EmbeddedBackendOptions, 'names'> {
  broker: CredentialBroker
  log: Log
  /** Where this run works in the place of where the backends say. */
  place?: OtherPlace | undefined
  /** Told before each request to SQS that somebody bills. */
  onRequest: () => void
}

/** What there is to do with the configurations of a kind. Methods, for a lookup by a value's kind loses which it is. */
interface Kind<C> {
  make(config: C, parts: BackendParts): Backend
  /** What is kept of one that a user saves. Throws `invalid_input`, naming the field, for what is not usable. */
  settled(given: C): C
}

/** Every kind: one that is missing here does not compile. */
export type BackendKinds<C extends { kind: string }> = {
  readonly [K in C['kind']]: Kind<Extract<C, { kind: K }>>
}

export const backendKinds: BackendKinds<BackendConfig> = {
  local: {
    make: (_config, parts) => new EmbeddedBackend({ ...parts, names: localNames }),
    settled: (given) => given
  },
  aws: {
    make: (config, { broker, onRequest, place }) => new AwsBackend({ config, broker, onRequest, place }),
    settled: settledAccount
  },
  emulator: {
    make: (config, parts) =>
      new EmulatorBackend({
        config,
        broker: parts.broker,
        place: parts.place,
        local: () => new EmbeddedBackend({ ...parts, names: localNames })
      }),
    settled: settledEmulator
  }
}

/** Makes the backends of a profile; of null the one in place of what cannot be read. */
export const backendMaker =
  (parts: BackendParts) =>
  (config: BackendConfig | null): Backend =>
    config === null ? new UnreadableBackend(localNames) : makeBackend(config, parts, backendKinds)

/** The backend of a configuration. One that is not usable says so in its `recover`. */
export const makeBackend = <C extends { kind: string }>(
  config: C,
  parts: BackendParts,
  kinds: BackendKinds<C>
): Backend => kindOf(config, kinds).make(config, parts)

/** What is kept of a configuration that a user saves. Throws `invalid_input`, naming the field, for what is not usable. */
export const settled = (given: SavedBackendConfig): SavedBackendConfig =>
  kindOf<SavedBackendConfig>(given, backendKinds).settled(given)

const kindOf = <C extends { kind: string }>({ kind }: C, kinds: BackendKinds<C>): Kind<C> =>
  kinds[kind as C['kind']]
