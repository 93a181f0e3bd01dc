import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand
} from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import { acquireFolderLock } from '../../platform/folder-lock'
import { childMessageSchema, type LocalEndpoint } from '../protocol/backend-protocol'
import { probeEndpoint } from './probe-endpoint'
import { createLocalClient } from '../sqs/sqs-client'
import { attachLocalBackend, readFaults, type ForkBackend, type LocalBackend } from './start-local-backend'
import { aFolder } from '../sqs/test-server'

const childFile = resolve(import.meta.dirname, '../../../out/main/local-backend.cjs')

/** Attaches to the backend of a folder with the built child; stopped when the test ends. */
async function attach(folder: string): Promise<LocalBackend & { seen: string[] }> {
  const log = { info: () => {}, warn: () => {} }
  const backend = await attachLocalBackend({ folder, childFile, log })
  const seen: string[] = []
  backend.onChange((state, { url }) => seen.push(`${state} ${url}`))
  onTestFinished(() => backend.stop())
  return Object.assign(backend, { seen })
}

/** Sends a request as ChatAPP does, and returns the text of what comes back. */
async function roundTrip(endpoint: LocalEndpoint, text: string): Promise<string> {
  const client = createLocalClient(endpoint)
  const queueOf = async (QueueName: string) =>
    (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl
  await client.send(new SendMessageCommand({ QueueUrl: await queueOf('ChatAPP'), MessageBody: text }))
  const { Messages } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: await queueOf('ChatAPP-responses'), WaitTimeSeconds: 10 })
  )
  client.destroy()
  return JSON.parse(Messages?.[0]?.Body ?? '{}').text
}

/** What the function has written so far, as it is kept. */
function functionLines(folder: string): string {
  const files = join(folder, 'function-log')
  return readdirSync(files)
    .map((name) => readFileSync(join(files, name), 'utf8'))
    .join('')
}

/** How many requests the function has not done with. */
async function inFlight(endpoint: LocalEndpoint): Promise<string | undefined> {
  const client = createLocalClient(endpoint)
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP' }))
  const name = 'ApproximateNumberOfMessagesNotVisible'
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] })
  )
  client.destroy()
  return Attributes?.[name]
}

/** Resolves when the backend says so. */
const whenUp = (backend: LocalBackend): Promise<void> =>
  new Promise((resolve) => backend.onChange((state) => state === 'up' && resolve()))

it('starts the backend, and the shipped function answers on the shared response queue', async () => {
  const folder = aFolder()
  const backend = await attach(folder)

  const reply = await roundTrip(backend.endpoint, 'hello from the console')

  expect(backend.owned).toBe(true)
  expect(reply).toContain('22')
  await expect.poll(() => functionLines(folder)).toContain('"_aws"')
})

it('keeps endpoint, keys and messages readable by the user only', async () => {
  const folder = aFolder()
  const { endpoint } = await attach(folder)

  const modes = ['endpoint.json', 'install.json', 'fauxqs.db'].map(
    (file) => statSync(join(folder, file)).mode & 0o777
  )

  expect(modes).toEqual([0o600, 0o600, 0o600])
  expect(JSON.parse(readFileSync(join(folder, 'endpoint.json'), 'utf8'))).toEqual(endpoint)
})

it('has one owner when several start at once; the others attach and leave it running', async () => {
  const folder = aFolder()

  const backends = await Promise.all([attach(folder), attach(folder), attach(folder)])
  const pids = new Set(backends.map(({ endpoint }) => endpoint.pid))
  const others = backends.filter(({ owned }) => !owned)
  for (const other of others) await other.stop()

  expect([pids.size, others.length]).toEqual([1, 2])
  expect(await probeEndpoint(backends[0].endpoint)).toBe(true)
})

it('starts it again on the same port, with the same key and messages, when it is killed', async () => {
  const backend = await attach(aFolder())
  const before = backend.endpoint
  const client = createLocalClient(before)
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'ChatAPP-responses-me' }))
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept' }))
  await client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600 }))

  const up = whenUp(backend)
  process.kill(before.pid, 'SIGKILL')
  await up
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }))

  expect(backend.endpoint).toEqual({ ...before, pid: expect.any(Number) })
  expect(backend.endpoint.pid).not.toBe(before.pid)
  expect(backend.seen).toEqual([`down ${before.url}`, `up ${before.url}`])
  expect(Messages?.map(({ Body }) => Body)).toEqual(['kept'])
  client.destroy()
})

it('is taken over by another host when its owner stops it', async () => {
  const folder = aFolder()
  const owner = await attach(folder)
  const other = await attach(folder)
  await owner.stop()

  const endpoint = await other.recover()

  expect([owner.owned, other.owned]).toEqual([false, true])
  expect(endpoint).toEqual({ ...owner.endpoint, pid: endpoint.pid })
  expect(other.seen).toEqual([`down ${endpoint.url}`, `up ${endpoint.url}`])
})

it('keeps the endpoint when recover finds it well', async () => {
  const backend = await attach(aFolder())

  expect(await backend.recover()).toEqual(backend.endpoint)
  expect(backend.seen).toEqual([])
})

