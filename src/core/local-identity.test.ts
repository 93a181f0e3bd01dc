import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { readEndpoint } from '../local-backend/client/backend-files'
import { callerOf, profileKeyId } from '../local-backend/protocol/local-caller'
import { createLocalClient } from '../local-backend/sqs/sqs-client'
import { openDataFolder } from '../platform/data-folder'
import { createChatApp } from './app'
import type { ChatApp } from './chat-app'
import { openProfile } from './store/open-profile'
import { ProfileStore } from './store/profile-store'

const backendFile = resolve(import.meta.dirname, '../../out/main/local-backend.cjs')

/** A host of a profile, on the built local backend. */
async function aHost(dataDir: string, profile: string) {
  const app = await createChatApp({ host: 'cli', version: '0', dataDir, profile, backendFile })
  onTestFinished(() => app.stop())
  return app
}

/** Sends a message and waits for its answer. */
async function answered(app: ChatApp): Promise<void> {
  const { id } = await app.handlers['chat.send']({ text: '/echo 1' })
  const settled = async () =>
    expect((await app.handlers['chat.detail']({ id })).message).toMatchObject({ status: 'answered' })
  await vi.waitFor(settled, { timeout: 12_000, interval: 50 })
}

/** What a profile's database says of its key, as another host of it reads it. */
async function digitsOf(dataDir: string, profile: string): Promise<string> {
  const opened = await openProfile({
    folder: openDataFolder({ dataDir, profile }),
    reading: true,
    now: Date.now
  })
  const digits = new ProfileStore(opened.db, {} as never).localKeyDigits()
  opened.close()
  return digits
}

it('all hosts of a profile are the same person on the local backend, and another profile is somebody else', async () => {
  const dataDir = temporaryFolder()
  const [first, second, other] = await Promise.all([
    aHost(dataDir, 'anna'),
    aHost(dataDir, 'anna'),
    aHost(dataDir, 'ben')
  ])
  await Promise.all([first, second, other].map(answered))
  const { responseQueue } = await first.handlers['app.info']()
  const [anna, ben] = [await digitsOf(dataDir, 'anna'), await digitsOf(dataDir, 'ben')]
  const endpoint = readEndpoint(join(dataDir, 'local-backend'))
  if (!endpoint) throw new Error('No backend runs.')
  const client = createLocalClient({ ...endpoint, accessKeyId: profileKeyId(endpoint.accessKeyId, ben) })
  onTestFinished(() => client.destroy())
  const QueueUrl = `${endpoint.url}/000000000000/${responseQueue}`

  const spied = client.send(new ReceiveMessageCommand({ QueueUrl }))
  const taken = client.send(new CreateQueueCommand({ QueueName: responseQueue }))

  expect([anna, ben].every((digits) => /^[0-9A-F]{32}$/.test(digits)) && anna !== ben).toBe(true)
  await expect(spied).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(taken).rejects.toMatchObject({ name: 'AccessDenied' })
  expect(callerOf(profileKeyId(endpoint.accessKeyId, anna), endpoint.accessKeyId)).toMatch(
    /^local:[0-9a-f]{20}$/
  )
})

it('tells nobody the key: no log, no diagnostics, no page', async () => {
  const dataDir = temporaryFolder()
  const app = await aHost(dataDir, 'anna')
  await answered(app)
  const digits = await digitsOf(dataDir, 'anna')

  const told = [
    (await app.handlers['app.diagnostics']()).text,
    JSON.stringify([await app.handlers['app.info'](), await app.handlers['connection.get']()]),
    ...readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(log|json|jsonl)(\.\d)?$/.test(file))
      .map((file) => readFileSync(join(dataDir, file), 'utf8'))
  ]

  expect(told.length).toBeGreaterThan(3)
  expect(told.filter((text) => text.includes(digits))).toEqual([])
})
