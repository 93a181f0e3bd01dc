import { z } from 'zod'
import { receiveMessage as receiveOnce } from '#fauxqs/sqs/actions/receiveMessage.js'
import { HOST_CALLER } from '../protocol/local-caller'
import { parseBody, type ActionBody } from './action-body'
import type { ReceivedMessage } from '#fauxqs/sqs/sqsTypes.js'
import type { MessageExtras } from './local-persistence'
import type { LocalQueue, QueueMessage } from './local-queue'
import type { LocalStore } from './local-store'

/** AWS: a long poll lasts at most 20 seconds. */
const MAX_WAIT_SECONDS = 20

const input = z.looseObject({
  QueueUrl: z.string(),
  ReceiveRequestAttemptId: z.string().max(128).optional(),
  VisibilityTimeout: z.number().int().min(0).max(43_200).optional(),
  WaitTimeSeconds: z.number().int().min(0).max(MAX_WAIT_SECONDS).optional(),
  MessageAttributeNames: z.array(z.string()).default([]),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([])
})

/** What a receive answers: without `Messages` when there is none. */
export interface ReceiveOutput {
  Messages?: ReceivedMessage[] | undefined
}

/** What one receive needs to know about its surroundings. */
export interface ReceiveContext {
  store: LocalStore
  /** Fires when the client is gone or the server is stopping. */
  signal: AbortSignal
}

/**
 * Receives messages; waits for one as long as the client asked.
 *
 * Unlike fauxqs' own loop it keeps waiting when another poll was faster, ends at once when its client is gone (without
 * taking a message), and answers `QueueDoesNotExist` when its queue is deleted meanwhile.
 */
export async function receiveMessage(
  body: ActionBody,
  { store, signal }: ReceiveContext
): Promise<ReceiveOutput> {
  const request = parseBody(input, body)
  const queue = store.getQueue(request.QueueUrl)
  const wait = request.WaitTimeSeconds ?? Number(queue?.attributes['ReceiveMessageWaitTimeSeconds'] ?? 0)
  const deadline = performance.now() + wait * 1000
  const attemptId = queue?.isFifo() ? request.ReceiveRequestAttemptId : undefined
  for (;;) {
    // Looks the queue up anew: a deleted one is QueueDoesNotExist, also to who has waited on it.
    const once = (): unknown => {
      const repeated = attemptId !== undefined && queue?.repeated(attemptId, request.VisibilityTimeout)
      return repeated ? { Messages: repeated } : receiveOnce({ ...request, WaitTimeSeconds: 0 }, store)
    }
    // fauxqs types it as the SDK does; what it returns is what goes over the wire.
    const received = (await (store.persistence ? store.persistence.together(once) : once())) as ReceiveOutput
    if (received.Messages) {
      if (queue) addExtras(received.Messages, queue, request)
      if (attemptId !== undefined) queue?.rememberAttempt(attemptId, received.Messages)
      const { faultLab } = store
      // A FIFO queue keeps its order whatever happens.
      if (faultLab.active && !queue?.isFifo()) received.Messages = [...faultLab.order(received.Messages)]
      return withoutUnasked(received, request.MessageAttributeNames)
    }
    const left = deadline - performance.now()
    if (!queue || left <= 0 || signal.aborted) return received
    await queue.waitForWork(left, signal)
    if (signal.aborted) return {}
  }
}

/** What AWS tells of a message beside what fauxqs knows: the queue that gave it up, the trace it belongs to, its sender. */
const extras = {
  DeadLetterQueueSourceArn: 'deadLetterSource',
  AWSTraceHeader: 'traceHeader',
  SenderId: 'senderId'
} as const

function addExtras(
  messages: readonly ReceivedMessage[],
  queue: LocalQueue,
  { AttributeNames, MessageSystemAttributeNames }: z.output<typeof input>
): void {
  const asked = [...AttributeNames, ...MessageSystemAttributeNames]
  for (const [name, key] of Object.entries(extras) as [keyof typeof extras, keyof MessageExtras][]) {
    if (!asked.includes('All') && !asked.includes(name)) continue
    for (const message of messages) {
      const held: QueueMessage | undefined = queue.inflightMessages.get(message.ReceiptHandle)?.message
      const value = held?.[key] ?? (name === 'SenderId' ? HOST_CALLER : undefined)
      if (value !== undefined) message.Attributes = { ...message.Attributes, [name]: value }
    }
  }
}

/** AWS sends message attributes only to those who ask for them. */
function withoutUnasked(received: ReceiveOutput, names: readonly string[]): ReceiveOutput {
  if (names.length > 0) return received
  const messages = received.Messages?.map(
    ({ MessageAttributes: _attributes, MD5OfMessageAttributes: _md5, ...message }) => message
  )
  return { Messages: messages }
}
