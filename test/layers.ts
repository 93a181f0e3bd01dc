import { relative } from 'node:path/posix'

/** A folder of the house: the layers that it may import, and the packages that it may not. */
export interface Layer {
  /** Folders whose files this one may import, besides its own. */
  readonly may: readonly string[]
  /** Packages and built-in modules that are refused here, each as a regular expression on its name. */
  readonly not?: readonly string[]
  /** Why, in the words that the linter says. */
  readonly because: string
}

const base = ['src/shared', 'src/platform']
const core = (...rooms: string[]): string[] => rooms.map((room) => `src/core/${room}`)
const local = (...rooms: string[]): string[] => rooms.map((room) => `src/local-backend/${room}`)
const words = 'src/words'
const page = (...rooms: string[]): string[] => ['src/shared', ...rooms.map((room) => `src/renderer/${room}`)]

const electron = 'electron($|/)'
const aws = '@aws-sdk/'
const anyHost = [electron, 'fastify($|/)']
const notInThePage = ['node:', electron, aws]
const core0 = 'src/core is the app without a face: plain Node, no electron, no http server, no host.'
const page0 =
  'The page knows only src/shared: no Node, no AWS, no host; its rooms point one way, to the shell.'

/**
 * Who may import whom: the one table that the lint rules and the boundary test are made from.
 *
 * Each folder with files is a layer. What is not named here may not be imported from another layer. Tests, and the
 * fakes and helpers that only tests import, may import everything.
 */
