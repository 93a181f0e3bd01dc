import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand
} from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { writeFaults } from '../client/fault-lab-client'
import { noFaults } from '../faults/fault-lab'
import { runBackend } from '../run-backend'
import { createLocalClient } from '../sqs/sqs-client'
import { aFolder } from '../sqs/test-server'

const root = resolve(import.meta.dirname, '../../..')
const shipped = readFileSync(join(root, 'resources/backend.template'), 'utf8')
const templateSchema = z.looseObject({
  Resources: z.looseObject({
    RequestQueue: z.looseObject({ Properties: z.record(z.string(), z.unknown()) }),
    MessageProcessor: z.looseObject({ Properties: z.record(z.string(), z.unknown()) })
  })
})

/** The shipped template, with a request that comes back after a second and a function of one second. */
function quickTemplate(): string {
  const template = templateSchema.parse(JSON.parse(shipped))
  template.Resources.RequestQueue.Properties['VisibilityTimeout'] = 1
  template.Resources.MessageProcessor.Properties['Timeout'] = 1
  return JSON.stringify(template)
}

/** The whole backend in this process, with the shipped function or one of the test's own. */
async function aBackend(options: { template?: string; code?: string } = {}) {
  const folder = aFolder()
  let bundleFile = join(root, 'out/lambda/index.js')
  if (options.code !== undefined) {
    bundleFile = join(folder, 'index.cjs')
    writeFileSync(bundleFile, options.code)
  }
  const lines: string[] = []
  const backend = await runBackend({
    folder,
    template: options.template ?? shipped,
    bundleFile,
    workerFile: join(import.meta.dirname, 'lambda-worker.ts'),
    log: (line) => lines.push(line)
  })
  if (!backend) throw new Error('The folder is in use.')
  const client = createLocalClient(backend.endpoint)
  onTestFinished(async () => {
    client.destroy()
    await backend.stop()
  })
  const urlOf = async (QueueName: string) =>
    (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl
  return {
    endpoint: backend.endpoint,
    client,
    urlOf,
    lines,
    written: () => writtenIn(join(folder, 'function-log'))
  }
}

const writtenLine = z.looseObject({ timestamp: z.string().default(''), message: z.string().default('') })

/** What the function has written, as its log keeps it. */
const writtenIn = (log: string): (z.output<typeof writtenLine> & { text: string })[] =>
  readdirSync(log)
    .flatMap((file) => readFileSync(join(log, file), 'utf8').split('\n').slice(0, -1))
    .map((line) => line.replace(/^\d+ \d+ /, ''))
    .map((text) => ({ ...writtenLine.parse(JSON.parse(text)), text }))

it.each([
  ['loops for ever', 'for (;;);'],
  ['exhausts its memory', 'const all = []; for (;;) all.push(new Array(1e5).fill({}).map(() => ({})))'],
  ['calls process.exit', 'process.exit(1)']
])('brings a message back whose handler %s, and goes on', async (_what, harm) => {
  const { client, urlOf, lines, written } = await aBackend({
    template: quickTemplate(),
    code: `exports.handler = async ({ Records }) => {
      for (const { body, attributes } of Records) {
        console.log(body + ' attempt ' + attributes.ApproximateReceiveCount)
        if (body === 'harm' && attributes.ApproximateReceiveCount === '1') { ${harm} }
      }
    }`
  })
  const QueueUrl = await urlOf('ChatAPP')

  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'harm' }))
  await expect
    .poll(() => lines.some((line) => line.includes('failed with a batch')), { timeout: 8000 })
    .toBe(true)
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'after' }))

  for (const line of ['harm attempt 2', 'after attempt 1'])
    await expect.poll(() => written().map(({ message }) => message), { timeout: 8000 }).toContain(line)
})

it('tries a poison message again after 1, 2, 4 and 8 s, then tells the user and keeps it in the dead-letter queue', async () => {
  const { client, endpoint, urlOf, written } = await aBackend()
  await writeFaults(endpoint, { ...noFaults, poison: 1 })
  const replyTo = 'ChatAPP-responses-me'
  const id = randomUUID()
  const { QueueUrl: responses } = await client.send(new CreateQueueCommand({ QueueName: replyTo }))
  const request = {
    v: 1,
    id,
    conversationId: 'c',
    sender: { id: 'a', name: 'Ada' },
    text: 'hi',
    sentAt: 1
  }
  const sentAt = performance.now()

  await client.send(
    new SendMessageCommand({
      QueueUrl: await urlOf('ChatAPP'),
      MessageBody: JSON.stringify(request),
      MessageAttributes: { replyTo: { DataType: 'String', StringValue: replyTo } }
    })
  )
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: responses, WaitTimeSeconds: 20 })
  )
  const toldAfter = (performance.now() - sentAt) / 1000
  const { Messages: dead = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: await urlOf('ChatAPP-dlq'), WaitTimeSeconds: 10 })
  )
  const deadAfter = (performance.now() - sentAt) / 1000

  const attempts = written()
    .filter(({ text, message }) => message === 'record' && text.includes(`"correlationId":"${id}"`))
    .map(({ timestamp }) => Date.parse(timestamp))
  const waits = attempts.slice(1).map((at, index) => Math.floor((at - (attempts[index] ?? 0)) / 1000 + 0.2))
  expect(waits).toEqual([1, 2, 4, 8])
  expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
    kind: 'error',
    inReplyTo: id,
    text: 'Your message failed after 5 attempts: The fault lab poisoned this message.'
  })
  // What waits there is what was sent, not what the lab made of it.
  expect(dead.map(({ Body }) => Body)).toEqual([JSON.stringify(request)])
  expect([toldAfter < 20, deadAfter < 30]).toEqual([true, true])
}, 40_000)
