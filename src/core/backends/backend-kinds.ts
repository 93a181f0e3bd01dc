import type { BackendConfig } from '../../shared/backend-config'
import type { Log } from '../../platform/log'
import type { CredentialBroker } from '../credentials/credential-broker'
import { AwsBackend } from './aws-backend'
import type { Backend, BackendNames } from './backend'
import { EmbeddedBackend, type EmbeddedBackendOptions } from './embedded-backend'

/** What backends of every kind are made with. */
export interface BackendParts extends Omit<EmbeddedBackendOptions, 'names'> {
  broker: CredentialBroker
  log: Log
  /** Told before each request to SQS that somebody bills. */
  onRequest: () => void
}

/** How a backend of each kind is made: a kind that is missing here does not compile. */
export type BackendKinds<C extends { kind: string }> = {
  readonly [K in C['kind']]: (config: Extract<C, { kind: K }>, parts: BackendParts) => Backend
}

/** The names that the template gives, which the local backend has too. */
export const localNames: BackendNames = {
  requestQueue: 'ChatAPP',
  deadLetterQueue: 'ChatAPP-dlq',
  sharedResponseQueue: 'ChatAPP-responses',
  functionName: 'MessageProcessor'
}

export const backendKinds: BackendKinds<BackendConfig> = {
  local: (_config, parts) => new EmbeddedBackend({ ...parts, names: localNames }),
  aws: (config, { broker, onRequest }) => new AwsBackend({ config, broker, onRequest })
}

/** The backend of a configuration. One that is not usable says so in its `recover`. */
export function makeBackend<C extends { kind: string }>(
  config: C,
  parts: BackendParts,
  kinds: BackendKinds<C>
): Backend {
  // The map is typed by kind, which a lookup by a value's kind loses.
  const make = kinds[config.kind as C['kind']] as (config: C, parts: BackendParts) => Backend
  return make(config, parts)
}
