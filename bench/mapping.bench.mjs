// The event source mapping and its Lambda worker, beside the same work done in the process of the queues: receive, run the
// function's bundle, send its replies, delete. Queues on disk, without HTTP on either side.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { compileFunction } from 'node:vm'
import * as sdk from '@aws-sdk/client-sqs'
import { loadCore } from './core.mjs'
import { interleaved, state } from './measure.mjs'

const quick = process.argv.includes('--quick')
const [rounds, many] = quick ? [1, 1000] : [5, 10_000]
const root = resolve(import.meta.dirname, '..')
const bundleFile = join(root, 'out/lambda/index.js')
const {
  ensureTemplateQueues,
  EventSourceMapping,
  LambdaRunner,
  readBackendTemplate,
  startQueueServer,
  toSqsEvent
} = await loadCore()
const region = 'us-east-1'
const key = { region, accessKeyId: 'BENCH', secretAccessKey: 'bench' }
const template = readBackendTemplate(readFileSync(join(root, 'resources/backend.template'), 'utf8'), region)
const REPLY_TO = 'ChatAPP-responses-bench'

/** @typedef {(action: string, body: Record<string, unknown>) => Promise<any>} Call */

/** Runs `work` on queues that hold the requests, and tells how many were answered a second. @param {(call: Call, server: any) => Promise<() => Promise<void>>} work */
async function measure(work) {
  const dataDir = mkdtempSync(join(tmpdir(), 'chatapp-bench-'))
  const server = await startQueueServer({ ...key, dataDir, port: 0 })
  /** @type {Call} */
  const call = server.service.call
  for (const name of [REPLY_TO, template.queues.deadLetter.name])
    await call('CreateQueue', { QueueName: name })
  const { name, attributes } = template.queues.request
  const { QueueUrl } = await call('CreateQueue', { QueueName: name, Attributes: attributes })
  for (let from = 0; from < many; from += 10) {
    const Entries = Array.from({ length: 10 }, (_, index) => requestOf(from + index))
    await call('SendMessageBatch', { QueueUrl, Entries })
  }
  const startedAt = performance.now()
  const stop = await work(call, server)
  for (;;) {
    const { Attributes } = await call('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })
    const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: hidden } = Attributes
    if (waiting === '0' && hidden === '0') break
    await new Promise((done) => setTimeout(done, 5))
  }
  const perSecond = (many * 1000) / (performance.now() - startedAt)
  const { Attributes: answers } = await call('GetQueueAttributes', {
    QueueUrl: QueueUrl.replace(name, REPLY_TO),
    AttributeNames: ['All']
  })
  if (answers.ApproximateNumberOfMessages !== String(many))
    throw new Error(`Answered: ${JSON.stringify(answers)}`)
  server.endPolls()
  await stop()
  await server.close()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  return { perSecond }
}

/** @param {number} n */
const requestOf = (n) => ({
  Id: String(n),
  MessageBody: JSON.stringify({
    v: 1,
    id: `0190${String(n).padStart(4, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}`,
    conversationId: 'bench',
    sender: { id: 'bench', name: 'Bench' },
    text: '/echo bench',
    sentAt: Date.now()
  }),
  MessageGroupId: 'bench',
  MessageAttributes: { replyTo: { DataType: 'String', StringValue: REPLY_TO } }
})

/** The mapping and its workers, as the local backend runs them. @param {Call} call @param {any} server */
async function mappingAndWorker(call, server) {
  const runner = new LambdaRunner({
    lambda: template.lambda,
    bundleFile,
    workerFile: join(root, 'out/main/lambda-worker.cjs'),
    runtimeEnvironment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_ENDPOINT_URL_SQS: server.url
    },
    answer: (wire, gone) => server.service.answer(wire, gone),
    log: () => {}
  })
  await runner.warm()
  const invoke = (/** @type {string} */ event) => runner.invoke(event)
  const mapping = new EventSourceMapping({
    source: { arn: template.queues.request.arn, region },
    settings: template.mapping,
    provision: () => ensureTemplateQueues(template.queues, call),
    call,
    invoke,
    log: () => {}
  })
  await mapping.start()
  return async () => {
    await mapping.stop()
    await runner.stop()
  }
}

/** The same bundle in this process, whose client calls the queues as functions. @param {Call} call @param {any} server */
async function inProcess(call, server) {
  process.env['AWS_ENDPOINT_URL_SQS'] = server.url
  class DirectClient {
    middlewareStack = { add() {}, addRelativeTo() {} }
    config = { requestHandler: {} }
    send(/** @type {{ input: any }} */ command) {
      return call(command.constructor.name.replace(/Command$/, ''), command.input)
    }
  }
  const require = createRequire(import.meta.url)
  const given = { ...sdk, SQSClient: DirectClient }
  const load = (/** @type {string} */ name) => (name === '@aws-sdk/client-sqs' ? given : require(name))
  const module = { exports: /** @type {any} */ ({}) }
  const evaluate = compileFunction(readFileSync(bundleFile, 'utf8'), ['exports', 'require', 'module'])
  evaluate(module.exports, load, module)
  const { arn, name } = template.lambda
  const context = { functionName: name, invokedFunctionArn: arn, awsRequestId: 'bench' }
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = () => true
  const { QueueUrl } = await call('GetQueueUrl', { QueueName: template.queues.request.name })
  const all = {
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
    MaxNumberOfMessages: 10
  }
  try {
    for (;;) {
      const { Messages } = await call('ReceiveMessage', { QueueUrl, ...all, WaitTimeSeconds: 0 })
      if (!Messages) break
      const event = toSqsEvent(Messages, { arn: template.queues.request.arn, region })
      await module.exports.handler(event, { ...context, getRemainingTimeInMillis: () => 10_000 })
      const Entries = Messages.map(
        (/** @type {{ ReceiptHandle: string }} */ { ReceiptHandle }, /** @type {number} */ index) => ({
          Id: String(index),
          ReceiptHandle
        })
      )
      await call('DeleteMessageBatch', { QueueUrl, Entries })
    }
  } finally {
    process.stdout.write = write
  }
  return async () => {}
}

const medians = await interleaved(rounds, {
  ours: () => measure(mappingAndWorker),
  inProcess: () => measure(inProcess)
})
state({
  name: `mapping and Lambda worker, ${many} requests`,
  ours: medians.ours.perSecond,
  peer: medians.inProcess.perSecond,
  against: 'in-process work',
  unit: '/s',
  rounds,
  better: 'higher',
  atLeast: 0.75
})
process.exit(0)
