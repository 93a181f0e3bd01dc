// For tests: an "AWS account" whose SQS and Lambda are a real local backend, behind a fake of IAM, and an app beside it.
import { resolve } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { attachLocalBackend } from '../../local-backend/client/start-local-backend'
import { silentLog } from '../../../test/fakes'
import type { AwsBackendConfig } from '../../shared/backend-config'
import type { ChatApp, ChatAppOptions } from '../chat-app'
import { createChatApp } from '../app'
import { aFakeAws, type FakeAwsState } from './fake-aws'
import { aHome } from './test-home'

export const backendFile = resolve(import.meta.dirname, '../../../out/main/local-backend.cjs')

/** The whole app on the built local backend; stopped when the test ends, unless it was before. */
export async function anApp(
  dataDir = temporaryFolder(),
  options: Partial<ChatAppOptions> = {}
): Promise<ChatApp> {
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, backendFile, ...options })
  onTestFinished(() => app.stop())
  return app
}

/** An account with the standard queues and MessageProcessor, its credentials in the environment. */
export async function anAccount(secrets?: FakeAwsState['issued']) {
  const home = aHome()
  const account = await attachLocalBackend({
    folder: temporaryFolder(),
    log: silentLog,
    childFile: backendFile
  })
  onTestFinished(() => account.stop())
  const { region, accessKeyId, secretAccessKey } = account.endpoint
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey)
  const aws = await aFakeAws(account.endpoint, secrets ? { secrets } : {})
  const config = (fields: Partial<AwsBackendConfig> = {}): AwsBackendConfig => ({
    id: 'work',
    kind: 'aws',
    name: 'Work',
    region,
    credentials: { type: 'environment' },
    requestQueue: 'ChatAPP',
    sharedResponseQueue: 'ChatAPP-responses',
    deadLetterQueue: 'ChatAPP-dlq',
    functionName: 'MessageProcessor',
    stackName: null,
    endpoint: aws.url,
    ...fields
  })
  return { ...home, aws: aws.state, url: aws.url, endpoint: account.endpoint, config }
}

/** Saves a backend and talks to it. */
export async function connect(app: ChatApp, config: AwsBackendConfig): Promise<void> {
  await app.handlers['backends.save'](config)
  await app.handlers['backends.activate']({ id: config.id })
}

/** The replies to a request, once it is answered. */
export async function answered(app: ChatApp, id: string, timeout = 12_000) {
  return await vi.waitFor(
    async () => {
      const { message, replies } = await app.handlers['chat.detail']({ id })
      expect(message).toMatchObject({ status: 'answered' })
      return replies.map(({ text }) => text)
    },
    { timeout }
  )
}

/** The connection, once it is in this state. */
export async function connectionThat(app: ChatApp, state: string, detail = '', timeout = 12_000) {
  return await vi.waitFor(
    async () => {
      const connection = await app.handlers['connection.get']()
      expect(connection).toMatchObject({ state, detail: expect.stringContaining(detail) })
      return connection
    },
    { timeout }
  )
}
