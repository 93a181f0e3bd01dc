import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'
import type { LocalQueue } from './local-queue'
import type { LocalStore } from './local-store'

export type Attributes = Readonly<Record<string, string>>

/** The queue whose attributes are set: one that is there, or is about to be. */
export interface AttributesOf {
  readonly arn: string
  readonly isFifo: boolean
  /** What it has already. */
  readonly present: Attributes
}

type Check = (value: string) => boolean

const whole =
  (least: number, most: number): Check =>
  (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value)
const isBoolean = oneOf('true', 'false')
const isPolicy: Check = (value) => value === '' || json(value, z.looseObject({})) !== null

/** AWS: the attributes that may be set, and their limits (API reference, SetQueueAttributes). */
const settable: Readonly<Record<string, Check>> = {
  DelaySeconds: whole(0, 900),
  MaximumMessageSize: whole(1024, 1_048_576),
  MessageRetentionPeriod: whole(60, 1_209_600),
  ReceiveMessageWaitTimeSeconds: whole(0, 20),
  VisibilityTimeout: whole(0, 43_200),
  KmsDataKeyReusePeriodSeconds: whole(60, 86_400),
  KmsMasterKeyId: () => true,
  SqsManagedSseEnabled: isBoolean,
  Policy: isPolicy,
  RedrivePolicy: isPolicy,
  RedriveAllowPolicy: isPolicy,
  FifoQueue: isBoolean,
  ContentBasedDeduplication: isBoolean,
  DeduplicationScope: oneOf('messageGroup', 'queue'),
  FifoThroughputLimit: oneOf('perQueue', 'perMessageGroupId')
}

const fifoOnly = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']

/** Attributes that are taken away by an empty text. */
export const removable = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy'] as const

/** AWS: what can be asked for beside what can be set, and All. */
const readable = new Set([
  'All',
  'QueueArn',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  ...Object.keys(settable)
])

const redriveSchema = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000)
})
const allowSchema = z.discriminatedUnion('redrivePermission', [
  z.object({
    redrivePermission: z.enum(['allowAll', 'denyAll']),
    sourceQueueArns: z.undefined().optional()
  }),
  z.object({
    redrivePermission: z.literal('byQueue'),
    sourceQueueArns: z.array(z.string()).min(1).max(10)
  })
])

function json<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

const refused = (name: string, reason: string): SqsError =>
  new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}. Reason: ${reason}`)

/** Throws what AWS says about attributes that a queue may not have. */
export function assertAttributes(attributes: Attributes, of: AttributesOf, store: LocalStore): void {
  for (const [name, value] of Object.entries(attributes)) {
    const check = settable[name]
    if (!check || (fifoOnly.includes(name) && !of.isFifo)) {
      throw new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`)
    }
    if (!check(value)) throw refused(name, `"${value}" is outside of what AWS allows.`)
  }
  const { FifoThroughputLimit, DeduplicationScope } = { ...of.present, ...attributes }
  if (FifoThroughputLimit === 'perMessageGroupId' && DeduplicationScope !== 'messageGroup') {
    throw refused('FifoThroughputLimit', 'perMessageGroupId needs the DeduplicationScope messageGroup.')
  }
  if (attributes['RedrivePolicy']) assertRedrive(attributes['RedrivePolicy'], of, store)
  const allow = attributes['RedriveAllowPolicy']
  if (allow && json(allow, allowSchema) === null) {
    throw refused(
      'RedriveAllowPolicy',
      'It names a redrivePermission, and for byQueue 1 to 10 sourceQueueArns.'
    )
  }
}

function assertRedrive(text: string, { arn, isFifo }: AttributesOf, store: LocalStore): void {
  const refuse = (reason: string): SqsError =>
    new SqsError(
      'InvalidParameterValue',
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`
    )
  const policy = json(text, redriveSchema)
  if (!policy) throw refuse('It needs a deadLetterTargetArn and a maxReceiveCount of 1 to 1000.')
  const target = store.getQueueByArn(policy.deadLetterTargetArn)
  if (!target) throw refuse('Dead letter target does not exist.')
  if (target.arn === arn) throw refuse('A queue cannot be its own dead-letter queue.')
  if (target.isFifo() !== isFifo) {
    throw refuse('Dead-letter queue must be same type of queue as the source.')
  }
  if (!allows(target, arn))
    throw refuse('The dead-letter queue’s RedriveAllowPolicy does not allow this source.')
}

function allows(target: LocalQueue, sourceArn: string): boolean {
  const text = target.attributes['RedriveAllowPolicy']
  const policy = text ? json(text, allowSchema) : null
  if (policy?.redrivePermission === 'byQueue') return policy.sourceQueueArns.includes(sourceArn)
  return policy?.redrivePermission !== 'denyAll'
}

/** Throws what AWS says about an attribute that nobody can ask for. */
export function assertReadable(names: readonly string[]): void {
  const unknown = names.find((name) => !readable.has(name))
  if (unknown !== undefined) throw new SqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`)
}
