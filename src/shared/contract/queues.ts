import { z } from 'zod'
import { saidSchema, toldSchema } from '../said'
import { count } from './parts'

export const queueSchema = z.object({
  name: z.string(),
  role: z.enum(['request', 'response', 'dead-letter', 'shared-response']),
  visible: count,
  inFlight: count,
  delayed: count,
  /** How long its oldest message has been there, in milliseconds; null for an empty queue, and where that is not told. */
  oldestMs: count.nullable()
})

/** How far back a chart looks, and how much time one of its points stands for, in milliseconds. */
export const historySpans = {
  '15m': { ms: 900_000, stepMs: 15_000 },
  '3h': { ms: 10_800_000, stepMs: 120_000 },
  '3d': { ms: 259_200_000, stepMs: 1_800_000 }
} as const

const known = count.nullable()

/**
 * A queue over time, one value a step, oldest first; null where nobody looked, or nothing came. Sent, answered and round
 * trips are those of this profile with the backend; round trips are told to two digits.
 */
export const queueHistorySchema = z.object({
  /** When each step begins, epoch milliseconds. */
  at: z.array(count),
  visible: z.array(known),
  inFlight: z.array(known),
  delayed: z.array(known),
  oldestMs: z.array(known),
  sent: z.array(count),
  answered: z.array(count),
  p50Ms: z.array(known),
  p99Ms: z.array(known),
  /** The same of the whole span. */
  totals: z.object({ sent: count, answered: count, p50Ms: known, p99Ms: known }),
  /** Why something is missing; empty when nothing is. */
  missing: z.array(toldSchema)
})

/** What a check-up of a queue looks at. */
export const checkUpNames = [
  'trigger',
  'visibility',
  'batch-window',
  'attempts',
  'dead-letters',
  'retention',
  'partial-batch',
  'encryption',
  'policy',
  'fifo',
  'concurrency'
] as const

/** What one check of a queue came to. */
export const checkUpFindingSchema = z.object({
  check: z.enum(checkUpNames),
  title: z.string(),
  titleSaid: saidSchema,
  /** `unknown`: it could not be read, and nothing is guessed; `skipped`: it does not concern this queue. */
  state: z.enum(['ok', 'warning', 'problem', 'unknown', 'skipped']),
  /** What was found, and why it matters. */
  detail: z.string(),
  said: saidSchema,
  /** The page of AWS's documentation that says so. */
  source: z.string(),
  /** The command of the AWS CLI that mends it, for bash and zsh; null where none does. */
  command: z.string().nullable(),
  /** The permission that reading it takes, and the smallest policy for it. */
  fix: z.object({ action: z.string(), policy: z.string(), consolePath: z.string() }).nullable()
})

/** The queues of a backend. Nothing is asked while nobody looks. */
export const queuesCalls = {
  /** Looks over a queue (name, URL or ARN), its function and its dead-letter queue; changes nothing. */
  'queues.checkUp': {
    input: z.strictObject({ queue: z.string().trim().min(1).max(500) }),
    output: z.object({ queue: z.string(), arn: z.string(), findings: z.array(checkUpFindingSchema) })
  },
  'queues.list': { input: z.void(), output: z.array(queueSchema) },
  /** Looks that this host made, and what went through; on an account the times in which nobody looked are CloudWatch's. */
  'queues.history': {
    input: z.strictObject({
      queue: z.string().min(1).max(80),
      span: z.enum(['15m', '3h', '3d']).default('15m')
    }),
    output: queueHistorySchema
  }
}

export type QueueStatus = z.output<typeof queueSchema>
export type CheckUpFinding = z.output<typeof checkUpFindingSchema>
export type HistorySpan = keyof typeof historySpans
