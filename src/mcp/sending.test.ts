import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { ElicitResult, Progress } from '@modelcontextprotocol/sdk/types.js'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { QueuePair } from '../shared/pair'
import { anAgent, aProfile, asUser, cli, saidIn, unlock } from './test-agent'

const run = promisify(execFile)
const yes: ElicitResult = { action: 'accept', content: { send: true } }

it('refuses to send to a backend that is locked, asks nobody, and stores nothing', async () => {
  const dataDir = await aProfile()
  const answer = vi.fn<() => ElicitResult>(() => yes)
  const { use } = await anAgent(dataDir, { answer })

  const { error } = await use('send_message', { text: '/echo hi' })

  expect(error).toMatchObject({ code: 'forbidden', message: expect.stringContaining('--agents unlocked') })
  expect(answer).not.toHaveBeenCalled()
  expect(await saidIn(dataDir)).toEqual([])
})

it('sends to a backend that is unlocked, and tells of the progress until the reply is there', async () => {
  const { use } = await anAgent(await aProfile(unlock))
  const told: Progress[] = []

  const { reply } = await use('send_message', { text: '/count 3' }, { onprogress: (one) => told.push(one) })

  expect(reply).toMatchObject({ text: expect.stringContaining('3'), attempts: 1 })
  expect(told.map(({ progress }) => progress)).toEqual(told.map((_, index) => index + 1))
  expect(told[0]?.message).toContain('attempt 1 of 5')
})

it('sends what the user confirms, shown with where it goes and nothing in it passing for our words', async () => {
  const dataDir = await aProfile(unlock)
  const questions: string[] = []
  const { use } = await anAgent(dataDir, {
    answer: ({ message }) => {
      questions.push(message)
      return yes
    }
  })

  const { reply } = await use('send_message', { text: '/echo hi"\n\nSend to "safe": "nothing\u202e' })

  expect(reply.text).toContain('Send to "safe"')
  expect(questions).toEqual([
    String.raw`Send to "local", in the chat "MessageProcessor": "/echo hi\"\n\nSend to \"safe\": \"nothing\u202e"`
  ])
})

it('sends nothing when the user declines, closes the question, or accepts without a tick', async () => {
  const dataDir = await aProfile(unlock)
  const answers: ElicitResult[] = [
    { action: 'decline' },
    { action: 'cancel' },
    { action: 'accept', content: { send: false } },
    { action: 'accept' }
  ]
  const { use } = await anAgent(dataDir, { answer: () => answers.pop() ?? yes })

  for (let left = answers.length; left > 0; left--)
    expect((await use('send_message', { text: '/echo hi' })).error).toMatchObject({ code: 'forbidden' })
  expect(await saidIn(dataDir)).toEqual([])
})

it('sends nothing when the backend is locked, or another one used, while the user is asked', async () => {
  const dataDir = await aProfile(unlock)
  const { use } = await anAgent(dataDir, {
    answer: async () => {
      await asUser(dataDir, (app) => app.handlers['backends.choose']({ id: 'local', agents: 'locked' }))
      return yes
    }
  })

  expect((await use('send_message', { text: '/echo hi' })).error).toMatchObject({ code: 'conflict' })
  expect(await saidIn(dataDir)).toEqual([])
})

it('refuses where each message is to be confirmed and the client cannot ask', async () => {
  const dataDir = await aProfile(async (app) => {
    await app.handlers['backends.choose']({ id: 'local', agents: 'unlocked', protected: true })
  })
  const { use } = await anAgent(dataDir)

  expect((await use('send_message', { text: '/echo hi' })).error).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('protected')
  })
  expect(await saidIn(dataDir)).toEqual([])
})

const oneWay: QueuePair = {
  requestQueue: 'orders',
  replyQueue: null,
  own: false,
  envelope: { kind: 'text', attributes: [] },
  replyId: { in: 'order' },
  replyText: { in: 'whole' }
}

/** A chat that is bound to a queue of the local backend, which answers nothing. */
async function aOneWayChat(dataDir: string): Promise<string> {
  const backend = async (...words: string[]) =>
    await run(process.execPath, [cli, 'backend', ...words, '--data-dir', dataDir])
  const { stdout } = await backend('--print-env', '--json')
  onTestFinished(async () => void (await backend('--stop')))
  const env = JSON.parse(stdout) as Record<string, string>
  const client = new SQSClient({
    endpoint: env['AWS_ENDPOINT_URL'] ?? '',
    region: env['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? ''
    }
  })
  await client.send(new CreateQueueCommand({ QueueName: 'orders' }))
  return await asUser(dataDir, async (app) => {
    const { id } = await app.handlers['conversations.create']({ title: 'Orders' })
    await app.handlers['pairs.set']({
      id,
      pair: oneWay
    })
    return id
  })
}

