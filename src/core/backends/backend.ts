import type { Connection, Faults } from '../../shared/contract'
import type { SqsConnection, SqsGateway } from './sqs-gateway'

/** The names a backend's parts go by. */
export interface BackendNames {
  readonly requestQueue: string
  readonly deadLetterQueue: string
  readonly sharedResponseQueue: string
  readonly functionName: string
}

/** Makes things go wrong on purpose, for tests and for the curious. */
export interface FaultLab {
  get(): Promise<Faults>
  /** Takes effect at once, for every host of the backend, until its process ends. */
  set(faults: Faults): Promise<Faults>
}

/** Where a profile talks to. One interface for the embedded backend and for an AWS account. */
export interface Backend {
  readonly kind: Connection['backend']
  /** What a person calls it. */
  readonly label: string
  readonly names: BackendNames
  /** Null where nothing is broken on purpose. */
  readonly faultLab: FaultLab | null
  /** SQS there. Stays valid until the backend reports a change; throws `offline` while there is none. */
  gateway(): SqsGateway
  /** Where it answers and who calls it, for clients of other services; throws `offline` while there is none. */
  connection(): SqsConnection
  /** Brings it up, or finds it again after calls failed. Safe to call at any time; one attempt runs at once. */
  recover(): Promise<void>
  /** Told when it came up or went down by itself. */
  onChange(listener: (state: 'up' | 'down') => void): void
  stop(): Promise<void>
}
