import type { AwsBackendConfig, BackendConfig, CredentialSource } from './backend-config'
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
    | 'access keys',
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
    account: () => null
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
    account: (config) => config
  }
}

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
