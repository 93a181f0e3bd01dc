import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as sdk from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import { aFolder, aServer, testKey } from '../sqs/test-server'
import { LambdaRunner } from './lambda-runner'

type Call = [command: string, input: object]

/** Makes calls one after the other and tells what came of each, with ids and times made alike. */
async function outcomes(
  module: typeof sdk,
  client: Pick<sdk.SQSClient, 'send'>,
  calls: Call[]
): Promise<string> {
  const seen: unknown[] = []
  let handles: { ReceiptHandle?: string }[] = []
  for (const [command, { binary, ...input }] of calls as [string, Record<string, unknown>][]) {
    if (binary) {
      input['MessageAttributes'] = { b: { DataType: 'Binary', BinaryValue: Buffer.from('bytes') } }
    }
    if (command === 'ChangeMessageVisibility') input['ReceiptHandle'] = handles[0]?.ReceiptHandle
    const Command = (module as unknown as Record<string, new (input: object) => never>)[`${command}Command`]
    if (!Command) throw new Error(`There is no ${command}.`)
    try {
      const output = (await client.send(new Command(input))) as { Messages?: typeof handles }
      if (output.Messages) handles = output.Messages
      seen.push(output)
    } catch (error) {
      const { name, message, $fault, $metadata } = error as sdk.SQSServiceException
      seen.push({ name, message, $fault, $metadata, known: error instanceof module.QueueDoesNotExist })
    }
  }
  return JSON.stringify(seen)
    .replaceAll(/[0-9a-f-]{36}/g, 'id')
    .replaceAll(/"\d{13}"/g, 'time')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'host')
    .replaceAll(/"totalRetryDelay":\d+/g, 'delay')
    .replaceAll(/"requestId":"id",?/g, '')
}

const fifo = 'http://127.0.0.1:1/000000000000/order.fifo'
const plain = 'http://127.0.0.1:1/000000000000/plain'
const gone = 'http://127.0.0.1:1/000000000000/gone'
const all = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'], MaxNumberOfMessages: 10 }
const one = (Id: string, rest: object = {}): object => ({ Id, MessageBody: `text ${Id} 👋`, ...rest })

const calls: Call[] = [
  ['CreateQueue', { QueueName: 'plain' }],
  ['CreateQueue', { QueueName: 'order.fifo', Attributes: { FifoQueue: 'true' } }],
  ['GetQueueUrl', { QueueName: 'plain' }],
  ['GetQueueUrl', { QueueName: 'gone' }],
  ['SendMessage', { QueueUrl: plain, MessageBody: 'alone', binary: true }],
  ['SendMessageBatch', { QueueUrl: plain, Entries: [one('good'), one('late', { DelaySeconds: 901 })] }],
  ['SendMessageBatch', { QueueUrl: plain, Entries: [one('same'), one('same')] }],
  ['SendMessage', { QueueUrl: plain, MessageBody: '\u0000' }],
  ['SendMessage', { QueueUrl: gone, MessageBody: 'lost' }],
  [
    'SendMessageBatch',
    {
      QueueUrl: fifo,
      Entries: [
        one('1', { MessageGroupId: 'a', MessageDeduplicationId: 'x' }),
        one('2', { MessageGroupId: 'a', MessageDeduplicationId: 'x' }),
        one('3', { MessageDeduplicationId: 'y' })
      ]
    }
  ],
  ['ReceiveMessage', { QueueUrl: fifo, ...all }],
  ['ReceiveMessage', { QueueUrl: plain, ...all }],
  ['ChangeMessageVisibility', { QueueUrl: plain, VisibilityTimeout: 1 }],
  ['ChangeMessageVisibility', { QueueUrl: plain, VisibilityTimeout: 50_000 }]
]

it('the function’s client sees over its thread’s port what a client sees over HTTP', async () => {
  const [near, far] = [await aServer(), await aServer()]
  const bundleFile = join(aFolder(), 'index.cjs')
  writeFileSync(
    bundleFile,
    `const sdk = require('@aws-sdk/client-sqs')
     ${outcomes.toString()}
     exports.handler = (calls) => outcomes(sdk, new sdk.SQSClient({}), calls)`
  )
  const runner = new LambdaRunner({
    lambda: { name: 'f', arn: 'arn:f', timeoutSeconds: 20, memoryMb: 128, environment: {} },
    bundleFile,
    workerFile: join(import.meta.dirname, 'lambda-worker.ts'),
    runtimeEnvironment: {
      AWS_REGION: testKey.region,
      AWS_ACCESS_KEY_ID: testKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: testKey.secretAccessKey
    },
    answer: (call, signal) => near.server.service.answer(call, signal),
    log: () => {}
  })
  onTestFinished(() => runner.stop())

  const overPort = JSON.parse(await runner.invoke(JSON.stringify(calls))) as string
  const overHttp = await outcomes(sdk, far.client, calls)

  expect(overPort.split('},{')).toEqual(overHttp.split('},{'))
  for (const code of ['QueueDoesNotExist', 'InvalidMessageContents', 'MissingParameter'])
    expect(overPort).toContain(code)
})

it('gives back what a receive of the function took when its thread is gone before it could read it', async () => {
  const { server, createQueue, send, receive } = await aServer()
  const queue = await createQueue('plain')
  const body = JSON.stringify({ QueueUrl: queue, WaitTimeSeconds: 20 })
  const [gone, killed] = [new AbortController(), AbortSignal.abort()]

  const waiting = server.service.answer({ target: 'AmazonSQS.ReceiveMessage', body }, gone.signal)
  gone.abort()
  const { body: nothing } = await waiting
  await send(queue, 'hello')
  await server.service.answer({ target: 'AmazonSQS.ReceiveMessage', body }, killed)

  expect(nothing).toBe('{}')
  expect((await receive(queue)).map(({ Body }) => Body)).toEqual(['hello'])
})
