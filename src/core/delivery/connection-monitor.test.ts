import { expect, it } from 'vitest'
import { ChatError } from '../../shared/errors'
import { ConnectionMonitor } from './connection-monitor'

/** A monitor that has been on line. */
function aMonitor() {
  const monitor = new ConnectionMonitor({
    backend: { kind: 'aws', label: 'work', capabilities: { account: true, cloudWatch: true } },
    outboxSize: () => 0,
    recentRoundTrips: () => [],
    emit: () => {},
    elapsed: () => 0
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
