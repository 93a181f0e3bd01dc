import { expect, it, onTestFinished, vi } from 'vitest'
import type { LogEntry } from '../../shared/contract'
import { aLogEntry, type FakeAwsWorld } from '../test/fake-aws'
import { FakeHost } from '../test/fake-host'
import { createLogsStore, MAX_KEPT } from './logs-store'
import { createStores } from './stores'

const lineAt = (at: number): LogEntry =>
  aLogEntry({ id: String(at).padStart(9, '0'), at, text: `line ${at}` })

/** The log of a host, looked at; `pass` lets time pass. */
async function looking(world: FakeAwsWorld) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  world.logPlace = { everyMs: 1000 }
  const host = new FakeHost({ aws: world })
  const store = createStores(host).of(createLogsStore)
  const stop = store.getState().watch()
  onTestFinished(() => {
    stop()
    vi.useRealTimers()
  })
  await expect.poll(() => store.getState().entries).not.toBeNull()
  return {
    host,
    store,
    stop,
    looks: () => host.inputsOf('logs.read').length,
    shown: () => store.getState().entries?.map(({ at }) => at),
    pass: (ms: number) => vi.advanceTimersByTime(ms)
  }
}

it('reads only while it is looked at and not paused', async () => {
  const { store, stop, looks, pass } = await looking({ logs: [lineAt(1)] })
  const opened = looks()
  pass(1000)
  const followed = looks()
  store.getState().follow(false)
  pass(10_000)
  const paused = looks()
  store.getState().follow(true)
  const again = looks()
  stop()
  pass(10_000)

  expect([followed - opened, paused - followed, again - paused, looks() - again]).toEqual([1, 0, 1, 0])
})

it('shows each line once, by time, also one that comes late', async () => {
  const logs = [lineAt(1), lineAt(5)]
  const { shown, pass } = await looking({ logs })

  logs.splice(1, 2, lineAt(3), lineAt(5), lineAt(6))
  pass(1000)

  await expect.poll(shown).toEqual([1, 3, 5, 6])
})

it('goes on at once where more was written than one answer holds', async () => {
  const logs = [lineAt(1)]
  const world: FakeAwsWorld = { logs }
  const { host, shown, pass } = await looking(world)

  world.logCursor = 'more'
  const answer = host.hold('logs.read')
  pass(1000)
  logs.push(lineAt(2))
  answer()

  await expect.poll(() => host.inputsOf('logs.read').at(-1)).toMatchObject({ since: 2, cursor: 'more' })
  delete world.logCursor
  expect(shown()).toEqual([1, 2])
})

it('lets the oldest go when there are too many, and knows where they are', async () => {
  const logs = [lineAt(1)]
  const { host, store, pass, shown } = await looking({ logs })
  const { first } = store.getState()

  logs.push(...Array.from({ length: MAX_KEPT }, (_, index) => lineAt(index + 2)))
  pass(1000)
  await expect.poll(() => shown()?.length).toBe(MAX_KEPT)

  expect([shown()?.[0], store.getState().first - first]).toEqual([2, 1])
  logs.splice(1)
  await store.getState().loadOlder()
  expect(host.inputsOf('logs.read').at(-1)).toMatchObject({ until: 2 })
  expect(shown()?.[0]).toBe(1)
})

it('begins anew with another filter, and drops an answer to the one before', async () => {
  const { host, store, shown } = await looking({ logs: [lineAt(1)] })
  const answer = host.hold('logs.read')
  store.getState().setFilter({ messageId: 'first' })
  store.getState().setFilter({ messageId: 'second' })
  expect(store.getState().entries).toBeNull()
  answer()

  await expect.poll(shown).toEqual([1])
  expect(host.inputsOf('logs.read').at(-1)).toEqual({ messageId: 'second', limit: 200 })
})
