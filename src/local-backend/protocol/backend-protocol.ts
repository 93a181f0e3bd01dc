import { z } from 'zod'
import { errorCodes } from '../../shared/error-codes'

/** What a client needs to reach a local backend, as it stands in the 0600 file `endpoint.json`. */
export const endpointSchema = z.object({
  /** Process that serves it. */
  pid: z.number().int().positive(),
  url: z.url(),
  region: z.string().min(1),
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1)
})
export type LocalEndpoint = z.output<typeof endpointSchema>

/** Targets of calls to the fault lab itself begin with this. Its faults never touch them. */
export const FAULT_LAB_TARGET = 'ChatAPPFaultLab.'

/** Asks what SQS does not tell of the queues; the fault lab never touches it. */
export const QUEUE_FACTS_TARGET = 'ChatAPPQueues.Facts'

const triggerSchema = z.object({
  queueArn: z.string(),
  functionArn: z.string(),
  timeoutSeconds: z.number().int().positive(),
  batchSize: z.number().int().positive(),
  maximumConcurrency: z.number().int().positive(),
  reportsFailures: z.boolean()
})

/** How the local function takes messages from a queue. */
export type LocalTrigger = z.output<typeof triggerSchema>

/** What the local backend tells of its queues: the age of each one's oldest message in milliseconds, and what takes from them. */
export const queueFactsSchema = z.object({
  ages: z.record(z.string(), z.number().nonnegative()),
  triggers: z.array(triggerSchema)
})

/** Targets of CloudWatch Logs begin with this. Faults touch them as little: they show what the faults did. */
export const LOGS_TARGET = 'Logs_20140328.'

/** Targets of DynamoDB begin with this. */
export const TABLE_TARGET = 'DynamoDB_20120810.'

/** The service that a call is signed for. */
export function serviceOf(target: string): 'sqs' | 'logs' | 'dynamodb' {
  if (target.startsWith(LOGS_TARGET)) return 'logs'
  return target.startsWith(TABLE_TARGET) ? 'dynamodb' : 'sqs'
}

/** What the backend's process tells the one that started it. */
export const childMessageSchema = z.discriminatedUnion('type', [
  /** It serves. `setAside`: the name that its database was put aside under, because it was damaged. */
  z.object({ type: z.literal('ready'), endpoint: endpointSchema, setAside: z.string().nullable() }),
  /** Another process has the folder; this one ends. */
  z.object({ type: z.literal('busy') }),
  /** It cannot serve, and says why; this process ends. */
  z.object({ type: z.literal('failed'), code: z.enum(errorCodes), message: z.string() }),
  /** It has ended its work, as it was asked to; the last that it says. */
  z.object({ type: z.literal('ended') }),
  z.object({ type: z.literal('log'), lines: z.array(z.string()) })
])
export type ChildMessage = z.output<typeof childMessageSchema>

/** What the starter tells the backend's process. */
export const parentMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stop') }),
  /** The last word has arrived, so that the process may end; see `leave` in child.ts. */
  z.object({ type: z.literal('heard') })
])
export type ParentMessage = z.output<typeof parentMessageSchema>
