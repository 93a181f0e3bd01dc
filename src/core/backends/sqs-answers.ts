import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'

/** One request on its way out. */
export interface OutgoingRequest {
  readonly id: string
  readonly conversationId: string
  readonly body: string
}

/** What became of a batch, each request named once: ids accepted, and ids not accepted with the reason. */
export interface BatchOutcome {
  readonly accepted: readonly string[]
  readonly refused: readonly { id: string; error: ChatError }[]
}

/** A message as it came from a response queue. */
export interface ReceivedMessage {
  readonly sqsMessageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}

const batchAnswerSchema = z.looseObject({
  Successful: z.array(z.looseObject({ Id: z.string() })).optional(),
  Failed: z
    .array(
      z.looseObject({
        Id: z.string(),
        Code: z.string().optional(),
        Message: z.string().optional(),
        SenderFault: z.boolean().optional()
      })
    )
    .optional()
})
type FailedEntry = NonNullable<z.output<typeof batchAnswerSchema>['Failed']>[number]

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
  new ChatError(
    'offline',
    'The server answered, but not to what it was asked, as a proxy or a server that is no queue server does. ' +
      'Check the endpoint in Settings; ChatAPP tries again by itself.',
    { cause }
  )

/** Maps what a call threw. Whatever the server answered, it is no fault of ours and may be mended later. */
export function toCallError(error: unknown): ChatError {
  const mapped = toChatError(error)
  if (mapped.code !== 'internal' || error instanceof ChatError) return mapped
  const metadata = z
    .object({ httpStatusCode: z.number() })
    .safeParse((error as { $metadata?: unknown } | null)?.$metadata)
  if (metadata.success && metadata.data.httpStatusCode >= 300) {
    const { httpStatusCode: status } = metadata.data
    const what =
      status < 400
        ? `The server sends us elsewhere (HTTP ${status})`
        : `The server answered with HTTP ${status}`
    return new ChatError(
      'offline',
      `${what}, which ChatAPP does not know from SQS. A proxy may stand between, or the endpoint is wrong: check it in Settings. ChatAPP tries again by itself.`,
      { cause: error }
    )
  }
  return metadata.success || (error instanceof Error && '$response' in error) ? strangeAnswer(error) : mapped
}

/** Names by which SQS refuses a whole call for one message in it. Any other may be the fault of the call. */
const contentNames: ReadonlySet<string> = new Set(['InvalidMessageContents', 'BatchRequestTooLong'])

/** Whether a call that carried one message failed by that message. */
export const isContentRefusal = ({ cause }: ChatError): boolean =>
  cause instanceof Error && contentNames.has(cause.name.slice(cause.name.lastIndexOf('.') + 1))

/** What SQS refuses an entry for by this name cannot succeed later. */
const isFinal: ReadonlySet<ChatError['code']> = new Set(['invalid_input', 'too_large'])

/** Whether SQS has refused the entry itself, so that sending it again cannot help. Everything else waits. */
export const isFinalRefusal = ({ code }: ChatError): boolean => isFinal.has(code)

function entryError(entry: FailedEntry): ChatError {
  const mapped = toChatError({ name: entry.Code ?? '', message: entry.Message })
  if (mapped.code !== 'internal') return mapped
  const code = entry.SenderFault ? 'invalid_input' : 'offline'
  return new ChatError(code, `SQS refused the message: ${entry.Message ?? entry.Code ?? 'no reason given'}.`)
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

/** Reads an answer to a batch. What it does not name may be with SQS or not: it is to be sent again. */
export function readBatchAnswer(output: unknown, requests: readonly OutgoingRequest[]): BatchOutcome {
  const answer = batchAnswerSchema.safeParse(output)
  if (!answer.success) throw strangeAnswer(answer.error)
  const { Successful = [], Failed = [] } = answer.data
  const taken = new Set(Successful.map(({ Id }) => Id))
  const failed = new Map(Failed.map((entry) => [entry.Id, entry]))
  const named = requests.filter((_, index) => taken.has(String(index)) || failed.has(String(index)))
  if (named.length === 0) throw strangeAnswer()
  const accepted: string[] = []
  const refused: { id: string; error: ChatError }[] = []
  for (const [index, { id }] of requests.entries()) {
    const entry = failed.get(String(index))
    if (taken.has(String(index))) accepted.push(id)
    else refused.push({ id, error: entry ? entryError(entry) : strangeAnswer() })
  }
  return { accepted, refused }
}

/** Reads an answer to a receive. */
export function readReceiveAnswer(output: unknown): ReceivedMessage[] {
  const answer = receiveAnswerSchema.safeParse(output)
  if (!answer.success) throw strangeAnswer(answer.error)
  return (answer.data.Messages ?? []).map(toReceived)
}
