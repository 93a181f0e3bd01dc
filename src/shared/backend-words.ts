import type {
  AwsBackendConfig,
  BackendConfig,
  CredentialSource,
  EmulatorBackendConfig,
  OtherPlace,
  SavedBackendConfig
} from './backend-config'
import type { SaidKey } from './said'

/** Says it in the language of whoever reads. */
type Say = (
  words:
    | 'This computer'
    | 'The local backend: an SQS-compatible queue server and the same MessageProcessor. Needs no account.'
    | 'queue {queue}'
    | 'profile {profile}'
    | 'environment variables'
    | 'role of this machine'
    | 'access keys'
    | 'processor: here'
    | 'processor: there',
  params?: Readonly<Record<string, string>>
) => string

/** What a kind of backend is called, and said of it. */
interface Words<C> {
  /** The kind, as a sentence about it begins. */
  readonly subject: SaidKey
  /** What a person calls it, on a command line too. */
  readonly name: (config: C) => string
  /** The same over its row in the window. */
  readonly title: (config: C, say: Say) => string
  /** What it is, in one line. */
  readonly about: (config: C, say: Say) => string
  /** Where it is, behind its name in a list on a terminal. */
  readonly place: (config: C) => string
  /** The account that it is; null for a kind that is none. */
  readonly account: (config: C) => AwsBackendConfig | null
  /** The emulator that it is; null for a kind that is none. */
  readonly emulator: (config: C) => EmulatorBackendConfig | null
  /** Whether it asks before the first message after a switch, unless the user says otherwise. */
  readonly isProtected: boolean
}

type Kind = BackendConfig['kind']

/** The words of each kind: one that is missing here does not compile. */
const words: { readonly [K in Kind]: Words<Extract<BackendConfig, { kind: K }>> } = {
  local: {
    subject: 'subject.local',
    name: () => 'local',
    title: (_, say) => say('This computer'),
    about: (_, say) =>
      say(
        'The local backend: an SQS-compatible queue server and the same MessageProcessor. Needs no account.'
      ),
    place: () => 'embedded, on this computer',
    account: () => null,
    emulator: () => null,
    isProtected: false
  },
  aws: {
    subject: 'subject.aws',
    name: ({ name }) => name,
    title: ({ name }) => name,
    about: ({ region, credentials, requestQueue, endpoint }, say) =>
      [
        region,
        say('queue {queue}', { queue: queueNameOf(requestQueue) }),
        sourceWords(credentials, say),
        endpoint ?? ''
      ]
        .filter((word) => word !== '')
        .join(' · '),
    place: ({ requestQueue, region, endpoint }) =>
      `${requestQueue} in ${region}${endpoint ? ` at ${endpoint}` : ''}`,
    account: (config) => config,
    emulator: () => null,
    isProtected: true
  },
  emulator: {
    subject: 'subject.emulator',
    name: ({ name }) => name,
    title: ({ name }) => name,
    about: ({ product, version, endpoint, credentials, processor }, say) =>
      [
        productWords({ product, version }),
        endpoint,
        ...(credentials.type === 'dummy' ? [] : [sourceWords(credentials, say)]),
        say(processor === 'here' ? 'processor: here' : 'processor: there')
      ].join(' · '),
    place: ({ product, version, endpoint, processor }) =>
      `${productWords({ product, version })} at ${endpoint}, processor: ${processor}`,
    account: () => null,
    emulator: (config) => config,
    isProtected: false
  }
}

/** An emulator's product, and its version where that is known. */
export const productWords = ({
  product,
  version
}: Pick<EmulatorBackendConfig, 'product' | 'version'>): string =>
  version === null ? product : `${product} ${version}`

/** The words of a configuration. The map is typed by kind, which a lookup by a value's kind loses. */
const wordsOf = ({ kind }: BackendConfig): Words<BackendConfig> => words[kind] as Words<BackendConfig>

/** A kind of backend, as a sentence about it begins. */
export const subjectOf = (kind: Kind): SaidKey => words[kind].subject

export const backendName = (config: BackendConfig): string => wordsOf(config).name(config)
export const backendTitle = (config: BackendConfig, say: Say): string => wordsOf(config).title(config, say)
export const aboutBackend = (config: BackendConfig, say: Say): string => wordsOf(config).about(config, say)
export const placeOfBackend = (config: BackendConfig): string => wordsOf(config).place(config)

/** The account that a backend is: what can be edited, signed in to, deployed and removed; null for any other. */
export const accountOf = (config: BackendConfig | undefined): AwsBackendConfig | null =>
  config ? wordsOf(config).account(config) : null

/** The emulator that a backend is; null for any other. */
export const emulatorOf = (config: BackendConfig | undefined): EmulatorBackendConfig | null =>
  config ? wordsOf(config).emulator(config) : null

/** What the user has set up, and can test and remove; null for the local backend, which is always there. */
export const savedOf = (config: BackendConfig): SavedBackendConfig | null =>
  accountOf(config) ?? emulatorOf(config)

/** Whether a kind of backend is protected unless the user says otherwise. */
export const isProtectedKind = (kind: Kind): boolean => words[kind].isProtected

/** The last part of a queue's URL, usable or not, or the name itself. */
export const queueNameOf = (queue: string): string =>
  queue.trim().replace(/\/$/, '').split('/').at(-1) ?? queue

/** Where credentials come from, in a few words. */
function sourceWords(source: CredentialSource, say: Say): string {
  switch (source.type) {
    case 'profile':
      return say('profile {profile}', { profile: source.profile })
    case 'environment':
      return say('environment variables')
    case 'machine':
      return say('role of this machine')
    default:
      return say('access keys')
  }
}

/** A backend at another place than it says; the local one is nowhere else. */
export function elsewhere(config: BackendConfig, { region, profile, endpoint }: OtherPlace): BackendConfig {
  const place = {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { credentials: { type: 'profile' as const, profile } })
  }
  const [account, emulator] = [accountOf(config), emulatorOf(config)]
  if (emulator) return { ...emulator, ...place }
  if (!account) return config
  // A queue's URL names a region and a server of its own.
  const byName = region !== undefined || endpoint !== undefined
  return { ...account, ...place, ...(byName && { requestQueue: queueNameOf(account.requestQueue) }) }
}
