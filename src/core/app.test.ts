import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import type { ChatMessage } from '../shared/message'
import type { ChatApp } from './chat-app'
import { createChatApp } from './app'

/** Another host's step, or a call that fails and is made again, may take longer than the second of `waitFor`. */
const within = { timeout: 10_000 }

const backendFile = resolve(import.meta.dirname, '../../out/main/local-backend.cjs')

/** The whole app on the built local backend; stopped when the test ends, unless it was before. */
async function anApp(dataDir: string, profile?: string): Promise<ChatApp> {
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, profile, backendFile })
  onTestFinished(() => app.stop())
  return app
}

const send = (app: ChatApp, text: string) => app.handlers['chat.send']({ text })

/** The request once it is in this status, with its replies. */
async function settled(app: ChatApp, id: string, status: 'answered' | 'failed' | 'sent' = 'answered') {
  return await vi.waitFor(
    async () => {
      const detail = await app.handlers['chat.detail']({ id })
      expect(detail.message).toMatchObject({ status })
      return detail
    },
    { timeout: 12_000 }
  )
}

/** What is known of the attempts at a request. */
async function attemptsOf(app: ChatApp, id: string) {
  const { message } = await app.handlers['chat.detail']({ id })
  return message.role === 'request' ? (message.progress ?? []) : []
}

it('takes a message through SQS and the Lambda bundle and back, with a stamp from every hop', async () => {
  const app = await anApp(temporaryFolder())
  const seen: ChatMessage[] = []
  app.on('message.changed', (message) => seen.push(message))

  const { id } = await send(app, '/echo ping')
  const { message, replies } = await settled(app, id)
  await app.handlers['chat.shown']({ ids: replies.map((reply) => reply.id) })
  const { message: shown } = await app.handlers['chat.detail']({ id })

  expect(replies.map(({ text, kind }) => ({ text, kind }))).toEqual([{ text: 'ping', kind: 'reply' }])
  expect(message.role === 'request' && message.roundTripMs).toBeGreaterThanOrEqual(0)
  expect(Object.keys(shown.timeline).toSorted()).toEqual(
    ['queued', 'sent', 'enqueued', 'firstReceived', 'processed', 'replied', 'received', 'shown'].toSorted()
  )
  const statuses = seen
    .filter((one) => one.id === id)
    .map((one) => (one.role === 'request' ? one.status : null))
  expect(statuses[0]).toBe('queued')
  expect(statuses.at(-1)).toBe('answered')
  expect(await app.handlers['connection.get']()).toMatchObject({ state: 'online', label: 'local', outbox: 0 })
})

it('finds a text of a megabyte, sent here or by another host, without a new start', async () => {
  const dataDir = temporaryFolder()
  const app = await anApp(dataDir)
  const beside = await anApp(dataDir)
  const found = async () => (await app.handlers['chat.search']({ query: 'needle', limit: 9 })).hits.length
  const text = `${'lorem ipsum '.repeat(80_000)}needle`

  for (const [index, host] of [app, beside].entries()) {
    await send(host, text)
    await vi.waitFor(async () => expect(await found()).toBe(index + 1), { timeout: 12_000 })
  }
})

it.each([
  ['emoji and ZWJ', '👩‍👩‍👧‍👦 🏳️‍🌈'],
  ['NUL and control characters', 'a\0b\u0001c\u007f'],
  ['a lone surrogate', 'x\ud83dy'],
  ['right-to-left marks', '\u202eabc\u202c שלום']
])('brings %s to MessageProcessor and back exactly', async (_, text) => {
  const app = await anApp(temporaryFolder())

  const { id } = await send(app, `/echo ${text}`)

  expect((await settled(app, id)).replies[0]?.text).toBe(text)
})

it('takes the user’s own attributes to the handler, and keeps them for a retry', async () => {
  const app = await anApp(temporaryFolder())
  const attributes = [
    { name: 'team', type: 'String', value: 'blue' },
    { name: 'amount', type: 'Number', value: '12.5' },
    { name: 'seal', type: 'Binary', value: 'AAEC' }
  ] as const

  const { id } = await app.handlers['chat.send']({ text: '/attributes', attributes: [...attributes] })
  const detail = await settled(app, id)

  expect(detail.replies[0]?.text.split('\n').toSorted()).toEqual([
    'amount (Number): 12.5',
    'seal (Binary): AAEC',
    'team (String): blue'
  ])
  expect(detail.attributes).toMatchObject({ team: 'blue', correlationId: id })
  expect(detail.message).toMatchObject({ attributes })
})

