import { expect, it } from 'vitest'
import { createBackendsStore } from './backends-store'
import { createPromptsStore } from './prompts-store'
import { createStackStore } from './stack-store'
import { attentive } from '../test/render-app'
import { aConversation, aRequest, FakeHost } from '../test/fake-host'
import { createChatStore } from './chat-store'
import { createNoticesStore } from './notices-store'

const starting = { state: 'starting', detail: 'Starting the backend …' } as const
const noStorage = () => {
  throw new DOMException('Storage is off.', 'SecurityError')
}

/** The chat store of a host, started. */
async function aStartedChat(host: FakeHost) {
  const store = createChatStore(host, attentive, noStorage)
  await store.getState().start()
  return store
}

it('shows what changed between the first answers and the first event', async () => {
  const host = new FakeHost({ connection: starting })
  const store = await aStartedChat(host)
  host.connection = { ...host.connection, state: 'online' }

  host.link(true)

  await expect.poll(() => store.getState().connection?.state).toBe('online')
})

it('drops an answer that an event overtook', async () => {
  const host = new FakeHost({ connection: starting })
  const answer = host.hold('connection.get')
  const store = createChatStore(host, attentive, noStorage)
  const started = store.getState().start()
  const online = { ...host.connection, state: 'online' as const }

  host.emit('connection.changed', online)
  answer()
  await started

  await expect.poll(() => host.inputsOf('conversations.list').length).toBe(1)
  expect(store.getState().connection).toEqual(online)
})

it('keeps what happened to the list of chats while the list was on its way', async () => {
  const host = new FakeHost({
    conversations: [aConversation(), aConversation({ id: 'gone', title: 'Gone' })]
  })
  const answer = host.hold('conversations.list')
  const store = createChatStore(host, attentive, noStorage)
  const started = store.getState().start()

  host.emit('conversation.changed', aConversation({ id: 'new', title: 'New' }))
  host.emit('conversation.deleted', { id: 'gone' })
  answer()
  await started

  expect([...store.getState().conversations.keys()].toSorted()).toEqual(['new', 'processor'])
})

it('reads the open chat and the list anew when the host says that much has changed', async () => {
  const host = new FakeHost()
  const store = await aStartedChat(host)
  host.quietly(aRequest({ id: 'imported' }))

  host.emit('data.changed', null)

  await expect.poll(() => store.getState().logs.get('processor')?.messages.has('imported')).toBe(true)
})

it.each([
  ['notices', 'notices.list', createNoticesStore],
  ['prompts', 'credentials.prompts', createPromptsStore],
  ['backends', 'backends.list', createBackendsStore],
  ['deployments', 'stack.progress', createStackStore]
] as const)('asks for %s anew when the way to the host has healed', async (_, name, create) => {
  const host = new FakeHost()
  const stop = create(host).getState().watch()
  await expect.poll(() => host.inputsOf(name).length).toBe(1)

  host.link(false)
  host.link(true)

  expect(host.inputsOf(name)).toHaveLength(2)
  stop()
})
