import { writeFileSync } from 'node:fs'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient
} from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { aCliBesideItsBackend, cliOn } from './test-cli'

/** A function of somebody else, as one runs anywhere: it takes its own JSON from one queue and answers on another. */
function foreignFunction(client: SQSClient, requests: string, replies: string): void {
  const stopped = new AbortController()
  const work = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: requests, WaitTimeSeconds: 1 }),
        { abortSignal: stopped.signal }
      )
      for (const { Body = '', ReceiptHandle } of Messages) {
        const { order, question } = JSON.parse(Body)
        const MessageBody = JSON.stringify({ order, answer: { text: `${question.length} characters` } })
        await client.send(new SendMessageCommand({ QueueUrl: replies, MessageBody }))
        await client.send(new DeleteMessageCommand({ QueueUrl: requests, ReceiptHandle }))
      }
    }
  }
  const working = work().catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error
  })
  onTestFinished(async () => {
    stopped.abort()
    await working
  })
}

/** The command line on a profile of its own, beside a function that knows nothing of ChatAPP. */
async function aCli() {
  const { dataDir, run, client } = await aCliBesideItsBackend()
  const make = async (QueueName: string): Promise<string> =>
    (await client.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? ''
  const [orders, replies] = [await make('orders'), await make('orders-replies')]
  await make('log')
  const envelope = `${dataDir}/envelope.json`
  writeFileSync(envelope, '{"order":"{{id}}","question":"{{text}}"}')
  return { run, client, orders, replies, envelope }
}

it('talks to a function of somebody else by a chat that is bound to its queues', async () => {
  const { run, client, orders, replies, envelope } = await aCli()
  foreignFunction(client, orders, replies)
  const queues = ['--request-queue', 'orders', '--reply-queue', 'orders-replies']
  const reading = ['--reply-id', '$.order', '--reply-text', '$.answer.text']

  const made = await run('chats', 'create', 'Orders', ...queues, '--envelope', envelope, ...reading, '--json')
  const sent = await run('send', '--chat', 'Orders', '--json', 'say "hi"')
  const tried = await run('chats', 'try', 'Orders', 'x', '--json')
  const listed = await run('chats', '--json')
  const words = await run('chats', 'try', 'Orders', 'x')

  expect(made).toMatchObject({ code: 0, err: '' })
  expect(made.out[0]).toMatchObject({ title: 'Orders', backendId: 'local', pair: { own: false } })
  expect(sent).toMatchObject({ code: 0, err: '' })
  expect(sent.out[0]).toMatchObject({
    status: 'answered',
    reply: { text: '8 characters' },
    requestQueue: 'orders'
  })
  const { order } = JSON.parse(tried.out[0].sent.body)
  expect(tried.out[0]).toMatchObject({
    sent: { body: JSON.stringify({ order, question: 'x' }), attributes: {} },
    reply: { body: JSON.stringify({ order, answer: { text: '1 characters' } }), text: '1 characters' }
  })
  expect(listed.out[0]).toMatchObject({ title: 'Orders', queues: { replyQueue: 'orders-replies' } })
  expect(words.out).toEqual(expect.arrayContaining(['Sent:', 'Came:', 'Read: 1 characters']))
}, 60_000)

it('is done once SQS has what goes to a queue without replies', async () => {
  const { run } = await aCli()
  await run('chats', 'create', 'Log', '--request-queue', 'log')

  const sent = await run('send', '--chat', 'Log', '--json', 'fire and forget')

  expect(sent).toMatchObject({ code: 0, err: '' })
  expect(sent.out[0]).toMatchObject({ status: 'sent', reply: null, requestQueue: 'log', replyQueue: null })
}, 30_000)

it('shows what came and fits to no request when a message is tried', async () => {
  const { run, client, replies, envelope } = await aCli()
  await client.send(new SendMessageCommand({ QueueUrl: replies, MessageBody: '{"ref":"another"}' }))
  const queues = ['--request-queue', 'orders', '--reply-queue', 'orders-replies', '--envelope', envelope]
  await run('chats', 'create', 'Orders', ...queues, '--reply-id', '$.ref')

  const tried = await run('chats', 'try', 'Orders', 'x', '--timeout', '3', '--json')

  expect(tried).toMatchObject({ code: 3, err: expect.stringContaining('no reply within 3 s') })
  expect(tried.out[0].strangers).toMatchObject([{ body: '{"ref":"another"}', ids: ['another'] }])
}, 30_000)

it('changes what is given, shows it, and lets a chat go', async () => {
  const { run, envelope } = await aCli()
  await run('chats', 'create', 'Orders', '--request-queue', 'orders', '--envelope', envelope)

  await run('chats', 'bind', 'Orders', '--reply-queue', 'orders-replies', '--own')
  const shown = await run('chats', 'show', 'Orders', '--json')
  const gone = await run('chats', 'unbind', 'Orders', '--json')

  expect(shown.out[0].pair).toMatchObject({
    requestQueue: 'orders',
    replyQueue: 'orders-replies',
    own: true,
    envelope: { kind: 'json' },
    replyId: { in: 'order' }
  })
  expect(gone.out[0].pair).toBeNull()
}, 30_000)

it.each([
  ['no queue', [], /Name the queue/],
  ['a name that is none', ['--request-queue', 'a b'], /queue name/],
  ['one queue for both', ['--request-queue', 'a', '--reply-queue', 'a', '--own'], /cannot share one queue/],
  ['replies in order on a shared queue', ['--request-queue', 'a', '--reply-queue', 'b'], /Say that it is/],
  [
    'an id that is never sent',
    ['--request-queue', 'a', '--reply-queue', 'b', '--reply-id', '$.x'],
    /\{\{id\}\}/
  ],
  ['a file that is not there', ['--request-queue', 'a', '--envelope', '/no/such/file'], /no readable file/],
  ['a file that is no JSON', ['--request-queue', 'a', '--envelope', __filename], /not JSON/],
  [
    'a place that is none',
    ['--request-queue', 'a', '--reply-queue', 'b', '--reply-id', 'x'],
    /names no place/
  ],
  [
    'the queue of ChatAPP',
    ['--request-queue', 'a', '--reply-queue', 'ChatAPP-dlq', '--own'],
    /ChatAPP itself/
  ],
  ['a backend that is none', ['--request-queue', 'a', '--backend', 'x'], /no backend/i],
  ['two ways', ['--request-queue', 'a', '--reply-queue', 'b', '--one-way'], /cannot be used with/]
])('refuses %s, in words, as bad usage, and makes no chat', async (_, options, words) => {
  const run = cliOn(temporaryFolder())

  const { code, err } = await run('chats', 'create', 'Orders', ...options)

  expect({ code: code === 0, err }).toEqual({ code: false, err: expect.stringMatching(words) })
  expect((await run('chats', '--json')).out.map(({ title }) => title)).toEqual(['MessageProcessor'])
})
