import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startQueueServer, type QueueServer } from '../src/local-backend/sqs/queue-server'
import { testKey } from '../src/local-backend/sqs/test-server'
import { exceptions, subjects } from './rows'
import { Trial } from './trial'

const dataDir = mkdtempSync(join(tmpdir(), 'chatapp-conformance-'))
let server: QueueServer

beforeAll(async () => {
  server = await startQueueServer({ ...testKey, dataDir, port: 0 })
})
afterAll(async () => {
  await server.close()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
})

describe.concurrent('the local backend, as AWS documents SQS', () => {
  for (const rows of Object.values(subjects)) {
    it.for(rows.filter(({ slow }) => !slow))('$says', async ({ says, check }) => {
      const outcome = check(new Trial({ ...testKey, url: server.url })).then(
        () => 'as AWS documents it',
        ({ message }: Error) => (exceptions.has(says) ? 'otherwise, on purpose' : message)
      )
      const expected = exceptions.has(says) ? 'otherwise, on purpose' : 'as AWS documents it'
      expect(await outcome).toBe(expected)
    })
  }
})

it('names as exceptions only what is asked', () => {
  const asked = Object.values(subjects).flatMap((rows) => rows.map(({ says }) => says))

  expect(new Set(asked).size).toBe(asked.length)
  for (const says of exceptions.keys()) expect(asked).toContain(says)
})