export const layers: Readonly<Record<string, Layer>> = {
  'src/shared': {
    may: [],
    not: ['[^z]', 'z[^o]', 'zo[^d]'],
    because: 'src/shared runs anywhere: it imports only zod and its own files.'
  },
  'src/shared/contract': {
    may: ['src/shared'],
    not: ['[^z]', 'z[^o]', 'zo[^d]'],
    because: 'The contract runs anywhere: it imports only zod and src/shared.'
  },
  'src/platform': {
    may: ['src/shared'],
    not: [...anyHost, aws],
    because: 'src/platform is Node without a word of the app.'
  },
  'src/core/store': {
    may: base,
    not: [...anyHost, aws],
    because: 'The store knows the disk, not the network.'
  },
  'src/core/credentials': {
    may: base,
    not: anyHost,
    because: 'Credentials are looked up without knowing what they are for.'
  },
  'src/core/backends': {
    may: [...base, ...local('client'), ...core('credentials', 'monitoring', 'store')],
    not: anyHost,
    because: 'A backend knows its queues and who calls them; the local one it reaches through its client.'
  },
  'src/core/rooms': {
    may: [...base, ...core('backends', 'store')],
    not: [...anyHost, aws],
    because: 'Rooms ask over a backend and keep what they are told in the store; they know no AWS client.'
  },
  'src/core/delivery': {
    may: [...base, ...core('backends', 'rooms', 'store')],
    not: [...anyHost, aws],
    because: 'Delivery moves messages between the store and a backend, and knows no AWS client.'
  },
  'src/core/letters': {
    may: [...base, ...core('backends', 'store')],
    not: [...anyHost, aws],
    because: 'The desk for dead letters works on the store and on a queue, and knows no AWS client.'
  },
  'src/core/desk': {
    may: [...base, ...core('backends', 'check', 'store')],
    not: [...anyHost, aws],
    because: 'The queue desk looks at any queue of a backend, and knows no AWS client.'
  },
  'src/core/stack': {
    may: [...base, ...core('credentials')],
    not: anyHost,
    because: 'The stack is deployed and watched; it moves no messages.'
  },
  'src/core/check': {
    may: [...base, ...core('backends', 'store')],
    not: anyHost,
    because: 'A check looks at a backend from outside.'
  },
  'src/core/monitoring': {
    may: base,
    not: anyHost,
    because: 'Monitoring reads what a place tells of itself.'
  },
  'src/core/calls': {
    may: [
      ...base,
      ...core('store', 'credentials', 'backends', 'rooms', 'delivery', 'letters', 'desk', 'stack', 'check')
    ],
    not: [...anyHost, aws],
    because: 'A call asks the rooms and answers; it speaks to no service itself.'
  },
  'src/core': {
    may: [
      ...base,
      'src/web',
      ...core('store', 'credentials', 'backends', 'rooms', 'delivery', 'letters', 'check', 'calls')
    ],
    not: [...anyHost, aws],
    because: core0
  },
  'src/local-backend/protocol': {
    may: base,
    not: anyHost,
    because: 'The protocol is what the three processes agree on.'
  },
  'src/local-backend/client': {
    may: [...base, ...local('protocol')],
    not: anyHost,
    because: 'The client starts the backend and attaches to it; it never runs it in its own process.'
  },
  'src/local-backend/faults': {
    may: [...base, ...local('protocol')],
    not: [electron],
    because: 'Faults are put into the queue server and the runner, which know them.'
  },
  'src/local-backend/table': {
    may: [...base, ...local('protocol', 'faults')],
    not: [...anyHost, aws],
    because: 'The table knows its database and what DynamoDB says, not who serves it.'
  },
  'src/local-backend/sqs': {
    may: [...base, ...local('protocol', 'faults', 'table')],
    not: [electron],
    because: 'The queue server serves the table beside the queues, and knows no function.'
  },
  'src/local-backend/lambda': {
    may: [...base, ...local('protocol', 'faults', 'sqs')],
    not: [electron],
    because: 'The mapping and the runner call the queues, which are in their process.'
  },
  'src/local-backend/functions': {
    may: [...base, ...local('protocol', 'faults', 'sqs', 'lambda')],
    not: anyHost,
    because: 'Functions of one’s own run beside the local backend, which they reach as any client does.'
  },
  'src/local-backend/schedules': {
    may: [...base, ...local('protocol', 'sqs', 'lambda', 'functions')],
    not: anyHost,
    because: 'A search plays functions on queues in its own memory; no local backend is asked.'
  },
  'src/local-backend': {
    may: [...base, ...local('protocol', 'client', 'faults', 'sqs', 'lambda', 'table')],
    not: [electron],
    because: 'The local backend is a process of its own: it imports no host and nothing of the core.'
  },
  'src/web': {
    may: [...base, words, ...core('credentials')],
    not: anyHost,
    because: 'src/web is what both window hosts serve; how it is served is theirs.'
  },
  'src/main/updates': {
    may: [...base, ...core('calls')],
    not: [...anyHost, aws],
    because: 'Updates run without Electron, which src/main hands to them, so that they are tested in Node.'
  },
  'src/main': {
    may: [
      ...base,
      'src/main/updates',
      'src/web',
      'src/core',
      words,
      ...core('calls', 'credentials'),
      ...local('client')
    ],
    because: 'A host shows the core; it serves the built page and does not import it.'
  },
  'src/browser': {
    may: [...base, 'src/web', 'src/core', words, ...core('calls')],
    not: [electron],
    because: 'A host shows the core; it serves the built page and does not import it.'
  },
  lib: {
    may: [...base, 'src/core', ...core('calls')],
    not: [...anyHost, aws],
    because: 'The library is the core for scripts: what it publishes is its own, and it knows no host.'
  },
  'src/mcp': {
    may: [...base, 'lib', 'src/core', ...core('calls')],
    not: [...anyHost, aws],
    because: 'An agent asks by the contract, and sends as a script does: it knows no service itself.'
  },
  'src/cli/completion': {
    may: [...base, ...core('calls')],
    not: [...anyHost, aws],
    because: 'Completion walks the commands that it is given, and asks the profile for names.'
  },
  'src/cli': {
    may: [
      ...base,
      'lib',
      'src/mcp',
      'src/cli/completion',
      'src/core',
      ...core('calls'),
      'src/browser',
      ...local('client', 'faults', 'functions', 'schedules')
    ],
    not: [electron],
    because: 'The command line shows the core; it serves the built page and does not import it.'
  },
  'src/preload': {
    may: ['src/shared'],
    not: ['[^e]'],
    because: 'The preload exposes one object: it imports electron and the types of src/shared.'
  },
  'src/words': {
    may: ['src/shared'],
    not: ['node:', electron, aws],
    because: 'Words are said wherever people read: they know only the contract and its errors.'
  },
  'src/renderer/text': { may: [...page(), words], not: notInThePage, because: page0 },
  'src/renderer/store': { may: page('text'), not: notInThePage, because: page0 },
  'src/renderer/host': { may: page('text', 'store'), not: notInThePage, because: page0 },
  'src/renderer/ui': { may: page('text', 'store'), not: notInThePage, because: page0 },
  ...Object.fromEntries(
    ['accounts', 'conversation', 'logs', 'queues'].map((room) => [
      `src/renderer/${room}`,
      { may: page('text', 'store', 'ui'), not: notInThePage, because: page0 }
    ])
  ),
  'src/renderer/letters': {
    may: page('text', 'store', 'ui', 'conversation', 'logs'),
    not: notInThePage,
    because: page0
  },
  'src/renderer/rooms': {
    may: page('text', 'store', 'ui', 'conversation'),
    not: notInThePage,
    because: page0
  },
  'src/renderer/desk': {
    may: page('text', 'store', 'ui', 'conversation', 'letters'),
    not: notInThePage,
    because: page0
  },
  'src/renderer/inspector': { may: page('text', 'store', 'ui', 'logs'), not: notInThePage, because: page0 },
  'src/renderer/settings': {
    may: page('text', 'store', 'ui', 'accounts'),
    not: notInThePage,
    because: page0
  },
  'src/renderer/shell': {
    may: page(
      'text',
      'store',
      'ui',
      'accounts',
      'conversation',
      'desk',
      'inspector',
      'letters',
      'logs',
      'queues',
      'rooms',
      'settings'
    ),
    not: notInThePage,
    because: page0
  },
  'src/renderer': { may: page('text', 'host', 'shell', 'store'), not: notInThePage, because: page0 },
  lambda: {
    may: ['src/shared'],
    not: [electron],
    because: 'MessageProcessor runs on AWS: of src it imports only src/shared.'
  },
  'lambda/function': {
    may: ['src/shared', 'lambda', 'lambda/rooms'],
    not: [electron],
    because: 'The function puts its parts together and does nothing else.'
  },
  'lambda/rooms': {
    may: ['src/shared', 'lambda'],
    not: [electron],
    because: 'Rooms are a part of the processor: they know what a delivery and a reply are, and the table.'
  },
  'lambda/handlers': {
    may: ['src/shared', 'src/platform', 'lambda'],
    not: [electron],
    because: 'A handler knows the processor and src/shared; a call that it signs itself takes the signer.'
  },
  'lambda/examples': {
    may: ['src/shared', 'src/platform', 'lambda'],
    not: [electron],
    because: 'An example is a handler that nobody has put into its place yet.'
  }
}

/** Files that only tests import, and tests: they may import everything. */
export const testFiles = [
  '**/*.test.ts',
  '**/*.test.tsx',
  'lib/test-*.ts',
  'src/**/test-*.ts',
  'src/**/fake-*.ts',
  'src/core/fakes/**',
  'src/renderer/test/**',
  'lambda/fakes.ts',
  'lambda/**/fake-*.ts'
]

/** The layer's rule as patterns on import specifiers, which is how a linter sees them. */
export function refusedImports(layer: string): { regex: string; message: string }[] {
  const { may, not = [], because } = layers[layer] ?? { may: [], because: '' }
  const others = Object.keys(layers).filter((other) => other !== layer && !may.includes(other))
  const folders = others.map((other) => `${specifier(layer, other)}/[^/]+$`)
  return [{ regex: `^(${[...not.map(packageOf), ...folders].join('|')})`, message: because }]
}

/** A package's name never begins with a dot; our own files are judged by their folder. */
const packageOf = (pattern: string): string => pattern.replace('[^', '[^.')

function specifier(from: string, to: string): string {
  const path = relative(from, to)
  return (path === '' ? '.' : path.startsWith('.') ? path : `./${path}`).replaceAll('.', String.raw`\.`)
}
