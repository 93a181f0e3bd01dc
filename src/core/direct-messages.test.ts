import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { createChatApp } from './app'
import type { ChatApp } from './chat-app'

const within = { timeout: 15_000, interval: 50 }

const backendFile = resolve(import.meta.dirname, '../../out/main/local-backend.cjs')

/** A person with a profile of their own, on the local backend that all of a data folder share. */
async function aPerson(dataDir: string, profile: string): Promise<ChatApp> {
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, profile, backendFile })
  onTestFinished(() => app.stop())
  await app.handlers['rooms.setName']({ name: profile })
  return app
}

const overview = async (app: ChatApp) => await app.handlers['rooms.overview']()

/** What somebody is known by, once `app` has heard of it. */
async function personOf(app: ChatApp, name: string) {
  return await vi.waitFor(async () => {
    await app.handlers['rooms.refresh']()
    const found = (await overview(app)).people.find((person) => person.name === name)
    if (!found?.encrypts) throw new Error(`${name} has no key yet: ${JSON.stringify(await overview(app))}`)
    return found
  }, within)
}

const textsIn = async (app: ChatApp, conversationId: string): Promise<string[]> => {
  const { messages } = await app.handlers['chat.history']({ conversationId, limit: 100 })
  return messages.filter(({ room }) => room?.kind === 'message').map(({ text }) => text)
}

/** Whether a text stands anywhere in what the backend keeps: queues, table, logs. */
function standsIn(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .some((file) => statSync(file).isFile() && readFileSync(file).includes(text))
}

/** Ada and Bob, and the direct conversation that Ada has begun. */
async function setup() {
  const dataDir = temporaryFolder()
  const [ada, bob] = [await aPerson(dataDir, 'ada'), await aPerson(dataDir, 'bob')]
  await personOf(bob, 'ada')
  const { id } = await ada.handlers['rooms.direct']({ person: (await personOf(ada, 'bob')).id })
  return { dataDir, ada, bob, id, backend: join(dataDir, 'local-backend') }
}

const say = async (app: ChatApp, conversationId: string, text: string) =>
  await app.handlers['chat.send']({ conversationId, text, id: uuidv7() })

const encryption = async (app: ChatApp, id: string) => (await app.handlers['rooms.get']({ id }))?.encryption

it('brings direct messages and edits to the other, and to nobody between', { timeout: 60_000 }, async () => {
  const { ada, bob, id, backend } = await setup()

  const { id: message } = await say(ada, id, 'meet me at the heron pond')
  await vi.waitFor(async () => expect(await textsIn(bob, id)).toEqual(['meet me at the heron pond']), within)
  await say(bob, id, 'with the kingfishers')
  await vi.waitFor(
    async () => expect(await textsIn(ada, id)).toEqual(['meet me at the heron pond', 'with the kingfishers']),
    within
  )
  await ada.handlers['rooms.edit']({ id: message, text: 'meet me at the otter bank' })
  await vi.waitFor(async () => expect((await textsIn(bob, id))[0]).toBe('meet me at the otter bank'), within)

  const { id: open } = await ada.handlers['rooms.create']({ id: uuidv7(), title: 'Birds' })
  await say(ada, open, 'said in the open')
  await vi.waitFor(() => expect(standsIn(backend, 'said in the open')).toBe(true), within)
  for (const secret of ['heron pond', 'kingfishers', 'otter bank'])
    expect([secret, standsIn(backend, secret)]).toEqual([secret, false])
})

it('shows both the same words, and that they were compared', { timeout: 60_000 }, async () => {
  const { ada, bob, id } = await setup()
  await say(ada, id, 'hello')
  await vi.waitFor(async () => expect(await textsIn(bob, id)).toEqual(['hello']), within)

  const [seen, theirs] = [await encryption(ada, id), await encryption(bob, id)]
  const { encryption: verified } = await ada.handlers['rooms.verify']({ id, verified: true })

  expect(seen).toMatchObject({ state: 'on', verified: false })
  expect(seen?.words).toHaveLength(12)
  expect(theirs?.words).toEqual(seen?.words)
  expect(verified).toMatchObject({ state: 'on', verified: true })
})
