import { setTimeout as pause } from 'node:timers/promises'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand
} from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { createLocalClient } from '../src/local-backend/sqs/sqs-client'
import type { CrashPoint } from '../src/platform/crash-point'
import type { QueuePair } from '../src/shared/pair'
import type { Killing } from './crash-runs'
import { Home, type Host } from './home'
import { texts } from './sending'
import { judge, type Acknowledged, type Verdict } from './verdict'

/** How long the last messages may take once nothing is killed any more, in milliseconds. */
const SETTLE_MS = 60_000

/** FIFO, so that what is handed over twice after a kill is there once: the function knows no correlation id of ours. */
const pair: QueuePair = {
  requestQueue: 'orders.fifo',
  replyQueue: 'orders-replies.fifo',
  own: true,
  envelope: { kind: 'json', template: '{"ref":"{{id}}","ask":{"text":"{{text}}"}}', attributes: [] },
  replyId: { in: 'body', path: '$.ref' },
  replyText: { in: 'body', path: '$.said.text' }
}
const asked = z.object({ ref: z.string(), ask: z.object({ text: z.string() }) })

/** Kills the host at random moments while a chat that is bound to queues talks to a function of somebody else. */
export async function killBoundChat({ kills, messages }: Killing): Promise<Verdict> {
  const all = texts('kill bound chat', messages)
  const perLife = Math.ceil(messages / (kills + 1))
  return await withFunction(async (home, chat) => {
    const acknowledged: Acknowledged[] = []
    for (let kill = 0; kill < kills; kill++) {
      const host = await home.start()
      const lifeMs = 200 + Math.random() * 600
      const share = all.splice(0, perLife)
      const sending = sendEach(host, chat, share)
      await pause(lifeMs)
      await host.kill()
      const sent = await sending
      acknowledged.push(...sent)
      all.unshift(...share.slice(sent.length))
    }
    return { acknowledged, left: all }
  })
}

/** Lets the host die at a named point of a bound chat's message, at its first pass and at a later one. */
export async function crashBoundChat(point: CrashPoint, times: readonly number[]): Promise<Verdict> {
  return await withFunction(async (home, chat) => {
    const acknowledged: Acknowledged[] = []
    for (const time of times) {
      const host = await home.start({ CHATAPP_CRASH_AT: `${point}:${time}` })
      acknowledged.push(...(await sendEach(host, chat, texts(`bound ${point} ${time}`, 40))))
      await host.ended()
    }
    return { acknowledged, left: texts(`bound ${point} last`, 10) }
  })
}

type Run = (home: Home, chat: string) => Promise<{ acknowledged: Acknowledged[]; left: string[] }>

async function withFunction(run: Run): Promise<Verdict> {
  await using home = new Home()
  const first = await home.start()
  const client = createLocalClient(await home.whenUp())
  for (const QueueName of [pair.requestQueue, String(pair.replyQueue)])
    await client.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true' } }))
  client.destroy()
  const { id: chat } = await first.call('conversations.create', { title: 'Orders' })
  await first.call('pairs.set', { id: chat, pair })
  await first.stop()
  const stopped = new AbortController()
  const working = work(home, stopped.signal)
  try {
    const { acknowledged, left } = await run(home, chat)
    const host = await home.start()
    const last = await sendEach(host, chat, left)
    await home.settled(SETTLE_MS)
    return judge(home.database(), [...acknowledged, ...last])
  } finally {
    stopped.abort()
    await working
  }
}

async function sendEach(host: Host, conversationId: string, all: readonly string[]): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = []
  for (const text of all) {
    const id = uuidv7()
    try {
      await host.call('chat.send', { id, conversationId, text })
    } catch {
      break
    }
    acknowledged.push({ id, text })
  }
  return acknowledged
}

/** A function of somebody else: takes its own JSON, answers in its own JSON, and knows nothing of ChatAPP. */
async function work(home: Home, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    try {
      await takeOne(home)
    } catch {
      // The backend is just starting again.
      await pause(100)
    }
  }
}

async function takeOne(home: Home): Promise<void> {
  const endpoint = home.endpoint()
  if (!endpoint) return await pause(100)
  const client = createLocalClient(endpoint, { maxAttempts: 1 })
  try {
    const urlOf = async (QueueName: string) =>
      (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl
    const [QueueUrl, replies] = [await urlOf(pair.requestQueue), await urlOf(String(pair.replyQueue))]
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 1,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 3
      })
    )
    for (const { Body = '', ReceiptHandle } of Messages) {
      const { ref, ask } = asked.parse(JSON.parse(Body))
      const MessageBody = JSON.stringify({ ref, said: { text: ask.text.replace(/^\/echo /, '') } })
      const once = { MessageGroupId: 'all', MessageDeduplicationId: ref }
      await client.send(new SendMessageCommand({ QueueUrl: replies, MessageBody, ...once }))
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  } finally {
    client.destroy()
  }
}