it('has SQS hold a message back, and counts its round trip from then on', async () => {
  const app = await anApp(temporaryFolder())
  await settled(app, (await send(app, 'the way is open')).id)

  const { id } = await app.handlers['chat.send']({ text: '/echo late', delaySeconds: 2 })
  const { message } = await settled(app, id)

  const { queued = 0, sent = 0, processed = 0, received = 0 } = message.timeline
  expect(processed).toBeGreaterThanOrEqual(queued + 2000)
  expect(sent).toBeLessThan(processed)
  expect(message).toMatchObject({ deliverAt: queued + 2000, roundTripMs: received - queued - 2000 })
})

it('sends a message when its moment has come, on from the list of what waits', async () => {
  const app = await anApp(temporaryFolder())
  const { handlers } = app
  let changes = 0
  app.on('scheduled.changed', () => changes++)
  const later = await handlers['scheduled.add']({ text: '/echo tomorrow', sendAt: Date.now() + 86_400_000 })
  const never = await handlers['scheduled.add']({ text: 'never', sendAt: Date.now() + 86_400_000 })

  await handlers['scheduled.change']({ id: later.id, text: '/echo now' })
  await handlers['scheduled.cancel']({ id: never.id })
  const [waiting] = await handlers['scheduled.list']()
  await expect(handlers['chat.detail']({ id: later.id })).rejects.toThrow('does not exist')
  await handlers['scheduled.change']({ id: later.id, sendAt: Date.now() + 300 })

  expect(waiting).toMatchObject({ id: later.id, preview: '/echo now', conversationId: 'processor' })
  expect((await settled(app, later.id)).replies[0]?.text).toBe('now')
  expect(await handlers['scheduled.list']()).toEqual([])
  await expect(handlers['scheduled.change']({ id: later.id, text: 'too late' })).rejects.toMatchObject({
    code: 'not_found'
  })
  expect(changes).toBeGreaterThan(0)
  // Who did not learn that it was taken asks again: it is not sent twice.
  await handlers['scheduled.add']({ id: later.id, text: '/echo now', sendAt: Date.now() + 86_400_000 })
  expect(await handlers['scheduled.list']()).toEqual([])
})

it('keeps no message for a moment that has passed, nor one that does not fit', async () => {
  const { handlers } = await anApp(temporaryFolder())

  await expect(
    handlers['scheduled.add']({ text: 'late', sendAt: Date.now() - 3_600_000 })
  ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ field: 'sendAt' }] })
  await expect(
    handlers['scheduled.add']({ text: 'x'.repeat(1_050_000), sendAt: Date.now() + 1000 })
  ).rejects.toMatchObject({ code: 'too_large' })
})

it('knows of a message under way each attempt that failed, and how far its handler is, also after a start', async () => {
  const dataDir = temporaryFolder()
  const first = await anApp(dataDir)
  const [{ id: failing }, { id: counting }] = [await send(first, '/fail boom'), await send(first, '/count 4')]
  await vi.waitFor(async () => {
    expect(await attemptsOf(first, counting)).toMatchObject([
      { attempt: 1, of: 5, text: expect.stringMatching(/^[123] of 4$/) }
    ])
    expect(await attemptsOf(first, failing)).toMatchObject([
      { attempt: 1, of: 5, failed: { cause: 'boom' } },
      { attempt: 2, of: 5, failed: { cause: 'boom' } }
    ])
  }, within)
  const before = await attemptsOf(first, failing)
  await first.stop()

  const second = await anApp(dataDir)

  expect((await attemptsOf(second, failing)).slice(0, 2)).toEqual(before.slice(0, 2))
  expect((await settled(second, counting)).replies[0]).toMatchObject({ text: 'Counted to 4.' })
  // The text is for those who wait.
  expect((await attemptsOf(second, counting))[0]?.text).toBeUndefined()
})

it('delivers a reminder as a second reply, later', async () => {
  const app = await anApp(temporaryFolder())

  const { id } = await send(app, '/remind 1 tea')
  await settled(app, id)

  await vi.waitFor(
    async () => {
      const { replies } = await app.handlers['chat.detail']({ id })
      expect(replies.map(({ text }) => text)).toEqual([expect.any(String), expect.stringContaining('tea')])
    },
    { timeout: 8000 }
  )
})

it('keeps what was sent before a stop and shows it after a start', async () => {
  const dataDir = temporaryFolder()
  const first = await anApp(dataDir)
  const { id } = await send(first, '/echo kept')
  await settled(first, id)
  await first.stop()

  const second = await anApp(dataDir)

  expect((await settled(second, id)).replies[0]).toMatchObject({ text: 'kept' })
})

