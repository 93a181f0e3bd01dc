import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import type { ClockDifference } from './server-clock'

/** A message as it came from a response queue. */
export interface ReceivedMessage {
  readonly sqsMessageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
  /** How the server's clock stood to ours when it came; left out where that is not known. */
  readonly clock?: ClockDifference | null
}

const receivedSchema = z.looseObject({
  MessageId: z.string().min(1),
  ReceiptHandle: z.string().min(1),
  Body: z.string(),
  Attributes: z.record(z.string(), z.string()).nullish(),
  MessageAttributes: z.record(z.string(), z.looseObject({ StringValue: z.string().nullish() })).nullish()
})
const receiveAnswerSchema = z.looseObject({ Messages: z.array(receivedSchema).nullish() })

/** An answer that is none to what was asked. Waiting may mend it: a proxy or a server that is just starting goes away. */
export const strangeAnswer = (cause?: unknown): ChatError =>
  new ChatError('sqs.strange_answer', {}, { cause })

/** Maps what a call threw. Whatever the server answered, it is no fault of ours and may be mended later. */
export function toCallError(error: unknown): ChatError {
  const mapped = toChatError(error)
  if (mapped.code !== 'internal' || error instanceof ChatError) return mapped
  const metadata = z
    .object({ httpStatusCode: z.number() })
    .safeParse((error as { $metadata?: unknown } | null)?.$metadata)
  if (metadata.success && metadata.data.httpStatusCode >= 300) {
    const { httpStatusCode: status } = metadata.data
    const key = status < 400 ? 'sqs.redirected' : 'sqs.unknown_status'
    return new ChatError(key, { status: String(status) }, { cause: error })
  }
  return metadata.success || (error instanceof Error && '$response' in error) ? strangeAnswer(error) : mapped
}

function toReceived(message: z.output<typeof receivedSchema>): ReceivedMessage {
  const attributes: Record<string, string> = { ...message.Attributes }
  for (const [name, value] of Object.entries(message.MessageAttributes ?? {})) {
    if (typeof value.StringValue === 'string') attributes[name] = value.StringValue
  }
  return {
    sqsMessageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes
  }
}

/** Reads an answer to a receive. */
export function readReceiveAnswer(output: unknown): ReceivedMessage[] {
  const answer = receiveAnswerSchema.safeParse(output)
  if (!answer.success) throw strangeAnswer(answer.error)
  return (answer.data.Messages ?? []).map(toReceived)
}
