import type { Destination } from '../../shared/backend-config'
import type { Capabilities, Connection, Faults, HistorySpan } from '../../shared/contract'
import type { Said } from '../../shared/said'
import type { CloudWatchClients } from './aws-clients'
import type { Alarms } from '../monitoring/alarms'
import type {
  DryRunAnswer,
  DryRunInput,
  HoldAnswer,
  HoldInput,
  LookAnswer,
  LookInput
} from '../../local-backend/client/letters-client'
import type { Metrics } from '../monitoring/cloud-watch'
import type { QueueSeries } from '../monitoring/queue-series'
import type { LogPage, LogQuery } from '../monitoring/processor-log'
import type { QueueInspector, QueuePlace } from './queue-inspector'
import type { SqsGateway } from './sqs-gateway'
import type { SqsConnection } from './sqs-sdk'

/** The names a backend's parts go by. */
export interface BackendNames {
  readonly requestQueue: string
  readonly deadLetterQueue: string
  readonly sharedResponseQueue: string
  readonly functionName: string
}

/** Where a function's log is kept. */
export interface LogPlace {
  readonly logGroup: string
  readonly region: string
  /** It in the console of AWS; null where there is none. */
  readonly consoleUrl: string | null
}

/** The log group that Lambda gives a function. */
export const logGroupOf = (functionName: string): string => `/aws/lambda/${functionName}`

/** Makes things go wrong on purpose, for tests and for the curious. */
export interface FaultLab {
  get(): Promise<Faults>
  /** Takes effect at once, for every host of the backend, until its process ends. */
  set(faults: Faults): Promise<Faults>
}

/** What a backend on this computer can do with letters beside SQS: look without any effect, and try a message out. */
export interface LetterLook {
  look(input: LookInput): Promise<LookAnswer>
  hold(input: HoldInput): Promise<HoldAnswer>
  dryRun(input: DryRunInput): Promise<DryRunAnswer>
}

/** Who calls a backend. */
export interface CallerIdentity {
  readonly account: string
  readonly arn: string
  /** What a policy calls `aws:userid`: a user's id, or a role's with the name of the session. */
  readonly userId: string
}

/** Where a profile talks to. One interface for every kind; see `backend-kinds.ts`. */
export interface Backend {
  readonly kind: Connection['backend']
  /** What a person calls it. */
  readonly label: string
  /** The same by its keys, where it is no name that somebody gave. */
  readonly labelSaid?: Said
  readonly names: BackendNames
  readonly capabilities: Capabilities
  /** Null where nothing is broken on purpose. */
  readonly faultLab: FaultLab | null
  /** Null where a look at a queue receives from it, as on AWS. */
  readonly letterLook: LetterLook | null
  /** SQS there. Stays valid until the backend reports a change; throws `offline` while there is none. */
  gateway(): SqsGateway
  /** Where it answers and who calls it, for clients of other services; throws `offline` while there is none. */
  connection(): SqsConnection
  /** Where messages go and who sends them, as of now; null where that is this computer. Throws `invalid_input`, naming the field. */
  destination(): Destination | null
  /** Resolves once it can be called, however long the user takes to answer what is asked. */
  signIn(): Promise<void>
  /** Who calls it; null where nobody has to say, or it does not tell. */
  identity(): Promise<CallerIdentity | null>
  /** The account that the request queue is in; null where there is none, or it cannot be told. */
  queueAccount(): string | null
  /** What it tells of itself over the last hours. Rejects only while no backend can be made of what is stored. */
  metrics(hours: number): Promise<Metrics>
  /**
   * How long the oldest message of each of these queues has been there, in milliseconds; left out are empty ones, and those
   * of which that is not told. Never rejects.
   */
  queueAges(queues: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** How full a queue was while nobody here looked, where somebody else did. Never rejects. */
  queueSeries(queue: string, span: HistorySpan): Promise<QueueSeries>
  /** Its alarms, and why there are none. Never rejects. */
  alarms(): Promise<Alarms>
  /** Where names of queues are meant: the region, the account (null where that is the caller's own), another server than AWS. */
  place(): QueuePlace
  /** Reads queues and functions of a region, and changes nothing. The caller closes it. */
  inspector(region: string): Promise<QueueInspector>
  /** A page of the function's log. */
  logs(query: LogQuery): Promise<LogPage>
  readonly logPlace: LogPlace
  /** Where metrics and logs are read, one try a call; null where there is no such place. The caller ends both. */
  cloudWatch(): Promise<CloudWatchClients | null>
  /** Brings it up, or finds it again after calls failed. Safe to call at any time; one attempt runs at once. */
  recover(): Promise<void>
  /** Told when it came up or went down by itself. */
  onChange(listener: (state: 'up' | 'down') => void): void
  stop(): Promise<void>
}
