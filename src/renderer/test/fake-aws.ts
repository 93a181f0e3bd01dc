import type {
  AwsBackendConfig,
  AwsProfile,
  BackendChoices,
  BackendConfig,
  CheckStep,
  CredentialPrompt,
  Destination,
  EmulatorBackendConfig,
  FoundEmulator,
  Monitoring,
  ResponseQueueInfo,
  StackPlan,
  StackProgress
} from '../../shared/backend-config'
import type { CallOutput, EventName, EventPayload, LogEntry } from '../../shared/contract'
import type { Answers } from './fake-host'

/** The AWS side of a fake host. A promise holds the answer up until a test resolves it. */
export interface FakeAwsWorld {
  backends?: (AwsBackendConfig | EmulatorBackendConfig)[]
  /** Emulators that answer on their usual ports. */
  emulators?: FoundEmulator[]
  /** What is chosen for backends; the rest is as it is chosen automatically. */
  choices?: Record<string, BackendChoices>
  activeId?: string
  /** Whether the active backend is protected, and yet to be confirmed. */
  asksFirst?: boolean
  profiles?: AwsProfile[]
  /** What the AWS CLI would take; the default profile when it is left out. */
  usual?: CallOutput<'aws.usual'>
  /** Where the host asks for access keys. */
  keysPath?: string | null
  prompts?: CredentialPrompt[]
  check?: CheckStep[] | Promise<CheckStep[]>
  plan?: StackPlan | Promise<StackPlan>
  progress?: StackProgress
  monitoring?: Monitoring
  logs?: LogEntry[]
  /** Where the log goes on; at its beginning when left out. */
  logCursor?: string
  logPlace?: Partial<CallOutput<'logs.place'>>
  responseQueues?: ResponseQueueInfo[]
}

const localPlace: CallOutput<'logs.place'> = {
  logGroup: '/aws/lambda/MessageProcessor',
  consoleUrl: null,
  everyMs: 50,
  account: false,
  policy: null
}

/** A line of the processor's log, as its JSON. */
export const aLogEntry = (fields: Partial<LogEntry> = {}): LogEntry => ({
  id: crypto.randomUUID(),
  at: Date.UTC(2026, 10, 26, 9),
  level: 'INFO',
  text: '{"level":"INFO","message":"record"}',
  cut: 0,
  messageId: null,
  conversationId: null,
  requestId: null,
  attempt: null,
  here: null,
  ...fields
})

export const anAwsBackend = (fields: Partial<AwsBackendConfig> = {}): AwsBackendConfig => ({
  id: 'work',
  kind: 'aws',
  name: 'Work account',
  region: 'eu-central-1',
  credentials: { type: 'profile', profile: 'work' },
  requestQueue: 'https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP',
  sharedResponseQueue: 'ChatAPP-responses',
  deadLetterQueue: 'ChatAPP-dlq',
  functionName: 'MessageProcessor',
  stackName: null,
  endpoint: null,
  ...fields
})

export const anEmulator = (fields: Partial<EmulatorBackendConfig> = {}): EmulatorBackendConfig => ({
  id: 'emulator',
  kind: 'emulator',
  name: 'MiniStack',
  endpoint: 'http://127.0.0.1:4566',
  region: 'us-east-1',
  credentials: { type: 'dummy' },
  product: 'MiniStack',
  version: '1.5.33',
  processor: 'here',
  ...fields
})

export const aFoundEmulator = (fields: Partial<FoundEmulator> = {}): FoundEmulator => ({
  endpoint: 'http://127.0.0.1:4566',
  product: 'MiniStack',
  version: '1.5.33',
  can: { createQueue: true, lambda: true, cloudFormation: true, moveTasks: false },
  ...fields
})

export const someChoices = (fields: Partial<BackendChoices> = {}): BackendChoices => ({
  colour: 'grey',
  protected: false,
  queueDesk: 'read-only',
  agents: 'locked',
  ...fields
})

export const aProfile = (fields: Partial<AwsProfile> = {}): AwsProfile => ({
  name: 'work',
  kind: 'sso',
  region: 'eu-central-1',
  detail: 'https://example.awsapps.com/start',
  problem: null,
  ...fields
})

export const aPrompt = (fields: Partial<CredentialPrompt> = {}): CredentialPrompt => ({
  id: 'prompt',
  backendId: 'work',
  kind: 'sso-login',
  text: 'The profile “work” needs you to sign in.',
  url: 'https://device.sso.eu-central-1.amazonaws.com/?user_code=BCDF-GHJK',
  deviceUrl: null,
  userCode: 'BCDF-GHJK',
  detail: null,
  expiresAt: Date.now() + 600_000,
  ...fields
})

export const aPlan = (fields: Partial<StackPlan> = {}): StackPlan => ({
  planId: 'plan',
  stackName: 'ChatAPP',
  region: 'eu-central-1',
  caller: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ada' },
  price: {
    idle: { withAllowances: 0, listed: 3.56 },
    rooms: { members: 5, listed: 1.49 },
    busy: { withAllowances: 0.12, listed: 5.5 },
    messages: 100_000,
    readOn: '2026-06'
  },
  kind: 'create',
  existing: null,
  changes: [
    { action: 'Add', logicalId: 'RequestQueue', type: 'AWS::SQS::Queue', replacement: false },
    { action: 'Add', logicalId: 'Trigger', type: 'AWS::Lambda::EventSourceMapping', replacement: false }
  ],
  ...fields
})