it('ends when the process that started it is killed', async () => {
  const folder = aFolder()
  const script = join(folder, 'parent.mjs')
  writeFileSync(
    script,
    `import { fork } from 'node:child_process'
     const child = fork(${JSON.stringify(childFile)}, [${JSON.stringify(join(folder, 'data'))}], { execArgv: [] })
     child.on('message', (message) => process.send(message))`
  )
  const parent = fork(script, { execArgv: [] })
  const endpoint = await whenReady(parent)

  parent.kill('SIGKILL')

  await expect.poll(() => isAlive(endpoint.pid), { timeout: 10_000 }).toBe(false)
  const lock = acquireFolderLock(join(folder, 'data'))
  expect(lock).not.toBeNull()
  lock?.release()
})

async function whenReady(parent: ChildProcess): Promise<LocalEndpoint> {
  for (;;) {
    const [value] = await once(parent, 'message')
    const message = childMessageSchema.parse(value)
    if (message.type === 'ready') return message.endpoint
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('does not trust an endpoint file whose process is gone, even if somebody answers there', async () => {
  const folder = aFolder()
  const stale = (await attach(aFolder())).endpoint
  writeFileSync(join(folder, 'endpoint.json'), JSON.stringify(stale))

  const backend = await attach(folder)

  expect(backend.owned).toBe(true)
  expect(backend.endpoint.url).not.toBe(stale.url)
})

it('tells the user when the database was damaged, keeps the backup and starts', async () => {
  const folder = aFolder()
  writeFileSync(join(folder, 'fauxqs.db'), 'not a database at all, but long enough to look at')

  const backend = await attach(folder)

  const backup = /fauxqs\.db\.damaged-[\w-]+/.exec(backend.setAside ?? '')?.[0] ?? ''
  expect(readFileSync(join(folder, backup), 'utf8')).toContain('not a database at all')
  expect(await probeEndpoint(backend.endpoint)).toBe(true)
})

it('says which folder is unusable, and why', async () => {
  const file = join(aFolder(), 'a-file')
  writeFileSync(file, '')

  await expect(attach(file)).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining(file)
  })
})

/** A utility process of Electron, as far as the child sees it: its port delivers late, and not after the end. */
const utilityProcess = `data:text/javascript,
  process.parentPort = {
    postMessage: (message) => setTimeout(() => process.send(message), 100),
    on: (_event, listener) => process.on('message', (data) => listener({ data }))
  }`

const forkLikeElectron: ForkBackend = (file, args) => {
  const child = fork(file, [...args], { execArgv: ['--import', utilityProcess], stdio: 'ignore' })
  return {
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
    onErrorLine: () => {},
    post: (message) => void child.send(message),
    kill: () => void child.kill('SIGKILL')
  }
}

it('loses no last word in a utility process: why it cannot start, and what it logged before it stopped', async () => {
  const folder = aFolder()
  const file = join(folder, 'a file')
  writeFileSync(file, '')
  const log = { info: () => {}, warn: () => {} }
  const options = { childFile, log, fork: forkLikeElectron }

  await expect(attachLocalBackend({ ...options, folder: file })).rejects.toMatchObject({ code: 'storage' })

  const backend = await attachLocalBackend({ ...options, folder: join(folder, 'data') })
  await roundTrip(backend.endpoint, 'hello')
  // The function writes its last line after its reply.
  await expect.poll(() => inFlight(backend.endpoint)).toBe('0')
  const started = performance.now()
  await backend.stop()
  expect(performance.now() - started).toBeLessThan(900)
  expect(functionLines(join(folder, 'data'))).toContain('"_aws"')
})

it('stops within a second while polls are open, and frees its folder', async () => {
  const folder = join(aFolder(), 'nested')
  mkdirSync(folder)
  const backend = await attach(folder)
  const started = performance.now()

  await backend.stop()

  expect(performance.now() - started).toBeLessThan(1000)
  expect(existsSync(join(folder, 'endpoint.json'))).toBe(false)
  const lock = acquireFolderLock(folder)
  expect(lock).not.toBeNull()
  lock?.release()
})

it('does not start with faults that it cannot read, and says what is wrong with them', async () => {
  process.env['CHATAPP_FAULTS'] = 'duplicate=often'
  onTestFinished(() => void delete process.env['CHATAPP_FAULTS'])

  await expect(attach(aFolder())).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('CHATAPP_FAULTS cannot be read: "duplicate=often"')
  })
})

it('starts with the faults of the environment, and stays up though it plays offline', async () => {
  process.env['CHATAPP_FAULTS'] = 'offline=true,drop=0.5'
  onTestFinished(() => void delete process.env['CHATAPP_FAULTS'])
  const backend = await attach(aFolder())
  const before = backend.endpoint

  expect(await readFaults(before)).toMatchObject({ offline: true, drop: 0.5, duplicate: 0 })
  expect(await backend.recover()).toEqual(before)
  expect(backend.seen).toEqual([])
})
