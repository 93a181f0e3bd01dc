import { z } from 'zod'
import { parseJson } from '../../platform/json-file'
import type { DeskQueue, Glance } from '../../shared/contract'
import { say, type Told } from '../../shared/said'
import { queueOfArn } from '../backends/queue-inspector'
import { redriveSchema } from '../check/queue-facts'

type Attributes = Readonly<Record<string, string>>
type QueueAttributes = Extract<DeskQueue['attributes'], { ok: true }>['value']

/** A whole number of an attribute; null where the server does not tell it, or tells something else. */
function numberOf(attributes: Attributes, name: string): number | null {
  const value = Number(attributes[name] ?? Number.NaN)
  return Number.isSafeInteger(value) && value >= 0 ? value : null
}

/** Where dead letters of a queue go, by name, and after how many receives; null for a queue without, or of garbage. */
function redriveOf(attributes: Attributes): { queue: string; maxReceiveCount: number } | null {
  const policy = redriveSchema.safeParse(parseJson(attributes['RedrivePolicy'] ?? 'null')).data
  if (!policy) return null
  const { deadLetterTargetArn: arn, maxReceiveCount } = policy
  // A server that is not AWS may write ARNs of its own.
  return { queue: queueOfArn(arn)?.name ?? arn.split(':').at(-1) ?? arn, maxReceiveCount }
}

function encryptionOf(attributes: Attributes): Glance['encryption'] {
  if (attributes['KmsMasterKeyId']) return 'kms'
  return attributes['SqsManagedSseEnabled'] === 'true' ? 'sqs' : 'none'
}

/** What a row of the list shows of a queue. */
export const glanceOf = (attributes: Attributes): Glance => ({
  depth: {
    visible: numberOf(attributes, 'ApproximateNumberOfMessages') ?? 0,
    inFlight: numberOf(attributes, 'ApproximateNumberOfMessagesNotVisible') ?? 0,
    delayed: numberOf(attributes, 'ApproximateNumberOfMessagesDelayed') ?? 0
  },
  deadLetterQueue: redriveOf(attributes)?.queue ?? null,
  encryption: encryptionOf(attributes)
})

/** The attributes of a queue, with what they mean. */
export function describeAttributes(attributes: Attributes): QueueAttributes {
  const seconds = (name: string): number | null => {
    const value = numberOf(attributes, name)
    return value === null ? null : value * 1000
  }
  return {
    ...glanceOf(attributes),
    arn: attributes['QueueArn'] ?? '',
    maxReceiveCount: redriveOf(attributes)?.maxReceiveCount ?? null,
    contentBasedDeduplication: attributes['ContentBasedDeduplication'] === 'true',
    createdAt: seconds('CreatedTimestamp'),
    changedAt: seconds('LastModifiedTimestamp'),
    words: wordsOf(attributes),
    raw: { ...attributes }
  }
}

const allowSchema = z.object({
  redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']),
  sourceQueueArns: z.array(z.string()).default([])
})

const timed = (key: 'desk.kept' | 'desk.hidden') => (value: number) => say(key, { time: timeWords(value) })

function wordsOf(attributes: Attributes): Told[] {
  const of = (name: string, word: (value: number) => Told): Told[] => {
    const value = numberOf(attributes, name)
    return value === null ? [] : [word(value)]
  }
  return [
    kindOf(attributes),
    ...of('MessageRetentionPeriod', timed('desk.kept')),
    ...of('VisibilityTimeout', timed('desk.hidden')),
    ...of('DelaySeconds', (value) =>
      value === 0 ? say('desk.no_delay') : say('desk.delay', { time: timeWords(value) })
    ),
    ...of('ReceiveMessageWaitTimeSeconds', (value) =>
      value === 0 ? say('desk.no_wait') : say('desk.wait', { time: timeWords(value) })
    ),
    ...of('MaximumMessageSize', (bytes) => say('desk.size', { bytes })),
    deadOf(attributes),
    ...allowedOf(attributes),
    encryptionWords(attributes)
  ]
}

function kindOf(attributes: Attributes): Told {
  if (attributes['FifoQueue'] !== 'true') return say('desk.standard')
  const byContent = attributes['ContentBasedDeduplication'] === 'true'
  return say(byContent ? 'desk.fifo_by_content' : 'desk.fifo')
}

function deadOf(attributes: Attributes): Told {
  const redrive = redriveOf(attributes)
  if (redrive) return say('desk.dead', { count: redrive.maxReceiveCount, dead: redrive.queue })
  return say(attributes['RedrivePolicy'] ? 'desk.dead_unreadable' : 'desk.dead_none')
}

/** Whose dead letters it takes, where it does not take everybody's. */
function allowedOf(attributes: Attributes): Told[] {
  const allowed = allowSchema.safeParse(parseJson(attributes['RedriveAllowPolicy'] ?? 'null')).data
  if (allowed?.redrivePermission === 'denyAll') return [say('desk.allows_none')]
  if (allowed?.redrivePermission !== 'byQueue') return []
  const queues = allowed.sourceQueueArns.map((arn) => arn.split(':').at(-1) ?? arn).join(', ')
  return [say('desk.allows_some', { queues })]
}

function encryptionWords(attributes: Attributes): Told {
  const key = attributes['KmsMasterKeyId']
  if (key) return say('desk.encrypted_kms', { key })
  return say(encryptionOf(attributes) === 'sqs' ? 'desk.encrypted_sqs' : 'desk.encrypted_none')
}

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1]
]

/** A time in its two largest units: `4 d`, `1 min 30 s`. */
export function timeWords(seconds: number): string {
  const parts = units.map(([unit, length], index) => {
    const above = units[index - 1]?.[1] ?? Infinity
    return [Math.floor((seconds % above) / length), unit] as const
  })
  const first = parts.findIndex(([value]) => value > 0)
  if (first < 0) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ')
}

/** What a look at the messages of a queue costs. */
export function costOf(queue: {
  readonly free: boolean
  /** Whether requests are paid for. */
  readonly paid: boolean
  readonly fifo: boolean
  readonly hiddenSeconds: number
  readonly attributes: QueueAttributes | null
  readonly functions: readonly string[]
}): Told[] {
  if (queue.free) return [say('desk.look.free')]
  const { attributes } = queue
  const count = attributes?.maxReceiveCount
  const dead = attributes?.deadLetterQueue
  return [
    say('desk.look.receives', { seconds: queue.hiddenSeconds }),
    ...(count && dead ? [say('desk.look.dead', { count, dead })] : []),
    ...queue.functions.map((functionName) => say('desk.look.function', { functionName })),
    ...(queue.fifo ? [say('desk.look.fifo')] : []),
    say('desk.look.take'),
    ...(queue.paid ? [say('desk.look.paid')] : [])
  ]
}
