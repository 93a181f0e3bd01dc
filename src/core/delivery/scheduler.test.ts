import { expect, it, onTestFinished } from 'vitest'
import { AClock, DAY_MS } from '../../../test/a-clock'
import { aProfile } from '../../../test/profile'
import { ChatError } from '../../shared/errors'
import { RequestWriter } from '../store/request-writer'
import { Scheduler } from './scheduler'

/** A scheduler on a real store; time stands still until the test moves it. */
function setup() {
  const profile = aProfile()
  const { db, store, scheduled } = profile
  const clock = new AClock(10 * DAY_MS)
  const told: string[] = []
  const scheduler = new Scheduler({
    scheduled,
    messages: store,
    writer: new RequestWriter({ ...profile, messages: store, installId: 'abc' }),
    filled: () => told.push('filled'),
    stalled: (error) => told.push(error.code),
    clock
  })
  onTestFinished(() => scheduler.stop())
  const put = (id: string, inMs: number): void => {
    const outgoing = { id, conversationId: 'processor', text: `text of ${id}`, attributes: [] }
    db.transaction(() => scheduled.put(outgoing, { sendAt: clock.now() + inMs, waitMs: null }, clock.now()))
  }
  const inOutbox = (): string[] => store.due(clock.now(), 10, false).map(({ id }) => id)
  return { ...profile, clock, told, scheduler, put, inOutbox }
}

const [one, two] = ['01932c07-209c-7b5f-9a3e-1d2c3b4a5f60', '01932c07-209c-7b5f-9a3e-1d2c3b4a5f61'] as const

it('puts what was due while nobody ran into the outbox at the start, as sent now, and the rest not yet', () => {
  const { scheduler, put, clock, inOutbox, store, told } = setup()
  put(one, 1000)
  put(two, 100_000)
  clock.pass(5000)

  scheduler.start()

  expect(inOutbox()).toEqual([one])
  expect(store.get(one)).toMatchObject({ text: `text of ${one}`, createdAt: clock.now(), status: 'queued' })
  expect(told).toEqual(['filled'])
})

it('puts one into the outbox when its moment comes, without being asked', async () => {
  const { scheduler, put, inOutbox, clock } = setup()
  put(one, 30)

  scheduler.start()
  const before = inOutbox()
  clock.pass(30)

  expect(before).toEqual([])
  await expect.poll(inOutbox).toEqual([one])
})

it('reckons a date and time anew when the clock was set', () => {
  const { scheduler, put, clock, inOutbox } = setup()
  put(one, DAY_MS)
  scheduler.start()

  clock.set(clock.now() + DAY_MS)
  scheduler.wake()

  expect(inOutbox()).toEqual([one])
})

it('sends one no second time that an import brought meanwhile', () => {
  const { scheduler, put, clock, add, inOutbox, store, scheduled } = setup()
  put(one, 1000)
  add({ id: one })
  store.markSent([{ ids: [one], replyTo: 'q', at: clock.now() }])
  clock.pass(1000)

  scheduler.start()

  expect(inOutbox()).toEqual([])
  expect(scheduled.list()).toEqual([])
})

it('tells that the store cannot be written, keeps the message, and tries again', async () => {
  const { scheduler, put, scheduled, inOutbox, told } = setup()
  put(one, 0)
  const release = scheduled.release.bind(scheduled)
  scheduled.release = () => {
    scheduled.release = release
    throw ChatError.of('storage', 'full')
  }

  scheduler.start()

  expect(told).toEqual(['storage'])
  expect(scheduled.list()).toHaveLength(1)
  await expect.poll(inOutbox).toEqual([one])
})
