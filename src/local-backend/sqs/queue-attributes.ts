import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'
import { fifoOnly, readJsonAs as json, redriveSchema, settable } from '../protocol/settable-attributes'
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

const refused = (name: string, reason: string): SqsError =>
  new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}. Reason: ${reason}`)

/** Throws what AWS says about attributes that a queue may not have. */
export function assertAttributes(attributes: Attributes, of: AttributesOf, store: LocalStore): void {
  for (const [name, value] of Object.entries(attributes)) {
    const allowed = settable[name]
    if (!allowed || (fifoOnly.includes(name) && !of.isFifo)) {
      throw new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`)
    }
    if (!allowed.has(value)) throw refused(name, `"${value}" is outside of what AWS allows.`)
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
