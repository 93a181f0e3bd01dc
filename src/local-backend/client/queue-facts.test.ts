import { expect, it } from 'vitest'
import { FaultLab } from '../faults/fault-lab'
import { aServer, testKey } from '../sqs/test-server'
import { readQueueAges, readQueueTriggers } from './queue-facts'

it('tells how long the oldest message of each queue has been there, waiting, hidden or held back', async () => {
  const faultLab = new FaultLab()
  const { server, createQueue, send, receive } = await aServer({ faultLab })
  const [waiting, hidden, later, order] = [
    await createQueue('waiting'),
    await createQueue('hidden'),
    await createQueue('later'),
    await createQueue('order.fifo', { Attributes: { FifoQueue: 'true' } })
  ]
  await createQueue('empty')
  const sentAt = Date.now()
  await send(waiting, 'first')
  await send(hidden, 'taken')
  await receive(hidden)
  await send(later, 'not yet', { DelaySeconds: 60 })
  await send(order, 'in order', { MessageGroupId: 'g', MessageDeduplicationId: 'd' })
  const asked = Date.now()

  const ages = await readQueueAges({ ...testKey, url: server.url, pid: 1 })

  expect([...ages.keys()].toSorted()).toEqual(['hidden', 'later', 'order.fifo', 'waiting'])
  for (const age of ages.values()) {
    expect(age).toBeLessThanOrEqual(Date.now() - sentAt)
    expect(age).toBeGreaterThanOrEqual(0)
  }
  expect(ages.get('waiting')).toBeGreaterThanOrEqual(asked - Date.now())
})

it('tells what takes messages from the queues, although the fault lab has cut everybody off', async () => {
  const trigger = {
    queueArn: 'arn:aws:sqs:us-east-1:000000000000:Q',
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:F',
    timeoutSeconds: 15,
    batchSize: 10,
    maximumConcurrency: 10,
    reportsFailures: true
  }
  const faultLab = new FaultLab()
  const { server } = await aServer({ faultLab, triggers: [trigger] })
  faultLab.set({ ...faultLab.faults, offline: true })

  expect(await readQueueTriggers({ ...testKey, url: server.url, pid: 1 })).toEqual([trigger])
})
