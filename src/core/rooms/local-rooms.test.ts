import { resolve } from 'node:path'
import {
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  type SQSClient
} from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { silentLog } from '../../../test/fakes'
import { temporaryFolder } from '../../../test/temporary-folder'
import { attachLocalBackend } from '../../local-backend/client/start-local-backend'
import { createLocalClient } from '../../local-backend/sqs/sqs-client'
import { createChatApp } from '../app'
import type { ChatApp } from '../chat-app'

const backendFile = resolve(import.meta.dirname, '../../../out/main/local-backend.cjs')
const within = { timeout: 12_000 }

/** Somebody with a profile of their own on the one local backend. */
async function somebody(dataDir: string, name: string): Promise<ChatApp> {
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, profile: name, backendFile })
  onTestFinished(() => app.stop())
  await app.handlers['rooms.setName']({ name })
  return app
}

async function texts(app: ChatApp, conversationId: string): Promise<string[]> {
  const { messages } = await app.handlers['chat.history']({ conversationId, limit: 100 })
  return messages.filter(({ room }) => room?.kind === 'message').map(({ text }) => text)
}

/** Waits until the invitation of a room can be used. */
const confirmed = (app: ChatApp, id: string): Promise<void> =>
  vi.waitFor(async () => {
    expect((await app.handlers['rooms.get']({ id }))?.invitations).toMatchObject([{ confirmed: true }])
  }, within)

it('lets two profiles talk through the real queues, the function’s bundle and the table', async () => {
  const dataDir = temporaryFolder()
  const [ada, bob] = [await somebody(dataDir, 'ada'), await somebody(dataDir, 'bob')]
  const { id } = await ada.handlers['rooms.create']({ title: 'Kitchen' })
  const { code } = await ada.handlers['rooms.invite']({ id, expiresInHours: 1, uses: 1 })
  await confirmed(ada, id)

  await bob.handlers['rooms.join']({ invitation: `chatapp://join/${code}` })
  const { id: said } = await ada.handlers['chat.send']({ conversationId: id, text: 'hello' })
  await vi.waitFor(async () => expect(await texts(bob, id)).toEqual(['hello']), within)
  await bob.handlers['chat.send']({ conversationId: id, text: 'hello yourself' })
  await vi.waitFor(async () => expect(await texts(ada, id)).toEqual(['hello', 'hello yourself']), within)

  expect((await ada.handlers['rooms.get']({ id }))?.members.map(({ name, me }) => [name, me])).toEqual([
    ['ada', true],
    ['bob', false]
  ])
  expect((await ada.handlers['chat.detail']({ id: said })).message).toMatchObject({ status: 'answered' })
}, 40_000)

const responseQueues = async (admin: SQSClient): Promise<string[]> => {
  const { QueueUrls = [] } = await admin.send(
    new ListQueuesCommand({ QueueNamePrefix: 'ChatAPP-responses-' })
  )
  return QueueUrls
}

/** Takes from a queue, and deletes, what says this; waits until it is there. */
async function lose(admin: SQSClient, QueueUrl: string, text: string): Promise<void> {
  await vi.waitFor(async () => {
    const look = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1, WaitTimeSeconds: 1 }
    const { Messages = [] } = await admin.send(new ReceiveMessageCommand(look))
    const found = Messages.find(({ Body }) => Body?.includes(text))
    expect(Messages.map(({ Body }) => Body)).toContainEqual(expect.stringContaining(text))
    await admin.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: found?.ReceiptHandle }))
  }, within)
}

it('brings who was away, and whose news was lost, the log that the others have', async () => {
  const dataDir = temporaryFolder()
  const folder = `${dataDir}/local-backend`
  const backend = await attachLocalBackend({ folder, log: silentLog, childFile: backendFile })
  onTestFinished(() => backend.stop())
  const admin = createLocalClient(backend.endpoint)
  const [ada, bob] = [await somebody(dataDir, 'ada'), await somebody(dataDir, 'bob')]
  const { id } = await ada.handlers['rooms.create']({ title: 'Kitchen' })
  const { code } = await ada.handlers['rooms.invite']({ id, expiresInHours: 1, uses: 2 })
  await confirmed(ada, id)
  await bob.handlers['rooms.join']({ invitation: code ?? '' })
  await ada.handlers['chat.send']({ conversationId: id, text: 'one' })
  await vi.waitFor(async () => expect(await texts(bob, id)).toEqual(['one']), within)
  const others = await responseQueues(admin)
  const cleo = await somebody(dataDir, 'cleo')
  await cleo.handlers['rooms.join']({ invitation: code ?? '' })
  await vi.waitFor(async () => expect(await texts(cleo, id)).toEqual(['one']), within)
  const [cleos = ''] = (await responseQueues(admin)).filter((url) => !others.includes(url))

  const { id: waiting } = await cleo.handlers['chat.send']({ conversationId: id, text: 'on my way out' })
  await cleo.stop()
  await ada.handlers['chat.send']({ conversationId: id, text: 'news that is lost' })
  await lose(admin, cleos, 'news that is lost')
  await bob.handlers['chat.send']({ conversationId: id, text: 'news that is not' })
  await vi.waitFor(async () => expect(await texts(ada, id)).toContain('news that is not'), within)
  const again = await somebody(dataDir, 'cleo')
  await again.handlers['chat.send']({ conversationId: id, text: 'back' })

  for (const app of [ada, bob, again])
    await vi.waitFor(async () => expect(await texts(app, id)).toHaveLength(5), within)
  const log = await texts(ada, id)
  expect(log.toSorted()).toEqual(['back', 'news that is lost', 'news that is not', 'on my way out', 'one'])
  expect(log.filter((text) => text.startsWith('news'))).toEqual(['news that is lost', 'news that is not'])
  expect(log.indexOf('on my way out')).toBeLessThan(log.indexOf('back'))
  expect([await texts(bob, id), await texts(again, id)]).toEqual([log, log])
  expect((await again.handlers['chat.detail']({ id: waiting })).message).toMatchObject({ status: 'answered' })
  for (const app of [ada, bob, again]) {
    const room = await app.handlers['rooms.get']({ id })
    expect(room).toMatchObject({ state: 'open', waiting: 0, here: room?.known })
    expect(room?.members.map(({ name }) => name)).toEqual(['ada', 'bob', 'cleo'])
  }
}, 60_000)
