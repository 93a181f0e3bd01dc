import { expect, it, onTestFinished, vi } from 'vitest'
import { aRequest, FakeHost } from '../test/fake-host'
import { createQueuesStore, PAID_REFRESH_MS } from './queues-store'
import { createStores } from './stores'

/** The queues of a host, watched; `pass` lets time pass. */
async function watching(paid: boolean) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  const host = new FakeHost()
  const store = createStores(host).of(createQueuesStore)
  const stop = store.getState().watch(paid)
  onTestFinished(() => {
    stop()
    vi.useRealTimers()
  })
  await expect.poll(() => store.getState().updatedAt).not.toBeNull()
  return {
    host,
    looks: () => host.inputsOf('queues.list').length,
    pass: (ms: number) => vi.advanceTimersByTime(ms)
  }
}

it('looks twice a minute where each look is paid for', async () => {
  const { looks, pass } = await watching(true)

  pass(PAID_REFRESH_MS - 1)
  const before = looks()
  pass(1)

  expect([before, looks()]).toEqual([1, 2])
})

it('looks at once after a message, though no sooner than ten seconds after the last look', async () => {
  const { host, looks, pass } = await watching(true)

  host.emit('message.changed', aRequest())
  const tooSoon = looks()
  pass(10_000)
  host.emit('message.changed', aRequest())

  expect([tooSoon, looks()]).toEqual([1, 2])
})

it('looks every two seconds where that costs nothing', async () => {
  const { looks, pass } = await watching(false)

  pass(2000)

  expect(looks()).toBe(2)
})
