import { z } from 'zod'

/** What a value may be, and in words. */
interface Allowed {
  readonly has: (value: string) => boolean
  readonly words: string
}

const whole = (least: number, most: number): Allowed => ({
  has: (value) => /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most,
  words: `a whole number from ${least} to ${most}`
})
const oneOf = (...values: string[]): Allowed => ({
  has: (value) => values.includes(value),
  words: values.join(' or ')
})
const isBoolean = oneOf('true', 'false')
const isPolicy: Allowed = {
  has: (value) => value === '' || readJsonAs(value, z.looseObject({})) !== null,
  words: 'a policy, as an object'
}

/** AWS: the attributes that may be set, and their limits (API reference, SetQueueAttributes). */
export const settable: Readonly<Record<string, Allowed>> = {
  DelaySeconds: whole(0, 900),
  MaximumMessageSize: whole(1024, 1_048_576),
  MessageRetentionPeriod: whole(60, 1_209_600),
  ReceiveMessageWaitTimeSeconds: whole(0, 20),
  VisibilityTimeout: whole(0, 43_200),
  KmsDataKeyReusePeriodSeconds: whole(60, 86_400),
  KmsMasterKeyId: { has: () => true, words: 'a key' },
  SqsManagedSseEnabled: isBoolean,
  Policy: isPolicy,
  RedrivePolicy: isPolicy,
  RedriveAllowPolicy: isPolicy,
  FifoQueue: isBoolean,
  ContentBasedDeduplication: isBoolean,
  DeduplicationScope: oneOf('messageGroup', 'queue'),
  FifoThroughputLimit: oneOf('perQueue', 'perMessageGroupId')
}

/** AWS: attributes that a FIFO queue alone has. */
export const fifoOnly = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']

/** AWS: what a redrive policy holds. */
export const redriveSchema = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000)
})

/** A text as JSON of a shape; null when it is none. */
export function readJsonAs<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
