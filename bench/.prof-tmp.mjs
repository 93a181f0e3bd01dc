// Round trip on the built local backend with persistence: send → mapping → MessageProcessor → reply → long poll.
// Run after a build: node bench/local-backend.mjs [messages]
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fork } from 'node:child_process'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient
} from '@aws-sdk/client-sqs'

const count = Number(process.argv[2] ?? 500)
const warmUp = 100
const folder = mkdtempSync(join(tmpdir(), 'chatapp-bench-'))
const child = fork(resolve('/work/main/bench', '../out/main/local-backend.js'), [folder], { execArgv: ['--cpu-prof','--cpu-prof-dir=/tmp/prof'] })
const startedAt = performance.now()
/** @type {{ url: string, region: string, accessKeyId: string, secretAccessKey: string }} */
const endpoint = await new Promise((ready) => {
  child.on('message', (/** @type {any} */ message) => {
    if (message.type === 'ready') ready(message.endpoint)
  })
})
const upMs = performance.now() - startedAt

const { url, region, accessKeyId, secretAccessKey } = endpoint
const aClient = () =>
  new SQSClient({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey }, md5: false })
const [sender, poller] = [aClient(), aClient()]
const { QueueUrl: requests } = await sender.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP' }))
const replyTo = 'ChatAPP-responses-bench'
const { QueueUrl: responses } = await sender.send(new CreateQueueCommand({ QueueName: replyTo }))

/** @type {Map<string, (now: number) => void>} */
const waiting = new Map()
const ending = new AbortController()
const polls = (async () => {
  while (!ending.signal.aborted) {
    const { Messages = [] } = await poller.send(
      new ReceiveMessageCommand({ QueueUrl: responses, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 })
    )
    const now = performance.now()
    for (const { Body = '' } of Messages) waiting.get(JSON.parse(Body).inReplyTo)?.(now)
    if (Messages.length === 0) continue
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    void sender.send(new DeleteMessageBatchCommand({ QueueUrl: responses, Entries }))
  }
})()

/** @param {number} size */
function batch(size) {
  const bodies = Array.from({ length: size }, (_, index) => ({
    v: 1,
    id: randomUUID(),
    conversationId: 'bench',
    sender: { id: 'bench', name: 'Bench' },
    text: `message ${index}`,
    sentAt: Date.now()
  }))
  const started = performance.now()
  const answered = bodies.map(
    ({ id }) => new Promise((done) => waiting.set(id, (/** @type {number} */ now) => done(now - started)))
  )
  const Entries = bodies.map((body, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify(body),
    MessageAttributes: {
      correlationId: { DataType: 'String', StringValue: body.id },
      replyTo: { DataType: 'String', StringValue: replyTo }
    }
  }))
  return sender
    .send(new SendMessageBatchCommand({ QueueUrl: requests, Entries }))
    .then(() => Promise.all(answered))
}

const first = await batch(1)
for (let n = 0; n < warmUp; n++) await batch(1)
/** @type {number[]} */
const times = []
for (let n = 0; n < count; n++) times.push(...(await batch(1)))
times.sort((a, b) => a - b)
const at = (/** @type {number} */ share) => times[Math.floor(times.length * share)]?.toFixed(1)

const many = count - (count % 10)
const drainStarted = performance.now()
await Promise.all(Array.from({ length: many / 10 }, () => batch(10)))
const perSecond = (many / (performance.now() - drainStarted)) * 1000

process.stdout.write(
  `ready ${upMs.toFixed(0)} ms, first round trip ${Number(first[0]).toFixed(0)} ms\n` +
    `round trip, one at a time (${count}): p50 ${at(0.5)} ms, p99 ${at(0.99)} ms\n` +
    `burst of ${many}: ${perSecond.toFixed(0)} answered per second\n`
)
ending.abort()
await polls
child.send({ type: 'stop' })
await new Promise((ended) => child.once('exit', ended))
sender.destroy()
poller.destroy()
rmSync(folder, { recursive: true, force: true })