export const aProgress = (fields: Partial<StackProgress> = {}): StackProgress => ({
  stackName: 'ChatAPP',
  operation: 'deploy',
  state: 'running',
  startedAt: Date.now() - 65_000,
  done: 1,
  total: 2,
  detail: '',
  events: [],
  ...fields
})

const aDestination = (fields: Partial<Destination> = {}): Destination => ({
  region: { value: 'eu-central-1', source: 'this backend' },
  endpoint: { value: 'https://sqs.eu-central-1.amazonaws.com', source: 'AWS’s own' },
  credentials: { value: 'access key', source: 'AWS profile "work"' },
  ...fields
})

export const aStep = (fields: Partial<CheckStep> = {}): CheckStep => ({
  step: 'identity',
  title: 'Who you are',
  state: 'ok',
  detail: 'Account 123456789012, role Developer.',
  fix: null,
  ...fields
})

export const aMonitoring = (fields: Partial<Monitoring> = {}): Monitoring => ({
  series: [],
  dashboardUrl: 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/ChatAPP',
  cost: { month: '2026-11', requests: 1234, freeTierShare: 0.0012, dollars: 0.05, text: '' },
  missing: [],
  ...fields
})

/** What the fake host answers to the calls about AWS. */
export function awsAnswers(
  world: FakeAwsWorld,
  emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void
): Answers {
  let backends: BackendConfig[] = [{ id: 'local', kind: 'local' }, ...(world.backends ?? [])]
  let activeId = world.activeId ?? 'local'
  let asksFirst = world.asksFirst ?? false
  let prompts = world.prompts ?? []
  let progress = world.progress ?? null
  let responseQueues = world.responseQueues ?? []

  const choices: Record<string, BackendChoices> = {
    local: someChoices(),
    work: someChoices({ colour: 'blue', protected: true }),
    ...world.choices
  }

  const list = () => ({ activeId, backends, choices: { ...choices }, asksFirst })
  const tell = (): null => {
    emit('backends.changed', list())
    return null
  }
  const step = (change: Partial<StackProgress>): StackProgress => {
    progress = { ...aProgress(), ...progress, ...change }
    return progress
  }

  return {
    'backends.list': list,
    'backends.choose': ({ id, ...chosen }) => {
      choices[id] = someChoices({ ...choices[id], ...(chosen as Partial<BackendChoices>) })
      tell()
      return choices[id]
    },
    'backends.save': (input) => {
      const saved = anAwsBackend(input as Partial<AwsBackendConfig>)
      backends = [...backends.filter(({ id }) => id !== saved.id), saved]
      tell()
      return saved
    },
    'backends.remove': ({ id }) => {
      backends = backends.filter((one) => one.id !== id)
      return tell()
    },
    'backends.activate': ({ id }) => {
      activeId = id
      return tell()
    },
    'backends.confirm': () => {
      asksFirst = false
      return tell()
    },
    'backends.check': () => world.check ?? [aStep()],
    'backends.destination': ({ id }) => (id === 'local' ? null : aDestination()),
    'emulators.find': () => world.emulators ?? [],
    'emulators.connect': ({ endpoint }) => {
      const connected = anEmulator({ endpoint })
      backends = [...backends, connected]
      activeId = connected.id
      tell()
      return connected
    },
    'aws.profiles': () => world.profiles ?? [aProfile()],
    'aws.usual': () =>
      world.usual ?? {
        credentials: { type: 'profile', profile: 'default' },
        profile: 'default',
        region: null
      },
    'aws.enterKeys': () => ({ path: world.keysPath === undefined ? '/keys?for=new' : world.keysPath }),
    'credentials.prompts': () => prompts,
    'credentials.answer': ({ id, accept }) => {
      const asked = prompts.find((one) => one.id === id)
      if (accept && asked?.kind === 'sso-login') return null
      prompts = prompts.filter((one) => one.id !== id)
      emit('credentials.prompts', prompts)
      return null
    },
    'stack.plan': () => world.plan ?? aPlan(),
    'stack.deploy': () => step({ operation: 'deploy', state: 'running' }),
    'stack.connect': () => ({ backendId: 'work' }),
    'stack.discard': () => null,
    'stack.remove': () => step({ operation: 'remove', state: 'running' }),
    'stack.cancel': () => step({ state: 'cancelling' }),
    'stack.progress': () => progress,
    'monitoring.get': () => world.monitoring ?? aMonitoring(),
    'logs.read': () => ({ entries: [...(world.logs ?? [])], cursor: world.logCursor ?? null }),
    'logs.place': () => ({ ...localPlace, ...world.logPlace }),
    'responseQueues.list': () => responseQueues,
    'responseQueues.page': () => ({ queues: responseQueues, next: null }),
    'responseQueues.sweep': ({ names }) => {
      responseQueues = responseQueues.filter(({ name }) => !names.includes(name))
      return names
    }
  }
}
