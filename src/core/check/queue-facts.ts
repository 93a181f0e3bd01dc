import { z } from 'zod'
import { parseJson } from '../../platform/json-file'
import type { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import {
  queueOfArn,
  type QueueInspector,
  type QueueRef,
  type QueueTrigger
} from '../backends/queue-inspector'
import { queueArn, type Permission, type PermissionTarget } from './permissions'

/** Something that was read, or why it could not be, with the permission that reading it takes. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ChatError; readonly permission: Permission }

type Attributes = Readonly<Record<string, string>>

/** A function that takes from a queue. */
export interface TriggerFacts extends QueueTrigger {
  readonly functionName: string
  readonly timeoutSeconds: Read<number>
  readonly reserved: Read<number | null>
  readonly throttles: Read<number>
}

/** Where dead letters of a queue go, and after how many attempts. */
export interface Redrive {
  readonly target: QueueRef
  readonly maxReceiveCount: number
  readonly attributes: Read<Attributes>
}

/** All that a check-up of a queue looks at. */
export interface QueueFacts {
  readonly queue: QueueRef
  readonly arn: string
  readonly attributes: Read<Attributes>
  /** Null without a dead-letter queue. */
  readonly redrive: Redrive | null
  readonly sources: Read<readonly string[]>
  readonly triggers: Read<readonly TriggerFacts[]>
  readonly oldestMs: Read<number | null>
}

/** Where a queue's dead letters go, as its attribute says. */
export const redriveSchema = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().positive()
})

/** Reads what a check-up looks at. What may not be read is told as such; only a queue that is not there is an error. */
export async function readFacts(
  inspector: QueueInspector,
  queue: QueueRef,
  target: PermissionTarget
): Promise<QueueFacts> {
  const ofQueue = (action: string, ref: QueueRef = queue): Permission => ({
    actions: [action],
    resource: queueArn(ref.name, { ...target, region: ref.region, account: ref.account ?? target.account })
  })
  const attributes = await read(ofQueue('sqs:GetQueueAttributes'), () => inspector.attributes(queue))
  if (!attributes.ok && attributes.error.code !== 'access_denied') throw attributes.error
  const arn =
    (attributes.ok ? attributes.value['QueueArn'] : undefined) ??
    queueArn(queue.name, { ...target, region: queue.region, account: queue.account ?? target.account })
  const policy = redriveSchema.safeParse(
    parseJson((attributes.ok ? attributes.value['RedrivePolicy'] : undefined) ?? 'null')
  ).data
  const dead = policy === undefined ? null : queueOfArn(policy.deadLetterTargetArn)
  const [redrive, sources, triggers, oldestMs] = await Promise.all([
    policy && dead
      ? read(ofQueue('sqs:GetQueueAttributes', dead), () => inspector.attributes(dead)).then(
          (found): Redrive => ({ target: dead, maxReceiveCount: policy.maxReceiveCount, attributes: found })
        )
      : null,
    read(ofQueue('sqs:ListDeadLetterSourceQueues'), () => inspector.sources(queue)),
    readTriggers(inspector, arn),
    read({ actions: ['cloudwatch:GetMetricData'], resource: '*' }, () => inspector.oldestMs(queue))
  ])
  return { queue, arn, attributes, redrive, sources, triggers, oldestMs }
}

async function readTriggers(inspector: QueueInspector, arn: string): Promise<Read<readonly TriggerFacts[]>> {
  // AWS: listing takes the permission on all resources.
  const found = await read({ actions: ['lambda:ListEventSourceMappings'], resource: '*' }, () =>
    inspector.triggers(arn)
  )
  if (!found.ok) return found
  const value = await Promise.all(
    found.value.map(async (trigger): Promise<TriggerFacts> => {
      const { functionArn } = trigger
      const of = (action: string): Permission => ({ actions: [action], resource: functionArn })
      const [timeoutSeconds, reserved, throttles] = await Promise.all([
        read(of('lambda:GetFunctionConfiguration'), () => inspector.functionTimeout(functionArn)),
        read(of('lambda:GetFunctionConcurrency'), () => inspector.reservedConcurrency(functionArn)),
        read({ actions: ['cloudwatch:GetMetricData'], resource: '*' }, () => inspector.throttles(functionArn))
      ])
      const functionName = functionArn.split(':')[6] ?? functionArn
      return { ...trigger, functionName, timeoutSeconds, reserved, throttles }
    })
  )
  return { ok: true, value }
}

/** Reads something, or tells why it could not be read. */
export async function read<T>(permission: Permission, work: () => Promise<T>): Promise<Read<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (cause) {
    return { ok: false, error: toChatError(cause), permission }
  }
}
