import { expect, it } from 'vitest'
import { FakeHost } from '../test/fake-host'
import { createStores } from '../store/stores'
import { attentive } from '../test/render-app'
import { diagnosticsText } from './diagnostics'

it('holds facts, connection and queue numbers as JSON', async () => {
  const host = new FakeHost()
  const stores = createStores(host, attentive)
  await stores.chat.getState().start()
  const info = stores.chat.getState().info!
  const queues = [
    { name: 'ChatAPP', role: 'request', visible: 1, inFlight: 2, delayed: 3, oldestMs: null }
  ] as const

  const text = diagnosticsText({
    info,
    connection: host.connection,
    queues,
    setAside: 4,
    faults: null,
    countedAt: 0
  })

  expect(JSON.parse(text)).toEqual({
    app: info,
    connection: host.connection,
    queues,
    countedAt: '1970-01-01T00:00:00.000Z',
    setAside: 4,
    faults: 'no fault lab'
  })
})
