import type { Context } from 'aws-lambda'
import { beforeEach, expect, it, vi } from 'vitest'
import { FaultLab, noFaults } from '../../src/local-backend/faults/fault-lab'
import { aServer, testKey } from '../../src/local-backend/sqs/test-server'
import { parseIncomingBody } from '../../src/shared/message'
import { aHouse, aRoomRecord, anId, queueOf } from './fake-rooms'
import { openRoomTable } from './room-table'

const tables = [
  {
    name: 'ChatAPP-rooms',
    arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/ChatAPP-rooms',
    partitionKey: 'pk',
    sortKey: 'sk'
  }
]

/** A house whose table is a real one, which it reaches as the function does. */
async function aRealHouse(faultLab = new FaultLab(noFaults)) {
  const server = await aServer({ tables, faultLab })
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', server.server.url)
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', server.server.url)
  const table = await openRoomTable('ChatAPP-rooms', 5000)
  const house = aHouse(table)
  return { house, faultLab, server, table }
}

beforeEach(() => {
  vi.resetModules()
  vi.unstubAllEnvs()
  vi.stubEnv('AWS_REGION', testKey.region)
  vi.stubEnv('AWS_ACCESS_KEY_ID', testKey.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', testKey.secretAccessKey)
})

it('keeps rooms as the one in memory does', async () => {
  const { house } = await aRealHouse()
  const room = await house.room('Ada', 'Bob')
  const said = await house.ask({ by: 'Ada', ask: { op: 'say', room }, text: 'one' })
  const target = said.entries?.[0]?.seq
  await house.ask({ by: 'Ada', ask: { op: 'edit', room, target }, text: 'two' })
  await house.ask({ by: 'Bob', ask: { op: 'say', room }, text: '/echo three' })
  await house.ask({ by: 'Ada', ask: { op: 'delete', room, target } })
  await house.ask({ by: 'Bob', ask: { op: 'read', room, seq: 6 } })

  const entries = await house.entries('Bob', room)
  const back = await house.ask({ by: 'Bob', ask: { op: 'sync', room, since: 0, before: 4 } })
  const hello = await house.ask({ by: 'Bob', ask: { op: 'hello' } })

  expect(entries.map(({ seq, kind, text }) => [seq, kind, text])).toEqual([
    [1, 'create', 'Room'],
    [2, 'join', undefined],
    [3, 'message', undefined],
    [4, 'edit', undefined],
    [5, 'message', '/echo three'],
    [6, 'answer', 'three'],
    [7, 'delete', undefined]
  ])
  expect(back.entries?.map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(hello.rooms).toMatchObject([{ room, members: [{ id: 'Ada' }, { id: 'Bob', readSeq: 6 }] }])
  expect(hello.people?.map(({ name }) => name)).toEqual(['Ada', 'Bob'])
})

it('lets many write to one room at a time: each message once, in one order, none lost', async () => {
  const { house } = await aRealHouse()
  const people = ['Ada', 'Bob', 'Cem', 'Dan', 'Eve', 'Fay']
  const room = await house.room('Ada', ...people.slice(1))
  const batches = people.map((by) =>
    Array.from({ length: 5 }, (_, index) =>
      aRoomRecord({ by, ask: { op: 'say', room }, text: `${by} ${index}` })
    )
  )

  // Each batch twice, as SQS may deliver it.
  const failed = await Promise.all([...batches, ...batches].map((batch) => house.deliver(batch)))

  expect(failed.flat()).toEqual([])
  const entries = await house.entries('Ada', room)
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1))
  const said = entries.filter(({ kind }) => kind === 'message').map(({ text }) => text)
  expect(new Set(said)).toHaveProperty('size', 30)
  for (const by of people)
    expect(said.filter((text) => text?.startsWith(by))).toEqual(
      [0, 1, 2, 3, 4].map((index) => `${by} ${index}`)
    )
})

it('fails the record while the table is throttled, and does it once when it is not any more', async () => {
  const { house, faultLab } = await aRealHouse()
  const room = await house.room('Ada')
  const asked = { by: 'Ada', id: anId(), ask: { op: 'say', room }, text: 'hi' }
  faultLab.set({ ...noFaults, tableThrottle: 1 })

  const failed = await house.deliver([aRoomRecord(asked)])
  faultLab.set(noFaults)
  const again = await house.ask({ ...asked, attempts: 2 })

  expect(failed).toEqual([`sqs-${asked.id}`])
  expect(again.entries).toMatchObject([{ seq: 2, text: 'hi' }])
  expect(await house.entries('Ada', room)).toHaveLength(2)
})

it('says in words that there is no table', async () => {
  const { house, faultLab } = await aRealHouse()
  faultLab.set({ ...noFaults, tableMissing: true })

  expect(await house.ask({ by: 'Ada', ask: { op: 'hello' } })).toMatchObject({
    refused: 'no_table',
    text: 'The backend has no table for rooms. Deploy it anew.'
  })
})

it('is what the function uses, over real queues, and only where it was given one', async () => {
  const { server } = await aRealHouse()
  await server.createQueue(queueOf('Ada'))
  vi.stubEnv('ROOMS_TABLE', 'ChatAPP-rooms')
  const context = {
    functionName: 'MessageProcessor',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:MessageProcessor',
    awsRequestId: 'aws-1',
    getRemainingTimeInMillis: () => 15_000
  } as Context
  const room = anId()
  const Records = [aRoomRecord({ by: 'Ada', ask: { op: 'create', room, title: 'Here' } })]
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)

  expect(await (await import('../function/index')).handler({ Records }, context)).toEqual({
    batchItemFailures: []
  })
  vi.resetModules()
  vi.stubEnv('ROOMS_TABLE', '')
  expect(await (await import('../function/index')).handler({ Records }, context)).toEqual({
    batchItemFailures: []
  })

  const queue = await server.urlOf(queueOf('Ada'))
  const replies = (await server.receive(queue, { MaxNumberOfMessages: 10 })).map(({ Body }) =>
    parseIncomingBody(Body ?? '')
  )
  expect(replies).toMatchObject([
    { ok: true, body: { kind: 'reply', text: '', room: { room, me: 'Ada', entries: [{ kind: 'create' }] } } },
    { ok: true, body: { kind: 'error', room: { refused: 'no_table' } } }
  ])
  const lines = write.mock.calls.map(([line]) => String(line))
  expect(lines.join('')).toContain('"handler":"room/create"')
  expect(lines.join('')).not.toContain('Here')
  write.mockRestore()
})
