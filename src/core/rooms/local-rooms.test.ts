import { resolve } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
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

it('lets two profiles talk through the real queues, the function’s bundle and the table', async () => {
  const dataDir = temporaryFolder()
  const [ada, bob] = [await somebody(dataDir, 'ada'), await somebody(dataDir, 'bob')]
  const { id } = await ada.handlers['rooms.create']({ title: 'Kitchen' })
  const { code } = await ada.handlers['rooms.invite']({ id, expiresInHours: 1, uses: 1 })
  await vi.waitFor(async () => {
    expect((await ada.handlers['rooms.get']({ id }))?.invitations).toMatchObject([{ confirmed: true }])
  }, within)

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
