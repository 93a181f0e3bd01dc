import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { aServer } from '../../local-backend/sqs/test-server'
import { temporaryFolder } from '../../../test/temporary-folder'
import { openDatabase } from '../store/open-database'
import { SqsGateway } from './sqs-gateway'
import { RequestCounter } from './request-counter'

const november = Date.parse('2026-11-30T23:59:59Z')
const december = november + 1000

it('counts by month and keeps the count', () => {
  const { db } = openDatabase(`${temporaryFolder()}/chatapp.db`, 'alone')
  let now = november
  const counter = new RequestCounter(db, () => now)

  for (let i = 0; i < 120; i++) counter.count()
  expect(counter.thisMonth()).toEqual({ month: '2026-11', requests: 120 })
  now = december
  counter.count()

  expect(counter.thisMonth()).toEqual({ month: '2026-12', requests: 1 })
  expect(new RequestCounter(db, () => november).thisMonth()).toEqual({ month: '2026-11', requests: 120 })
  db.close()
})

it('adds up what several hosts of a profile count', () => {
  const { db } = openDatabase(`${temporaryFolder()}/chatapp.db`, 'alone')
  const [window, cli] = [new RequestCounter(db, () => november), new RequestCounter(db, () => november)]

  window.count()
  cli.count()
  window.flush()

  expect(cli.thisMonth().requests).toBe(2)
  db.close()
})

it('is told of every request that a gateway makes', async () => {
  const { server } = await aServer()
  let requests = 0
  const gateway = new SqsGateway({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'LOCALTESTKEY', secretAccessKey: 'secret' },
    onRequest: () => requests++
  })

  await gateway.ensureQueue('q', {}, {})
  await gateway.sendPlain('q', 'hi')
  await gateway.receive('q')
  await gateway.depth('q')
  gateway.close()

  expect(requests).toBe(4)
})

it('fails no request while another program holds the database, and writes the count down later', () => {
  const file = `${temporaryFolder()}/chatapp.db`
  const { db } = openDatabase(file, 'alone')
  db.letGoSooner()
  const other = new DatabaseSync(file)
  other.exec('BEGIN IMMEDIATE')
  const counter = new RequestCounter(db, () => november)

  for (let i = 0; i < 51; i++) counter.count()
  other.close()

  expect(counter.thisMonth()).toEqual({ month: '2026-11', requests: 51 })
  db.close()
})
