import { expect, it, onTestFinished } from 'vitest'
import { aServer, testKey } from '../../local-backend/sqs/test-server'
import { SqsGateway } from '../backends/sqs-gateway'
import { Trial, roomsFound } from './trial'

const names = {
  requestQueue: 'ChatAPP',
  deadLetterQueue: 'ChatAPP-dlq',
  sharedResponseQueue: 'ChatAPP-responses',
  functionName: 'MessageProcessor'
}

/** A trial on a real server, on which nobody works on messages. */
async function setup() {
  const { server, close, send, urlOf } = await aServer()
  const { region, accessKeyId, secretAccessKey } = testKey
  const gateway = new SqsGateway({
    endpoint: server.url,
    region,
    credentials: { accessKeyId, secretAccessKey }
  })
  onTestFinished(async () => {
    gateway.close()
    await close()
  })
  await gateway.ensureQueue(names.requestQueue, {}, {})
  const backend = { gateway: () => gateway, identity: async () => null, names }
  const trial = new Trial({ backend, installId: 'abcdefgh-1', name: 'Test' })
  return {
    trial,
    gateway,
    sendOther: async () => await send(await urlOf(names.requestQueue), 'of somebody else')
  }
}

it('takes its message back where nobody works on it, and leaves those of others', async () => {
  const { trial, gateway, sendOther } = await setup()
  await sendOther()
  await trial.send()

  expect(await trial.takeBack()).toBe(true)

  await expect
    .poll(() => gateway.depth(names.requestQueue), { timeout: 4000 })
    .toMatchObject({ visible: 1, inFlight: 0 })
  const left = await gateway.receive(names.requestQueue, 1)
  expect(left.map(({ body }) => body)).toEqual(['of somebody else'])
})

it('touches nothing while somebody works on the queue', async () => {
  const { trial, gateway, sendOther } = await setup()
  await sendOther()
  await gateway.receive(names.requestQueue, 1)
  await trial.send()

  expect(await trial.takeBack()).toBe(true)

  expect(await gateway.depth(names.requestQueue)).toMatchObject({ visible: 1, inFlight: 1 })
})

it('tells a backend with rooms from one without a table and from an older function', () => {
  expect([
    roomsFound({ refused: 'unknown_room' }),
    roomsFound({ refused: 'no_table' }),
    roomsFound(null)
  ]).toEqual(['yes', 'no_table', 'older'])
})
