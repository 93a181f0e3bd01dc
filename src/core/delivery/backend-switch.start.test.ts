import { expect, it, onTestFinished, vi } from 'vitest'
import { silentLog, someKeys } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import type { BackendConfig } from '../../shared/backend-config'
import { systemClock } from '../../shared/clock'
import { BackendSwitch } from './backend-switch'
import { ConnectionMonitor } from './connection-monitor'
import { Engine } from './engine'
import { UnreadableBackend } from '../backends/unreadable-backend'

const local: BackendConfig = { id: 'local', kind: 'local' }
const names = {
  requestQueue: 'ChatAPP',
  deadLetterQueue: 'ChatAPP-dlq',
  sharedResponseQueue: 'ChatAPP-responses',
  functionName: 'MessageProcessor'
}

/** A backend that takes its time to come up, and to end: as long as the test wants. */
class SlowToEnd extends UnreadableBackend {
  readonly ended = Promise.withResolvers<void>()
  recovered = 0

  override async recover(): Promise<never> {
    this.recovered++
    await this.ended.promise
    throw new Error('not there')
  }

  override async stop(): Promise<void> {
    await this.ended.promise
  }
}

/** What talks to a backend, and those that it has made; `choose` makes it another one. */
function aSwitch() {
  const { store: messages, scheduled, conversations, profile, pairs, rooms, db } = aProfile()
  const made: SlowToEnd[] = []
  let activeId = 'local'
  const backends = new BackendSwitch({
    store: { list: () => ({ activeId, backends: [local], choices: {}, asksFirst: false }) },
    makeBackend: () => {
      const backend = new SlowToEnd(names)
      made.push(backend)
      return backend
    },
    makeMonitor: (backend, emit) =>
      new ConnectionMonitor({
        backend,
        emit,
        clock: systemClock,
        outboxSize: () => 0,
        recentRoundTrips: () => []
      }),
    makeEngine: (backend, monitor, backendId) =>
      new Engine({
        backend,
        backendId,
        monitor,
        messages,
        scheduled,
        conversations,
        profile,
        pairs,
        db,
        rooms,
        keys: someKeys(),
        warn: () => {},
        installId: 'abc',
        answerWithinMs: 60_000,
        log: silentLog,
        shared: () => {},
        stalled: () => {}
      }),
    connection: () => {},
    log: silentLog
  })
  onTestFinished(async () => {
    for (const { ended } of made) ended.resolve()
    await backends.stop()
  })
  return { backends, made, choose: (id: string) => void (activeId = id) }
}

it('looks for the backend after a moment where another host leads, which most commands have ended by', async () => {
  const { backends, made } = aSwitch()

  backends.start(false)

  expect(made[0]?.recovered).toBe(0)
  await vi.waitFor(() => expect(made[0]?.recovered).toBe(1))
})

it('starts one engine once, also when this host begins to lead while it changes to another backend', async () => {
  const { backends, made, choose } = aSwitch()
  backends.start(false)
  await vi.waitFor(() => expect(made[0]?.recovered).toBe(1))
  choose('another')
  backends.follow()

  backends.start(true)
  await vi.waitFor(() => expect(made[1]?.recovered).toBe(1))
  made[0]?.ended.resolve()
  await new Promise((resolve) => setImmediate(resolve))

  expect(made.map(({ recovered }) => recovered)).toEqual([1, 1])
})
