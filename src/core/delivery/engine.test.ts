import { expect, it, onTestFinished } from 'vitest'
import { silentLog, someKeys } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { ChatError } from '../../shared/errors'
import type { Backend } from '../backends/backend'
import { ConversationStore } from '../store/conversation-store'
import { MessageStore } from '../store/message-store'
import { defaultSettings, ProfileStore } from '../store/profile-store'
import { PairStore } from '../store/pair-store'
import { RoomStore } from '../store/room-store'
import { ScheduleStore } from '../store/schedule-store'
import { ConnectionMonitor } from './connection-monitor'
import { Engine } from './engine'

it('looks for its backend at once when it is told to, instead of waiting for its next look', async () => {
  const { db } = aProfile()
  const refused = ChatError.of('access_denied', 'not yet')
  let looks = 0
  const backend = {
    kind: 'aws',
    label: 'Work',
    names: { requestQueue: 'ChatAPP', sharedResponseQueue: 'ChatAPP-responses' },
    capabilities: { account: true, cloudWatch: false },
    gateway: () => {
      throw refused
    },
    recover: () => {
      looks += 1
      return Promise.reject(refused)
    },
    onChange: () => {}
  } as unknown as Backend
  const messages = new MessageStore(db)
  const monitor = new ConnectionMonitor({
    backend,
    outboxSize: () => 0,
    recentRoundTrips: () => [],
    emit: () => {},
    clock: { now: () => 1000, elapsed: () => 0 }
  })
  const engine = new Engine({
    backend,
    backendId: 'local',
    messages,
    scheduled: new ScheduleStore(db),
    conversations: new ConversationStore(db),
    profile: new ProfileStore(db, defaultSettings()),
    pairs: new PairStore(db),
    db,
    rooms: new RoomStore(db, messages),
    keys: someKeys(),
    warn: () => {},
    monitor,
    installId: 'x',
    shared: () => {},
    stalled: () => {},
    answerWithinMs: 60_000,
    log: silentLog
  })
  onTestFinished(() => {
    monitor.stop()
    return engine.stop()
  })
  void engine.start()
  await expect.poll(() => monitor.current().state).toBe('paused')
  const before = looks

  engine.tryNow()

  // Its next look by itself is five seconds away.
  expect([before, looks]).toEqual([1, 2])
})