it('lets a second host of a profile send, and both see the reply', async () => {
  const dataDir = temporaryFolder()
  const [window, terminal] = [await anApp(dataDir), await anApp(dataDir)]
  const seenInWindow: string[] = []
  window.on('message.changed', (message) => seenInWindow.push(message.text))

  const { id } = await send(terminal, '/echo from beside')
  const { replies } = await settled(terminal, id)

  expect([window.role(), terminal.role()]).toEqual(['primary', 'secondary'])
  expect(replies.map(({ text }) => text)).toEqual(['from beside'])
  await vi.waitFor(() => expect(seenInWindow).toContain('from beside'), within)
})

it('lets the second host take over when the first ends, in the middle of a message', async () => {
  const dataDir = temporaryFolder()
  const [first, second] = [await anApp(dataDir), await anApp(dataDir)]
  const { id } = await send(second, '/echo handed over')

  await first.stop()

  expect((await settled(second, id)).replies[0]).toMatchObject({ text: 'handed over' })
  await vi.waitFor(() => expect(second.role()).toBe('primary'), within)
})

it('gives three profiles on one backend each its own replies', async () => {
  const dataDir = temporaryFolder()
  const apps = await Promise.all(['ada', 'bob', 'eve'].map((profile) => anApp(dataDir, profile)))

  const sent = await Promise.all(
    apps.flatMap((app, index) =>
      Array.from({ length: 10 }, async (_, n) => ({
        app,
        own: `${index}-${n}`,
        ...(await send(app, `/echo ${index}-${n}`))
      }))
    )
  )

  for (const { app, own, id } of sent) {
    expect((await settled(app, id)).replies.map(({ text }) => text)).toEqual([own])
  }
})

it('tells how full its queues are', async () => {
  const app = await anApp(temporaryFolder())
  const { id } = await send(app, 'hello')
  await settled(app, id)

  const queues = await app.handlers['queues.list']()

  expect(queues.map(({ role }) => role)).toEqual(['request', 'response', 'shared-response', 'dead-letter'])
})

it('finds nothing wrong with a sound set-up', async () => {
  const app = await anApp(temporaryFolder())

  const findings = await Array.fromAsync(app.examine())

  expect(findings.filter(({ ok }) => !ok)).toEqual([])
  expect(findings.slice(-2)).toMatchObject([
    { check: 'Round trip', detail: expect.stringMatching(/answered in \d+ ms/) },
    { check: 'Rooms', detail: 'set up' }
  ])
})

it.skipIf(process.platform === 'win32')(
  'writes no message text and no secret to its log, and keeps files to this user',
  async () => {
    const dataDir = temporaryFolder()
    const app = await anApp(dataDir)
    const { id } = await send(app, '/echo CANARY-TEXT')
    await settled(app, id)
    await app.stop()

    const log = readFileSync(app.info.logFile, 'utf8')
    const keys = JSON.parse(readFileSync(join(dataDir, 'local-backend', 'install.json'), 'utf8')) as Record<
      string,
      string
    >

    expect(log).not.toContain('CANARY-TEXT')
    expect(log).not.toContain(keys['secretAccessKey'])
    const modes = readdirSync(join(dataDir, 'local-backend'))
      .filter((name) => name.endsWith('.json'))
      .map((name) => statSync(join(dataDir, 'local-backend', name)).mode & 0o077)
    expect(modes).toEqual(modes.map(() => 0))
  }
)

it('tells the user that a damaged queue file of the local backend was set aside, and goes on', async () => {
  const dataDir = temporaryFolder()
  const first = await anApp(dataDir)
  await settled(first, (await send(first, 'hello')).id)
  await first.stop()
  writeFileSync(join(dataDir, 'local-backend', 'fauxqs.db'), 'this is no database, '.repeat(400))

  const second = await anApp(dataDir)
  await settled(second, (await send(second, '/echo after')).id)

  expect(await second.handlers['notices.list']()).toEqual([
    expect.objectContaining({ level: 'warning', text: expect.stringMatching(/damaged|set aside|kept/i) })
  ])
})

