import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { onTestFinished } from 'vitest'
import { noFaults } from '../faults/fault-lab'
import { aFolder, aServer, testKey } from '../sqs/test-server'
import { runFunction, type FunctionEvent, type FunctionOptions } from './run-function'

export const workerFile = join(import.meta.dirname, 'function-worker.ts')

/** Writes files into a folder; resolves names against it. */
export function filesIn(folder: string, files: Readonly<Record<string, string>>): (name: string) => string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return (name) => join(folder, name)
}

/** What a function may do of its own on a real queue: in a process of its own, with a real client beside it. */
export async function aFunction(
  files: Readonly<Record<string, string>>,
  options: Partial<FunctionOptions> & { hiddenSeconds?: number; attributes?: Record<string, string> } = {}
) {
  const folder = aFolder()
  const path = filesIn(folder, files)
  const { server, client, createQueue, send, receive } = await aServer()
  const { hiddenSeconds = 30, attributes = {}, ...given } = options
  const queue = await createQueue(given.queue ?? 'orders', {
    Attributes: { VisibilityTimeout: String(hiddenSeconds), ...attributes }
  })
  const events: FunctionEvent[] = []
  const running = await runFunction(
    {
      file: path(Object.keys(files)[0] ?? ''),
      handler: 'handler',
      queue: 'orders',
      timeoutSeconds: 3,
      memoryMb: 128,
      batchSize: 10,
      windowSeconds: 0,
      concurrency: 5,
      environment: {},
      inspectPort: null,
      faults: noFaults,
      ...given
    },
    {
      endpoint: { ...testKey, url: server.url, pid: process.pid },
      workerFile,
      told: (event) => events.push(event)
    }
  )
  onTestFinished(() => running.stop())
  const counts = async (): Promise<string> => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ['All'] })
    )
    return `${Attributes['ApproximateNumberOfMessages']} visible, ${Attributes['ApproximateNumberOfMessagesNotVisible']} in flight`
  }
  return {
    path,
    server,
    client,
    running,
    queue,
    createQueue,
    send: (body: string) => send(queue, body),
    sendAll: (...bodies: string[]) =>
      client.send(
        new SendMessageBatchCommand({
          QueueUrl: queue,
          Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
        })
      ),
    receive,
    counts,
    events,
    /** What the console said, without when and for which request. */
    lines: () =>
      events.flatMap((event) =>
        event.type === 'line' && event.line.includes('\t') ? [event.line.split('\t').at(-1) ?? ''] : []
      ),
    batches: () => events.flatMap((event) => (event.type === 'batch' ? [event] : []))
  }
}
