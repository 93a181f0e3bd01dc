import { expect, it, onTestFinished, vi } from 'vitest'
import type { Connection } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { ConnectionMonitor } from './connection-monitor'

/** A monitor that has been on line. */
function aMonitor(emit: (connection: Connection) => void = () => {}, outboxSize = () => 0) {
  const monitor = new ConnectionMonitor({
    backend: { kind: 'aws', label: 'work', capabilities: { account: true, cloudWatch: true } },
    outboxSize,
    recentRoundTrips: () => [],
    emit,
    clock: { now: () => 1000, elapsed: () => 0 }
  })
  monitor.report('receive', null)
  return monitor
}

it('never calls it offline that the backend asks to slow down, however often', () => {
  const monitor = aMonitor()
  for (let time = 0; time < 20; time++)
    monitor.report('send', ChatError.of('throttled', 'The backend asks to slow down.'))

  expect(monitor.current()).toMatchObject({
    state: 'throttled',
    detail: expect.stringContaining('slow down')
  })
})

it('calls it reconnecting at first and offline after a while that nobody answers', () => {
  const monitor = aMonitor()
  const states = Array.from({ length: 5 }, () => {
    monitor.report('send', ChatError.of('offline', 'Nobody answers.'))
    return monitor.current().state
  })

  expect(states).toEqual(['reconnecting', 'reconnecting', 'reconnecting', 'offline', 'offline'])
})

it('announces a new state at once, and numbers alone ten times a second at most', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const told: string[] = []
  let outbox = 0
  const monitor = aMonitor(
    (connection) => told.push(`${connection.state} ${connection.outbox}`),
    () => outbox
  )
  for (let ms = 0; ms < 1000; ms += 1) {
    outbox += 1
    monitor.announce()
    vi.advanceTimersByTime(1)
  }
  expect(told[0]).toBe('online 0')
  expect(told.slice(1)).toEqual([...Array(10).keys()].map((tenth) => `online ${100 * (tenth + 1)}`))

  monitor.report('send', ChatError.of('throttled', 'The backend asks to slow down.'))
  expect(told.at(-1)).toBe('throttled 1000')

  outbox = 1
  monitor.announce()
  monitor.stop()
  expect(told.at(-1)).toBe('throttled 1')

  outbox = 2
  monitor.announce()
  vi.runAllTimers()
  expect(told.at(-1)).toBe('throttled 1')
})
