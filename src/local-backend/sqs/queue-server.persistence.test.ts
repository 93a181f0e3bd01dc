import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  ChangeMessageVisibilityCommand,
  ListQueueTagsCommand,
  SendMessageBatchCommand,
  TagQueueCommand,
  UntagQueueCommand
} from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { LocalPersistence } from './local-persistence'
import { LocalStore } from './local-store'
import type { ReceiveOutput } from './receive-message'
import { aFolder, aServer } from './test-server'

it('keeps queues and messages over a restart, under URLs of the new port', async () => {
  const dataDir = aFolder()
  const first = await aServer({ dataDir })
  const before = await first.createQueue('kept', { tags: { owner: 'me' } })
  await first.send(before, 'one')
  await first.close()

  const second = await aServer({ dataDir })
  const after = await second.urlOf('kept')
  const byOldUrl = await second.receive(before)

  expect(after).toBe(`${second.server.url}/000000000000/kept`)
  expect(second.server.port).not.toBe(first.server.port)
  expect(byOldUrl.map(({ Body }) => Body)).toEqual(['one'])
})

it('keeps what is in a queue when its tags change', async () => {
  const dataDir = aFolder()
  const first = await aServer({ dataDir })
  const queue = await first.createQueue('tagged', { tags: { old: '1' } })
  await first.send(queue, 'still here')
  await first.client.send(new TagQueueCommand({ QueueUrl: queue, Tags: { heartbeat: 'now' } }))
  await first.client.send(new UntagQueueCommand({ QueueUrl: queue, TagKeys: ['old'] }))
  await first.close()

  const second = await aServer({ dataDir })

  expect((await second.receive(queue)).map(({ Body }) => Body)).toEqual(['still here'])
  expect((await second.client.send(new ListQueueTagsCommand({ QueueUrl: queue }))).Tags).toEqual({
    heartbeat: 'now'
  })
})

it('makes messages visible again that were in flight when the backend ended', async () => {
  const dataDir = aFolder()
  const first = await aServer({ dataDir })
  const queue = await first.createQueue('in-flight', { Attributes: { VisibilityTimeout: '3600' } })
  await first.send(queue, 'interrupted')
  await first.receive(queue)
  await first.close()

  const second = await aServer({ dataDir })
  const [again] = await second.receive(queue, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })

  expect(again).toMatchObject({ Body: 'interrupted', Attributes: { ApproximateReceiveCount: '2' } })
  expect([first, second].map(({ server }) => server.interrupted('in-flight'))).toEqual([0, 1])
})

it('keeps a message that was made visible with 0 over a restart, once', async () => {
  const dataDir = aFolder()
  const first = await aServer({ dataDir })
  const QueueUrl = await first.createQueue('zero')
  await first.send(QueueUrl, 'again')
  const [message] = await first.receive(QueueUrl)
  await first.client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: 0
    })
  )
  await first.close()

  const second = await aServer({ dataDir })

  expect((await second.receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['again'])
})

it('keeps fair-queue groups and FIFO deduplication over a restart', async () => {
  const dataDir = aFolder()
  const first = await aServer({ dataDir })
  const fair = await first.createQueue('fair')
  const fifo = await first.createQueue('order.fifo', { Attributes: { FifoQueue: 'true' } })
  const order = { MessageGroupId: 'g', MessageDeduplicationId: 'once' }
  await first.send(fair, 'grouped', { MessageGroupId: 'alice' })
  const original = await first.send(fifo, 'ordered', order)
  await first.close()

  const second = await aServer({ dataDir })
  const [grouped] = await second.receive(fair, { MessageSystemAttributeNames: ['All'] })
  const repeated = await second.send(fifo, 'ordered', order)
  const received = await second.receive(fifo)

  expect(grouped?.Attributes?.MessageGroupId).toBe('alice')
  expect(repeated.MessageId).toBe(original.MessageId)
  expect(received).toHaveLength(1)
})

it('drops expired messages when it starts', async () => {
  const dataDir = aFolder()
  const first = await aServer({ dataDir })
  const queue = await first.createQueue('retention', { Attributes: { MessageRetentionPeriod: '60' } })
  await first.send(queue, 'old')
  await first.close()

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
  const second = await aServer({ dataDir })
  await second.close()
  vi.useRealTimers()

  const database = new DatabaseSync(join(dataDir, 'fauxqs.db'))
  expect(database.prepare('SELECT count(*) AS n FROM sqs_messages').get()).toEqual({ n: 0 })
  database.close()
})

it('commits once per request and leaves the disk flush to SQLite', async () => {
  const dataDir = aFolder()
  const { client, createQueue } = await aServer({ dataDir })
  const QueueUrl = await createQueue('batch')
  const commits = vi.spyOn(DatabaseSync.prototype, 'exec')

  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x' }))
  await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  const statements = commits.mock.calls.map(([sql]) => sql)
  commits.mockRestore()

  expect(statements).toEqual(['BEGIN IMMEDIATE', 'COMMIT'])
})

it('commits what comes in one turn once, and answers none of it before', async () => {
  const { server, createQueue, receive } = await aServer({ dataDir: aFolder() })
  const QueueUrl = await createQueue('turn')
  const statements = vi.spyOn(DatabaseSync.prototype, 'exec')
  const done: string[] = []
  const send = async (MessageBody: string): Promise<void> => {
    await server.service.call('SendMessage', { QueueUrl, MessageBody })
    done.push(`${MessageBody} after ${statements.mock.calls.map(([sql]) => sql).join(', ')}`)
  }

  await Promise.all([send('a'), send('b'), send('').catch(() => {})])
  statements.mockRestore()

  expect(done).toEqual(['a after BEGIN IMMEDIATE, COMMIT', 'b after BEGIN IMMEDIATE, COMMIT'])
  expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['a', 'b'])
})

