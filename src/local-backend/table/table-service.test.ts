import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, it, onTestFinished } from 'vitest'
import { FaultLab, noFaults } from '../faults/fault-lab'
import { signedHeaders } from '../protocol/signed-post'
import { aFolder, aServer, testKey } from '../sqs/test-server'
import { key, tableCases, verbsOf } from './test-table-cases'

const tables = [
  {
    name: 'ChatAPP-rooms',
    arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/ChatAPP-rooms',
    partitionKey: 'pk',
    sortKey: 'sk'
  }
]

/** The table of a real server, through the real SDK. */
async function aTable(options: Parameters<typeof aServer>[0] = {}) {
  const { server, ...rest } = await aServer({ tables, ...options })
  const { region, ...credentials } = testKey
  const client = new DynamoDBClient({ region, credentials, endpoint: server.url, maxAttempts: 1 })
  onTestFinished(() => client.destroy())
  return { ...rest, server, ...verbsOf(client, 'ChatAPP-rooms') }
}

it.each(tableCases)('$it', async ({ run, expected }) => {
  expect(await run(await aTable())).toEqual(expected)
})

it('keeps items over a restart, beside the queues', async () => {
  const dataDir = aFolder()
  const before = await aTable({ dataDir })
  await before.put({ ...key('head'), revision: { N: '1' } })
  await before.close()

  const { get } = await aTable({ dataDir })

  expect(await get(key('head'))).toEqual({ Item: { ...key('head'), revision: { N: '1' } } })
})

it('lets one of many writers through who all saw the same revision', async () => {
  const { put } = await aTable({ dataDir: aFolder() })
  await put({ ...key('head'), revision: { N: '1' } })
  const next = async (writer: number) =>
    await put(
      { ...key('head'), revision: { N: '2' }, writer: { N: String(writer) } },
      { ConditionExpression: 'revision = :r', ExpressionAttributeValues: { ':r': { N: '1' } } }
    )

  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, writer) => next(writer)))

  expect(outcomes.filter((outcome) => outcome !== 'ConditionalCheckFailedException')).toEqual([{}])
})

it('a condition that is not met leaves what others write in the same turn', async () => {
  const { server, get } = await aTable({ dataDir: aFolder() })
  const TableName = 'ChatAPP-rooms'
  const call = async (sk: string, rest: object) =>
    await server.service.table.call('PutItem', { TableName, Item: key(sk), ...rest })

  const outcomes = await Promise.allSettled([
    call('one', {}),
    call('two', { ConditionExpression: 'attribute_exists(pk)' }),
    call('three', {})
  ])

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect([await get(key('one')), await get(key('two')), await get(key('three'))]).toEqual([
    { Item: key('one') },
    {},
    { Item: key('three') }
  ])
})

it('writes nothing and says why when the disk takes nothing more', async () => {
  const dataDir = aFolder()
  const { server, put } = await aTable({ dataDir })
  const other = new DatabaseSync(join(dataDir, 'fauxqs.db'))
  other.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE')

  const refused = await server.service.table
    .call('PutItem', { TableName: 'ChatAPP-rooms', Item: key('head') })
    .catch((error: Error) => error.message)
  other.exec('ROLLBACK')
  other.close()

  expect(refused).toContain('locked')
  expect(await put(key('head'), { ConditionExpression: 'attribute_not_exists(pk)' })).toEqual({})
})

/** A put of revision 2 where that revision is. */
const putAt = (revision: string) => ({
  TableName: 'ChatAPP-rooms',
  Item: { ...key('head'), revision: { N: '2' } },
  ConditionExpression: 'revision = :r',
  ExpressionAttributeValues: { ':r': { N: revision } }
})

it('judges and answers what a dry run writes, and keeps nothing of it', async () => {
  const { server, put, get } = await aTable()
  await put({ ...key('head'), revision: { N: '1' } })
  const { pretend } = server.service.table
  expect(await pretend('PutItem', putAt('1'))).toEqual({})
  await expect(pretend('PutItem', putAt('2'))).rejects.toMatchObject({
    code: 'ConditionalCheckFailedException'
  })
  expect(await get(key('head'))).toEqual({ Item: { ...key('head'), revision: { N: '1' } } })
})

it('the fault lab throttles the table, slows it down and takes it away', async () => {
  const faultLab = new FaultLab()
  const { put, write, get } = await aTable({ faultLab })
  const entries = Array.from({ length: 10 }, (_, n) => key(`log#${n}`))

  faultLab.set({ ...noFaults, tableMissing: true })
  const missing = await put(key('head'))
  faultLab.set({ ...noFaults, tableThrottle: 1 })
  const throttled = await put(key('head'))
  faultLab.set({ ...noFaults, tableDelayMs: 60 })
  const started = performance.now()
  for (let n = 0; n < 10; n++) await get(key('head'))
  const took = performance.now() - started
  faultLab.set(noFaults)

  expect([missing, throttled]).toEqual([
    'ResourceNotFoundException',
    'ProvisionedThroughputExceededException'
  ])
  expect(took).toBeGreaterThan(50)
  expect(await get(key('head'))).toEqual({})
  expect(await write(entries)).toEqual({ UnprocessedItems: {} })
})

it('the fault lab does a batch in part, and hands the rest back', async () => {
  // Lets calls through and throttles their batches.
  const numbers = [0.9, 0.9, 0.1, 0.5]
  const faultLab = new FaultLab(noFaults, () => numbers.shift() ?? 0)
  const { write, scan } = await aTable({ faultLab })
  faultLab.set({ ...noFaults, tableThrottle: 0.5 })

  const told = (await write(Array.from({ length: 10 }, (_, n) => key(`log#${n}`)))) as {
    UnprocessedItems: Record<string, unknown[]>
  }
  faultLab.set(noFaults)

  expect(told.UnprocessedItems['ChatAPP-rooms']).toHaveLength(5)
  expect(await scan({ Select: 'COUNT' })).toEqual({ Count: 5, ScannedCount: 5 })
})

it.each([
  ['GetItem', 'not an object', 'SerializationException'],
  ['GetItem', { Key: key('head') }, 'ValidationException'],
  ['TransactWriteItems', {}, 'UnknownOperationException']
])('answers %s of %j over the wire as DynamoDB does', async (action, body, code) => {
  const { server } = await aTable()
  const endpoint = { ...testKey, url: server.url }
  const text = JSON.stringify(body)
  const target = `DynamoDB_20120810.${action}`

  const response = await fetch(server.url, {
    method: 'POST',
    headers: signedHeaders(endpoint, { target, body: text, now: Date.now() }),
    body: text
  })
  const { __type: type, message } = (await response.json()) as { __type: string; message: string }

  expect([response.status, type.split('#')[1], message.length > 20]).toEqual([400, code, true])
})