it('tells of a damaged database in whichever host opens the profile next', async () => {
  const dataDir = temporaryFolder()
  const first = await anApp(dataDir)
  await first.stop()
  writeFileSync(join(dataDir, 'profiles', 'default', 'chatapp.sqlite'), 'no database, '.repeat(600))

  const terminal = await anApp(dataDir)
  await terminal.stop()
  const window = await anApp(dataDir)

  expect(terminal.newNotices()).toHaveLength(1)
  expect(window.newNotices()).toEqual([])
  expect(await window.handlers['notices.list']()).toEqual([
    expect.objectContaining({
      text: expect.stringMatching(/was damaged. It is kept as .*chatapp.sqlite.damaged/)
    })
  ])
})

it.each([
  [0, 'ChatAPP closed unexpectedly. Nothing is lost: every message is stored before it is sent.'],
  [1, 'ChatAPP closed unexpectedly; your 1 queued message is safe and will be sent.'],
  [2, 'ChatAPP closed unexpectedly; your 2 queued messages are safe and will be sent.']
])('says after an end that nobody asked for what became of %i queued messages', async (queued, words) => {
  const dataDir = temporaryFolder()
  const killed = temporaryFolder()
  const window = { host: 'browser', version: '0', connect: false } as const
  const first = await createChatApp({ ...window, dataDir })
  for (let sent = 0; sent < queued; sent++) await send(first, 'wait')
  // What a power cut leaves: the files as they are at this moment.
  cpSync(dataDir, killed, { recursive: true })
  await first.stop()

  const told = async (folder: string, endWasMeant = false): Promise<string[]> => {
    const app = await createChatApp({ ...window, dataDir: folder, endWasMeant })
    const notices = app.newNotices().filter(({ level }) => level === 'info')
    await app.stop()
    return notices.map(({ text }) => text)
  }

  expect(await told(dataDir)).toEqual([])
  expect(await told(killed)).toEqual([words])
  expect(await told(killed)).toEqual([])
})

it('says "online" again within moments after an outage', async () => {
  const app = await anApp(temporaryFolder())
  await settled(app, (await send(app, 'hello')).id)
  const offline = { ...(await app.handlers['faults.get']())!, offline: true }
  await app.handlers['faults.set'](offline)
  await vi.waitFor(
    async () => expect(await app.handlers['connection.get']()).not.toMatchObject({ state: 'online' }),
    {
      timeout: 25_000
    }
  )

  await app.handlers['faults.set']({ ...offline, offline: false })

  await vi.waitFor(
    async () => expect(await app.handlers['connection.get']()).toMatchObject({ state: 'online' }),
    {
      timeout: 9000
    }
  )
}, 40_000)

it('lets a host beside the leading one know that the way is broken', async () => {
  const dataDir = temporaryFolder()
  const [window, terminal] = [await anApp(dataDir), await anApp(dataDir)]
  await settled(window, (await send(window, 'hello')).id)
  const faults = (await window.handlers['faults.get']())!
  await window.handlers['faults.set']({ ...faults, expireCredentials: true })

  await send(terminal, 'waits')

  await vi.waitFor(
    async () => expect(await terminal.handlers['connection.get']()).toMatchObject({ state: 'paused' }),
    within
  )
})

it('stores a message once, however often it is sent under its id, and refuses another text under that id', async () => {
  const app = await anApp(temporaryFolder())
  const message = { id: uuidv7(), text: 'once' }

  const first = await app.handlers['chat.send'](message)
  const again = await app.handlers['chat.send'](message)

  expect(again.id).toBe(first.id)
  await expect(app.handlers['chat.send']({ ...message, text: 'twice' })).rejects.toMatchObject({
    code: 'conflict'
  })
  const { messages } = await app.handlers['chat.history']({ conversationId: 'processor', limit: 10 })
  expect(messages.filter(({ role }) => role === 'request').map(({ text }) => text)).toEqual(['once'])
})

it('creates a chat once under its id', async () => {
  const app = await anApp(temporaryFolder())
  const chat = { id: uuidv7(), title: 'Once' }

  await app.handlers['conversations.create'](chat)
  await app.handlers['conversations.create'](chat)

  const all = await app.handlers['conversations.list']()
  expect(all.map(({ title }) => title).toSorted()).toEqual(['MessageProcessor', 'Once'])
})

it('gives who lost the answer to an import the same answer again', async () => {
  const app = await anApp(temporaryFolder())
  const { importId } = await app.handlers['data.import.begin']()
  const { lines } = await app.handlers['data.export']({ cursor: 0 })
  await app.handlers['data.import.add']({ importId, lines, continued: false })

  const first = await app.handlers['data.import.commit']({ importId })

  expect(await app.handlers['data.import.commit']({ importId })).toEqual(first)
})
