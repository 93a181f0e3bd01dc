import { expect, it } from 'vitest'
import { createSharedEvents, type ReadEvents } from './shared-events'
import { someTabs } from '../test/some-tabs'

/** Streams of a host, as they were opened; each lasts until the test ends it. */
function aHost() {
  const streams: { say: (id: string) => void; end: () => void }[] = []
  const read: ReadEvents = async (take, opened) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    streams.push({ say: (id) => take(JSON.stringify([['conversation.deleted', { id }]])), end: resolve })
    opened()
    await promise
  }
  return { streams, read }
}

/** A tab, and what it heard. */
function aTab(read: ReadEvents, tabs: ReturnType<typeof someTabs>) {
  const heard: unknown[] = []
  const events = createSharedEvents(read, tabs.open)
  events.onLink((up) => heard.push(up))
  events.on('conversation.deleted', ({ id }) => heard.push(id))
  return heard
}

/** What a tab heard, without what only says it again. */
const turns = (heard: unknown[]) => heard.filter((one, index) => one !== heard[index - 1])

it('brings every event to each of twenty tabs over one stream', async () => {
  const tabs = someTabs()
  const { streams, read } = aHost()
  const all = Array.from({ length: 20 }, () => aTab(read, tabs))
  await expect.poll(() => all.map((heard) => heard[0])).toEqual(all.map(() => true))

  streams[0]?.say('a')

  await expect.poll(() => all).toEqual(all.map(() => [true, 'a']))
  expect(streams).toHaveLength(1)
})

it('goes on in the next tab when the one that reads is closed, and has every tab read anew', async () => {
  const tabs = someTabs()
  const { streams, read } = aHost()
  aTab(read, tabs)
  await expect.poll(() => streams).toHaveLength(1)
  const others = [aTab(read, tabs), aTab(read, tabs)]
  await expect.poll(() => others).toEqual([[true], [true]])

  tabs.close()
  await expect.poll(() => streams).toHaveLength(2)
  streams[1]?.say('b')

  await expect.poll(() => others).toEqual(others.map(() => [true, true, 'b']))
})

it('tells every tab when the stream ends, and again when it was opened anew', async () => {
  const tabs = someTabs()
  const { streams, read } = aHost()
  const all = [aTab(read, tabs), aTab(read, tabs)]
  await expect.poll(() => all).toEqual([[true], [true]])

  streams[0]?.end()

  await expect.poll(() => all.map(turns), { timeout: 5000 }).toEqual(all.map(() => [true, false, true]))
  expect(streams).toHaveLength(2)
})
