import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import type { ChatHost } from '../shared/contract'
import { batchEvents, type Announced } from './event-batches'

beforeEach(() => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
})

function setup() {
  const listeners = new Map<string, (payload: unknown) => void>()
  const app = {
    on: (name: string, listener: (payload: never) => void) => {
      listeners.set(name, listener as never)
      return () => listeners.delete(name)
    }
  } as unknown as Pick<ChatHost, 'on'>
  const batches: (readonly Announced[])[] = []
  const stop = batchEvents(app, (batch) => batches.push(batch))
  return { batches, stop, listeners, say: (name: string, payload: unknown) => listeners.get(name)?.(payload) }
}

it('gives away what happens in one turn at once, and what follows a frame later', async () => {
  const { batches, say } = setup()

  say('conversation.deleted', { id: 'a' })
  say('data.changed', null)
  await Promise.resolve()
  say('conversation.deleted', { id: 'b' })
  say('conversation.deleted', { id: 'c' })

  expect(batches).toEqual([
    [
      ['conversation.deleted', { id: 'a' }],
      ['data.changed', null]
    ]
  ])
  vi.advanceTimersByTime(16)
  expect(batches[1]).toEqual([
    ['conversation.deleted', { id: 'b' }],
    ['conversation.deleted', { id: 'c' }]
  ])
})

it('tells of each message, chat and connection as it is at last, in the order of the last changes', async () => {
  const { batches, say } = setup()

  say('message.changed', { id: '1', status: 'sent' })
  say('connection.changed', { outbox: 1 })
  say('message.changed', { id: '2', status: 'sent' })
  say('message.changed', { id: '1', status: 'answered' })
  say('connection.changed', { outbox: 0 })
  await Promise.resolve()

  expect(batches).toEqual([
    [
      ['message.changed', { id: '2', status: 'sent' }],
      ['message.changed', { id: '1', status: 'answered' }],
      ['connection.changed', { outbox: 0 }]
    ]
  ])
})

it('tells less often in a flood, and of what follows it a frame later again', async () => {
  const { batches, say } = setup()
  const change = (...ids: string[]): void => {
    for (const id of ids) say('conversation.deleted', { id })
  }

  change('1', '2', '3', '4', '5', '6')
  await Promise.resolve()
  change('7')
  vi.advanceTimersByTime(99)
  const inFlood = batches.length
  vi.advanceTimersByTime(1)
  change('8')
  vi.advanceTimersByTime(16)

  expect([inFlood, batches.length]).toEqual([1, 3])
})

it('leaves a page alone for longer while it is told of very much', async () => {
  const { batches, say } = setup()
  for (let id = 0; id < 50; id++) say('conversation.deleted', { id: String(id) })
  await Promise.resolve()

  say('conversation.deleted', { id: 'next' })
  vi.advanceTimersByTime(299)
  const inFlood = batches.length
  vi.advanceTimersByTime(1)

  expect([inFlood, batches.length]).toEqual([1, 2])
})

it('gives nothing away after it was stopped, and leaves no listener', async () => {
  const { batches, listeners, say, stop } = setup()
  say('conversation.deleted', { id: 'a' })

  stop()
  await Promise.resolve()

  expect(batches).toEqual([])
  expect(listeners.size).toBe(0)
})

it('tells of new numbers of an unchanged connection along with the next change, or by themselves a moment later', async () => {
  const { batches, say } = setup()
  const online = { state: 'online', detail: 'Connected', roundTrip: null }
  say('connection.changed', { ...online, outbox: 0 })
  await Promise.resolve()
  vi.advanceTimersByTime(16)

  say('connection.changed', { ...online, outbox: 1 })
  vi.advanceTimersByTime(100)
  say('connection.changed', { ...online, outbox: 2 })
  expect(batches).toHaveLength(1)
  say('data.changed', null)
  await Promise.resolve()
  say('connection.changed', { ...online, outbox: 3 })
  vi.advanceTimersByTime(299)
  expect(batches.slice(1)).toEqual([
    [
      ['connection.changed', { ...online, outbox: 2 }],
      ['data.changed', null]
    ]
  ])
  vi.advanceTimersByTime(1)
  await Promise.resolve()
  expect(batches[2]).toEqual([['connection.changed', { ...online, outbox: 3 }]])

  say('connection.changed', { ...online, state: 'offline', outbox: 3 })
  vi.advanceTimersByTime(16)
  expect(batches[3]).toEqual([['connection.changed', { ...online, state: 'offline', outbox: 3 }]])
})
