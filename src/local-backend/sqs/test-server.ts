import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type CreateQueueCommandInput,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput
} from '@aws-sdk/client-sqs'
import { onTestFinished } from 'vitest'
import type { FaultLab } from '../faults/fault-lab'
import { startQueueServer, type QueueServerOptions } from './queue-server'
import { createLocalClient } from './sqs-client'

export const testKey = { region: 'us-east-1', accessKeyId: 'LOCALTESTKEY', secretAccessKey: 'secret' }

/** A folder of its own for one test, removed afterwards. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chatapp-backend-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** A real server on a free port and a real SDK client for it, both gone when the test ends. */
export async function aServer(
  options: {
    dataDir?: string | null
    port?: number
    faultLab?: FaultLab
    functionLog?: QueueServerOptions['functionLog']
    maxAttempts?: number
    triggers?: NonNullable<QueueServerOptions['triggers']>
    tables?: NonNullable<QueueServerOptions['tables']>
  } = {}
) {
  const { maxAttempts = 3, ...rest } = options
  const server = await startQueueServer({ ...testKey, dataDir: null, port: 0, ...rest })
  const client = createLocalClient({ ...testKey, url: server.url }, { maxAttempts })
  let closed = false
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    client.destroy()
    await server.close()
  }
  onTestFinished(close)
  return { server, client, close, ...verbs(client) }
}

function verbs(client: ReturnType<typeof createLocalClient>) {
  return {
    createQueue: async (QueueName: string, rest: Omit<CreateQueueCommandInput, 'QueueName'> = {}) =>
      (await client.send(new CreateQueueCommand({ QueueName, ...rest }))).QueueUrl ?? '',
    urlOf: async (QueueName: string) =>
      (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '',
    send: (QueueUrl: string, MessageBody: string, rest: Partial<SendMessageCommandInput> = {}) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...rest })),
    receive: async (QueueUrl: string, rest: Partial<ReceiveMessageCommandInput> = {}) =>
      (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...rest })))
        .Messages ?? []
  }
}
