import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pino from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import { aProfile } from '../../../test/profile'
import { createStores } from '../store/stores'
import { createHandlers, type HandlersDeps } from './handlers'

it('saves and removes a backend although another program holds the database at first', async () => {
  const { file, db } = aProfile()
  db.letGoSooner()
  const stores = createStores({
    db,
    folder: dirname(file),
    now: Date.now,
    noticed: () => {},
    deleting: () => {},
    failed: (error) => expect.unreachable(String(error))
  })
  const handlers = createHandlers({
    stores,
    emit: () => {},
    log: pino({ level: 'silent' }),
    broker: { forget: () => {}, retry: () => {} },
    vault: { adopt: async () => {}, forget: (id: string) => stores.backends.blobs.write(id, null) }
  } as unknown as HandlersDeps).handlers
  const other = new DatabaseSync(file)
  onTestFinished(() => other.close())
  const lock = (): void => {
    other.exec('BEGIN IMMEDIATE')
    setTimeout(() => other.exec('ROLLBACK'), 300)
  }
  const config = {
    id: 'work',
    kind: 'aws' as const,
    name: 'Work',
    region: 'eu-central-1',
    credentials: { type: 'environment' as const },
    requestQueue: 'ChatAPP',
    sharedResponseQueue: 'ChatAPP-responses',
    deadLetterQueue: 'ChatAPP-dlq',
    functionName: 'MessageProcessor',
    stackName: null,
    endpoint: null
  }

  lock()
  await handlers['backends.save'](config)
  const saved = stores.backends.list().backends.map(({ id }) => id)
  lock()
  await handlers['backends.remove']({ id: 'work' })

  expect(saved).toEqual(['local', 'work'])
  expect(stores.backends.list().backends.map(({ id }) => id)).toEqual(['local'])
})