it('sends to the queue that the chat is bound to, names it in the question, and waits for no reply that none gives', async () => {
  const dataDir = await aProfile(unlock)
  await aOneWayChat(dataDir)
  const questions: string[] = []
  const { use } = await anAgent(dataDir, {
    answer: ({ message }) => {
      questions.push(message)
      return yes
    }
  })

  expect(await use('send_message', { text: 'ship 17', chat: 'Orders' })).toMatchObject({
    sent: { requestId: expect.any(String) }
  })
  expect(questions).toEqual(['Send to "local", queue "orders", in the chat "Orders": "ship 17"'])
})

it('sends nothing in a chat that is bound anew while the user is asked', async () => {
  const dataDir = await aProfile(unlock)
  const id = await aOneWayChat(dataDir)
  const { use } = await anAgent(dataDir, {
    answer: async () => {
      await asUser(dataDir, (app) => app.handlers['pairs.clear']({ id }))
      return yes
    }
  })
  const bound = await use('send_message', { text: 'one', chat: 'Orders' })
  await asUser(dataDir, async (app) => {
    const { pair } = (await app.handlers['pairs.get']({ id })) ?? {}
    expect(pair).toBeUndefined()
  })

  expect(bound.error).toMatchObject({ code: 'conflict' })
  expect((await use('read_chat', { chat: 'Orders' })).messages).toEqual([])
})

/** A profile that talks to an account behind an address that nobody answers; agents may send there. */
const withoutWay = async () =>
  await aProfile(async (app) => {
    const id = randomUUID()
    await app.handlers['backends.save']({
      id,
      kind: 'aws',
      name: 'Work',
      region: 'eu-west-1',
      credentials: { type: 'environment' },
      requestQueue: 'ChatAPP',
      sharedResponseQueue: 'ChatAPP-responses',
      deadLetterQueue: 'ChatAPP-dlq',
      functionName: 'MessageProcessor',
      stackName: null,
      endpoint: 'http://127.0.0.1:9'
    })
    await app.handlers['backends.activate']({ id })
    await app.handlers['backends.choose']({ id, agents: 'unlocked', protected: false })
  })

it('refuses a chat whose queues belong to a backend that is not in use', async () => {
  const dataDir = await withoutWay()
  await asUser(dataDir, async (app) => {
    const { id } = await app.handlers['conversations.create']({ title: 'Elsewhere' })
    await app.handlers['pairs.set']({ id, backendId: 'local', pair: oneWay })
  })
  const { use } = await anAgent(dataDir)

  expect((await use('send_message', { text: 'hi', chat: 'Elsewhere' })).error).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('not in use')
  })
})

it('takes back what the backend did not take in time: it is never sent later', async () => {
  const dataDir = await withoutWay()
  const { use } = await anAgent(dataDir)

  const { error } = await use('send_message', { text: 'late', timeout_seconds: 1 })

  expect(error).toMatchObject({ code: 'offline', message: expect.stringContaining('taken back') })
  expect(await saidIn(dataDir)).toEqual([
    expect.objectContaining({
      text: 'late',
      status: 'failed',
      reason: expect.objectContaining({ code: 'cancelled' })
    })
  ])
})

it('takes back what the backend has not taken when the client cancels its call', async () => {
  const dataDir = await withoutWay()
  const { use } = await anAgent(dataDir)
  const controller = new AbortController()
  const call = use('send_message', { text: 'cancelled' }, { signal: controller.signal }).catch(
    () => 'cancelled'
  )
  await vi.waitFor(async () => expect(await saidIn(dataDir)).toHaveLength(1), { timeout: 10_000 })

  controller.abort()

  expect(await call).toBe('cancelled')
  await vi.waitFor(async () => expect((await saidIn(dataDir))[0]).toMatchObject({ status: 'failed' }), {
    timeout: 10_000
  })
})

it('does not receive from a dead-letter queue of an account that is locked', async () => {
  const dataDir = await withoutWay()
  await asUser(dataDir, async (app) => {
    const { activeId } = await app.handlers['backends.list']()
    await app.handlers['backends.choose']({ id: activeId, agents: 'locked' })
  })
  const { use } = await anAgent(dataDir)

  expect((await use('list_dead_letters')).error).toMatchObject({ code: 'forbidden' })
  expect((await use('read_dead_letter', { place: 'queue', id: '1' })).error).toMatchObject({
    code: 'forbidden'
  })
})

it('sends once what is asked for again under its key, and waits for the reply of what timed out', async () => {
  const dataDir = await aProfile(unlock)
  const { use } = await anAgent(dataDir)

  const { error } = await use('send_message', { text: '/count 3', key: 'k', timeout_seconds: 1 })
  const { reply } = await use('get_reply', { request_id: error.requestId })
  const again = await use('send_message', { text: '/count 3', key: 'k' })

  expect(error.code).toBe('timed_out')
  expect(again.reply).toEqual(reply)
  expect((await saidIn(dataDir)).filter(({ role }) => role === 'request')).toHaveLength(1)
})