it.each(['plain', 'order.fifo'])(
  'hands %s what comes in the turn in which its poll found nothing',
  async (name) => {
    const { server, createQueue } = await aServer({ dataDir: aFolder() })
    const { call } = server.service
    const isFifo = name.endsWith('.fifo')
    const QueueUrl = await createQueue(name, isFifo ? { Attributes: { FifoQueue: 'true' } } : {})
    const began = performance.now()
    const bodies: (string | undefined)[] = []

    // The first wait on a queue looks once more by itself.
    for (const MessageBody of ['first', 'second']) {
      const group = isFifo ? { MessageGroupId: MessageBody, MessageDeduplicationId: MessageBody } : {}
      const poll: Promise<ReceiveOutput> = call('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 3 })
      await call('SendMessage', { QueueUrl, MessageBody, ...group })
      bodies.push(...((await poll).Messages ?? []).map(({ Body }) => Body))
    }

    expect(bodies).toEqual(['first', 'second'])
    expect(performance.now() - began).toBeLessThan(2500)
  }
)

it('brings what is written to the disk in the middle of a turn, and commits the turn', async () => {
  const persistence = new LocalPersistence(aFolder())
  const store = LocalStore.open('us-east-1', persistence)
  const statements = vi.spyOn(DatabaseSync.prototype, 'exec')

  const written = persistence.together(() => 'written')
  store.sweep()
  const told = statements.mock.calls.map(([sql]) => sql)
  statements.mockRestore()

  expect(told).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'PRAGMA wal_checkpoint(PASSIVE)'])
  expect(await written).toBe('written')
  persistence.close()
})

it('refuses all of a turn that the disk does not take, and goes on', async () => {
  const dataDir = aFolder()
  const { server, createQueue, close } = await aServer({ dataDir })
  const QueueUrl = await createQueue('turn')
  const send = (MessageBody: string) => server.service.call('SendMessage', { QueueUrl, MessageBody })
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (
    this: DatabaseSync,
    sql
  ) {
    if (sql === 'COMMIT') throw new Error('database or disk is full')
    this.prepare(sql).run()
  })

  const refused = await Promise.allSettled([send('a'), send('b')])
  exec.mockRestore()
  await send('c')
  await close()

  const after = await aServer({ dataDir })
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await after.receive(await after.urlOf('turn'))).map(({ Body }) => Body)).toEqual(['c'])
})

it('runs SQLite with synchronous=NORMAL', () => {
  const persistence = new LocalPersistence(aFolder())

  const mode = Object(persistence['db']).prepare('PRAGMA synchronous').get()

  expect(mode).toEqual({ synchronous: 1 })
  persistence.close()
})

/** Overwrites the index of the messages' ids, which only writing uses. */
function breakIndexPage(file: string): void {
  const database = new DatabaseSync(file)
  const index = "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_sqs_messages_1'"
  const page = Number(database.prepare(index).get()?.['rootpage'])
  const size = Number(database.prepare('PRAGMA page_size').get()?.['page_size'])
  database.close()
  const bytes = readFileSync(file)
  bytes.fill(0xff, (page - 1) * size, page * size)
  writeFileSync(file, bytes)
}

it.each([
  ['is not a database', (file: string) => writeFileSync(file, 'hello, this is a text file\n'.repeat(200))],
  ['is truncated', (file: string) => truncateSync(file, 5000)],
  ['has a broken page that reading would not touch', breakIndexPage]
])('sets a database aside that %s, and starts empty', async (_what, damage) => {
  const dataDir = aFolder()
  const first = await aServer({ dataDir })
  await first.send(await first.createQueue('gone'), 'lost')
  await first.close()
  const file = join(dataDir, 'fauxqs.db')
  damage(file)
  const damaged = readFileSync(file)

  const second = await aServer({ dataDir })
  const queue = await second.createQueue('gone')

  expect(readFileSync(second.server.setAside ?? '')).toEqual(damaged)
  expect(await second.receive(queue)).toEqual([])
  expect(first.server.setAside).toBeNull()
})

it('is readable again after a start that wrote nothing and was not ended cleanly', async () => {
  const dataDir = aFolder()
  const unclean = new LocalPersistence(dataDir)

  const files = readdirSync(dataDir)
  const size = readFileSync(join(dataDir, 'fauxqs.db')).length

  expect(files).toContain('fauxqs.db-wal')
  expect(size).toBeGreaterThan(0)
  unclean.close()
})

it('starts in an empty file, as a first start on a full disk leaves it, and keeps no copy of nothing', async () => {
  const dataDir = aFolder()
  writeFileSync(join(dataDir, 'fauxqs.db'), '')

  const { server, createQueue } = await aServer({ dataDir })

  expect(await createQueue('first')).toMatch(/first$/)
  expect(server.setAside).toBeNull()
})

it('goes on after a receive from a queue that is not there', async () => {
  const { createQueue, receive, send, server } = await aServer({ dataDir: aFolder() })
  const unheard: unknown[] = []
  const hear = (reason: unknown): void => void unheard.push(reason)
  process.on('unhandledRejection', hear)
  onTestFinished(() => void process.off('unhandledRejection', hear))

  await expect(receive(`${server.url}/000000000000/none`)).rejects.toMatchObject({
    name: 'QueueDoesNotExist'
  })
  const queue = await createQueue('some')
  await send(queue, 'still here')

  expect((await receive(queue)).map(({ Body }) => Body)).toEqual(['still here'])
  expect(unheard).toEqual([])
})
