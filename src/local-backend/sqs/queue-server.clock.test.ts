import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, vi } from 'vitest'
import { DAY_MS, setWallClock } from '../../../test/a-clock'
import { aFolder, aServer } from './test-server'

it.each([
  ['back', -DAY_MS],
  ['forward', DAY_MS]
])(
  'gives back what was hidden for a second after a second, though the clock is set %s by a day',
  async (_way, byMs) => {
    const { createQueue, send, receive } = await aServer({ dataDir: aFolder() })
    const queue = await createQueue('leases')
    await send(queue, 'comes back')
    await receive(queue, { VisibilityTimeout: 1 })

    setWallClock(byMs)
    const early = await receive(queue)
    const later = await receive(queue, { WaitTimeSeconds: 10 })

    expect(early).toEqual([])
    expect(later.map(({ Body }) => Body)).toEqual(['comes back'])
  }
)

it('wakes a poll that waits when a delay is over, though the clock is set back by a day meanwhile', async () => {
  const { createQueue, send, receive } = await aServer()
  const queue = await createQueue('delays')
  await send(queue, 'late', { DelaySeconds: 1 })

  const polling = receive(queue, { WaitTimeSeconds: 10 })
  setWallClock(-DAY_MS)

  expect((await polling).map(({ Body }) => Body)).toEqual(['late'])
})

it('drops nothing as too old because the clock is set forward by a month', async () => {
  const { createQueue, send, receive } = await aServer({ dataDir: aFolder() })
  const queue = await createQueue('retained')
  await send(queue, 'young')

  setWallClock(30 * DAY_MS)

  expect((await receive(queue)).map(({ Body }) => Body)).toEqual(['young'])
})

it('refuses a repeated deduplication id for as long as before when the clock is set forward', async () => {
  const { createQueue, send, receive } = await aServer({ dataDir: aFolder() })
  const queue = await createQueue('once.fifo', { Attributes: { FifoQueue: 'true' } })
  const once = { MessageGroupId: 'g', MessageDeduplicationId: 'd' }
  await send(queue, 'first', once)

  setWallClock(DAY_MS)
  await send(queue, 'again', once)

  expect((await receive(queue)).map(({ Body }) => Body)).toEqual(['first'])
})

it('delays nothing beyond what SQS knows after a start, whatever clock the last process had', async () => {
  const dataDir = aFolder()
  setWallClock(DAY_MS)
  const first = await aServer({ dataDir })
  await first.send(await first.createQueue('future'), 'delayed', { DelaySeconds: 1 })
  await first.close()

  vi.restoreAllMocks()
  await aServer({ dataDir })

  using db = new DatabaseSync(join(dataDir, 'fauxqs.db'), { readOnly: true })
  const row = db.prepare('SELECT delay_until, sent_timestamp FROM sqs_messages').get()
  expect(Number(row?.['delay_until'])).toBeLessThanOrEqual(Date.now() + 900_000)
  expect(Number(row?.['sent_timestamp'])).toBeLessThanOrEqual(Date.now())
})
