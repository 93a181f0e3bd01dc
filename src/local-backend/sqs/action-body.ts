import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'

/** A request body: a JSON object whose fields each action reads itself. */
export type ActionBody = Record<string, unknown>

/** Reads what an action needs of its request, or throws what AWS says about a request of another shape. */
export function parseBody<T>(schema: z.ZodType<T>, body: ActionBody): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const reason = z.prettifyError(parsed.error)
  throw new SqsError('InvalidParameterValue', `The request is not acceptable. ${reason}`)
}

const text = z.string().nullish()
const whole = z.int().nullish()
const texts = z.array(z.string()).nullish()
const textByName = z.record(z.string(), z.string()).nullish()
const objectByName = z.record(z.string(), z.looseObject({})).nullish()

/** AWS: the kinds of all parameters of all actions. Each has one kind wherever it stands. */
const parameterKinds = z.looseObject({
  QueueName: text,
  QueueUrl: text,
  QueueNamePrefix: text,
  QueueOwnerAWSAccountId: text,
  Attributes: textByName,
  AttributeNames: texts,
  MessageAttributeNames: texts,
  MessageSystemAttributeNames: texts,
  Tags: textByName,
  tags: textByName,
  TagKeys: texts,
  MaxResults: whole,
  NextToken: text,
  MessageBody: text,
  MessageAttributes: objectByName,
  MessageSystemAttributes: objectByName,
  MessageGroupId: text,
  MessageDeduplicationId: text,
  DelaySeconds: whole,
  MaxNumberOfMessages: whole,
  VisibilityTimeout: whole,
  WaitTimeSeconds: whole,
  ReceiveRequestAttemptId: text,
  ReceiptHandle: text,
  Entries: z.array(z.looseObject({ Id: text, ReceiptHandle: text, VisibilityTimeout: whole })).nullish(),
  SourceArn: text,
  DestinationArn: text,
  MaxNumberOfMessagesPerSecond: whole,
  TaskHandle: text
})

/** Throws what AWS says about a parameter of another kind, before any action looks at it. */
export function assertKinds(body: ActionBody): void {
  const parsed = parameterKinds.safeParse(body)
  if (!parsed.success) throw new SqsError('SerializationException', z.prettifyError(parsed.error))
}
