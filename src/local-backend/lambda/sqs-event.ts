import type { ReceivedMessage } from '#fauxqs/sqs/sqsTypes.js'
import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda'
import { z } from 'zod'

/** Where the records of an event come from. */
export interface EventSource {
  readonly arn: string
  readonly region: string
}

/** The event Lambda gives a function for a batch of received messages: field names as AWS writes them there. */
export const toSqsEvent = (messages: readonly ReceivedMessage[], source: EventSource): SQSEvent => ({
  Records: messages.map((message) => toRecord(message, source))
})

function toRecord(message: ReceivedMessage, { arn, region }: EventSource): SQSRecord {
  const { MessageId, ReceiptHandle, Body, MD5OfBody, Attributes = {} } = message
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(
    ([name, value]): [string, SQSMessageAttribute] => [
      name,
      {
        ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
        ...(value.BinaryValue !== undefined && { binaryValue: value.BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: value.DataType
      }
    ]
  )
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    // Received with all system attributes, which is what Lambda's type promises.
    attributes: Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(attributes),
    ...(message.MD5OfMessageAttributes !== undefined && {
      md5OfMessageAttributes: message.MD5OfMessageAttributes
    }),
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: region
  }
}

const responseSchema = z.looseObject({
  batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string().min(1) })).nullish()
})

/** What a function's answer says of its batch. */
export interface BatchResponse {
  readonly failed: ReadonlySet<string>
  /** Why the answer counts as a failure of the whole batch; null when it says itself what failed. */
  readonly refused: string | null
}

/**
 * Which of a batch's message ids failed, by AWS' rules for `ReportBatchItemFailures`.
 *
 * null, `{}` and an empty list mean that all succeeded. What is no JSON, has another shape, or names an id that was not
 * in the batch means that all failed.
 */
export function readBatchResponse(payload: string, batch: readonly string[]): BatchResponse {
  const all = new Set(batch)
  const refuse = (refused: string): BatchResponse => ({ failed: all, refused })
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    return refuse('its answer is no JSON')
  }
  if (value === null) return { failed: new Set(), refused: null }
  const parsed = responseSchema.safeParse(value)
  if (!parsed.success)
    return refuse(`its answer is no { batchItemFailures: [{ itemIdentifier }] }: ${payload.slice(0, 100)}`)
  const failed = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier)
  const unknown = failed.find((id) => !all.has(id))
  return unknown === undefined
    ? { failed: new Set(failed), refused: null }
    : refuse(`its answer names ${unknown.slice(0, 100)}, which is not in the batch`)
}

/** Which of a batch's message ids failed; see `readBatchResponse`. */
export const failedIds = (payload: string, batch: readonly string[]): ReadonlySet<string> =>
  readBatchResponse(payload, batch).failed
