import { expect, it, vi } from 'vitest'
import type { CallName } from '../../shared/contract'
import type { ChatState } from './chat-state'
import { createConnectStore } from './connect-store'
import { createDetailStore } from './detail-store'
import { createFaultsStore } from './faults-store'
import { createMonitoringStore } from './monitoring-store'
import { createQueuesStore } from './queues-store'
import { createRecoveryStore } from './recovery-store'
import { createSearchStore } from './search-store'
import { createStores, type MakeStore } from './stores'
import { createBackendsStore } from './backends-store'
import { createPromptsStore } from './prompts-store'
import { createStackStore } from './stack-store'
import { attentive } from '../test/render-app'
import { aConversation, aRequest, aWireError, FakeHost } from '../test/fake-host'
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

/** Every resource of the page: how it is watched, and why it could not be read, where that is shown. */
const aStore = <S>(make: MakeStore<S>, host: FakeHost) => createStores(host, attentive, noStorage).of(make)
const watched =
  <S extends { watch: () => () => void }>(make: MakeStore<S>, error?: (state: S) => unknown) =>
  (host: FakeHost) => {
    const store = aStore(make, host)
    return { stop: store.getState().watch(), error: error && (() => error(store.getState())) }
  }
const chat = (error?: (state: ChatState) => unknown) => (host: FakeHost) => {
  const store = createChatStore(host, attentive, noStorage)
  void store.getState().start()
  return { stop: () => undefined, error: error && (() => error(store.getState())) }
}
const aDetail = (host: FakeHost) => {
  host.quietly(aRequest({ id: 'a' }))
  const store = aStore(createDetailStore, host)
  return { stop: store.getState().watch('a'), error: () => store.getState().error }
}
const someProfiles = (host: FakeHost) => {
  const store = aStore(createConnectStore, host)
  return { stop: store.getState().watchProfiles(), error: () => store.getState().profilesError }
}
const aSearch = (host: FakeHost) => {
  const store = aStore(createSearchStore, host)
  store.getState().setQuery('a')
  return { stop: () => store.getState().setQuery(''), error: () => store.getState().error }
}

type Row = readonly [
  name: CallName,
  watch: (host: FakeHost) => { stop: () => void; error: (() => unknown) | undefined },
  every: number | 'shown' | null
]
const resources: readonly Row[] = [
  ['app.info', chat(), null],
  ['settings.get', chat(), null],
  ['connection.get', chat(), null],
  ['quarantine.list', chat(), null],
  ['conversations.list', chat(({ failure }) => failure), null],
  ['chat.history', chat(({ logErrors }) => logErrors.get('processor') ?? null), null],
  ['chat.exchange', aDetail, null],
  ['chat.search', aSearch, null],
  ['notices.list', watched(createNoticesStore), null],
  ['credentials.prompts', watched(createPromptsStore), null],
  ['recovery.list', watched(createRecoveryStore, ({ error }) => error), 'shown'],
  ['faults.get', watched(createFaultsStore), 'shown'],
  ['queues.list', watched(createQueuesStore, ({ error }) => error), 2000],
  ['quarantine.list', watched(createQueuesStore), 2000],
  ['backends.list', watched(createBackendsStore, ({ trouble }) => trouble), null],
  ['aws.profiles', someProfiles, 'shown'],
  ['monitoring.get', watched(createMonitoringStore, ({ error }) => error), 60_000],
  ['stack.progress', watched(createStackStore), null]
]
const asked = (host: FakeHost, name: CallName) => host.inputsOf(name).length
const askedOnce = (host: FakeHost, name: CallName) => expect.poll(() => asked(host, name)).toBe(1)

it.each(resources)('asks for %s anew when the way to the host has healed', async (name, watch) => {
  const host = new FakeHost()
  const { stop } = watch(host)
  await askedOnce(host, name)

  host.link(false)
  const before = asked(host, name)
  host.link(true)

  await expect.poll(() => asked(host, name)).toBe(before + 1)
  stop()
})

it.each(resources.filter(([, , every]) => every))(
  'asks for %s anew when the window is shown, and not while it is hidden',
  async (name, watch, every) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const window = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    const host = new FakeHost()
    const { stop } = watch(host)
    await askedOnce(host, name)
    if (typeof every === 'number') vi.advanceTimersByTime(3 * every)
    expect(asked(host, name)).toBe(1)

    window.mockReturnValue('visible')
    document.dispatchEvent(new Event('visibilitychange'))

    expect(asked(host, name)).toBe(2)
    stop()
    window.mockRestore()
    vi.useRealTimers()
  }
)

it.each(resources.filter(([, watch]) => watch(new FakeHost()).error))(
  'keeps why %s could not be read, until it can be',
  async (name, watch) => {
    const host = new FakeHost()
    host.fail(name, aWireError('offline'))
    const { stop, error } = watch(host)
    await expect.poll(() => error?.()).toBeTruthy()

    host.fail(name, null)
    host.link(true)

    await expect.poll(() => error?.()).toBeNull()
    stop()
  }
)

it.each(resources.filter(([, watch]) => watch(new FakeHost()).error))(
  'drops an answer to %s that a later question overtook',
  async (name, watch) => {
    const host = new FakeHost()
    host.fail(name, aWireError('offline'))
    const answer = host.hold(name)
    const { stop, error } = watch(host)
    await askedOnce(host, name)
    const late = host.hold(name)
    host.link(true)
    await expect.poll(() => asked(host, name)).toBe(2)

    answer()
    await new Promise((turn) => setTimeout(turn))

    expect(error?.()).toBeNull()
    late()
    await expect.poll(() => error?.()).toBeTruthy()
    stop()
  }
)
