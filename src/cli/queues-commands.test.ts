import { gzipSync } from 'node:zlib'
import { writeFileSync } from 'node:fs'
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { aCliBesideItsBackend } from './test-cli'

/** The command line on a profile of its own, beside queues that another program has made. */
async function aCli() {
  const { run, client } = await aCliBesideItsBackend()
  return {
    run,
    create: async (QueueName: string, Attributes: Record<string, string> = {}) =>
      (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '',
    put: async (QueueUrl: string, MessageBody: string) =>
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  }
}

const redrive = (name: string) => ({
  RedrivePolicy: JSON.stringify({
    deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    maxReceiveCount: 4
  })
})

it('lists queues by prefix, shows one in words, and prints its messages decoded or raw', async () => {
  const { run, create, put } = await aCli()
  await create('orders-dlq')
  const orders = await create('orders', redrive('orders-dlq'))
  const packed = gzipSync('{"order":7}').toString('base64')
  await put(orders, packed)

  const listed = await run('queues', '--prefix', 'orders')
  const json = await run('queues', 'list', '--prefix', 'orders', '--json')
  const names = await run('queues', '--names', '--prefix', 'orders-')
  const shown = await run('queues', 'show', 'orders')
  const peeked = await run('queues', 'peek', 'orders')
  const raw = await run('queues', 'peek', 'orders', '--raw')
  const none = await run('queues', 'peek', 'orders-dlq')

  expect(listed.out.map(String).toSorted((a, b) => a.localeCompare(b))).toEqual([
    '  orders-dlq: 0 waiting, 0 in flight, 0 delayed',
    '  orders: 1 waiting, 0 in flight, 0 delayed, dead letters to orders-dlq'
  ])
  expect(json.out).toContainEqual(
    expect.objectContaining({ name: 'orders', depth: { visible: 1, inFlight: 0, delayed: 0 } })
  )
  expect(names.out).toEqual(['orders-dlq'])
  expect(shown.out).toEqual(
    expect.arrayContaining([
      '  A message that was received 4 times and is still there goes to orders-dlq.',
      'Gets dead letters of: none',
      '  Looking changes nothing here: no message is received, hidden or counted.'
    ])
  )
  expect(peeked.out).toEqual(expect.arrayContaining(['  [json]', '  {"order":7}']))
  expect(raw.out).toContain(`  ${packed}`)
  expect(none).toMatchObject({ code: 0, err: 'No message can be had there now.' })
}, 60_000)

it('sends to a queue only where the backend is unlocked, and takes and moves what lies there', async () => {
  const { run, create } = await aCli()
  await create('orders')

  const locked = await run('queues', 'send', 'orders', 'one')
  await run('backends', 'set', 'local', '--queue-desk', 'unlocked')
  const sent = await run('queues', 'send', 'orders', 'one', '--attribute', 'n:Number=1.5', '--json')
  const id = String(sent.out[0].id)
  const again = await run('queues', 'send', 'orders', 'one', '--id', id, '--json')
  const file = `${temporaryFolder()}/body.json`
  writeFileSync(file, '{"order":8}')
  await run('queues', 'send', 'orders', '--file', file)
  const both = await run('queues', 'send', 'orders', 'two', '--file', file)
  const taken = await run('dlq', 'take', '--all', '--queue', 'orders', '--json')
  const back = await run('dlq', 'return', '--all', '--json')
  const wrong = await run('dlq', 'purge', 'orders')
  const purged = await run('dlq', 'purge', 'orders', '--queue', 'orders')

  expect(locked).toMatchObject({ code: 1, err: expect.stringContaining('read') })
  expect(again.out[0]).toMatchObject({ sqsMessageId: sent.out[0].sqsMessageId })
  expect(both.code).toBe(2)
  expect(taken.out).toMatchObject([{ kind: 'take', done: 2 }])
  expect(back.out).toMatchObject([{ kind: 'return', done: 2 }])
  expect(wrong.code).toBe(2)
  expect(purged).toMatchObject({ code: 0 })
  expect((await run('queues', 'peek', 'orders')).out).toEqual([])
}, 60_000)

it('says that a queue is not there, and refuses what cannot be its name', async () => {
  const { run } = await aCli()

  expect(await run('queues', 'show', 'nowhere')).toMatchObject({
    code: 1,
    err: expect.stringContaining('nowhere')
  })
  expect(await run('queues', 'peek', 'nowhere')).toMatchObject({
    code: 1,
    err: expect.stringContaining('nowhere')
  })
  expect((await run('queues', 'show', '../etc')).code).toBe(2)
  expect((await run('queues', '--prefix', 'a b')).code).toBe(2)
}, 30_000)
