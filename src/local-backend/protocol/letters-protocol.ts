import { z } from 'zod'

/** Targets of calls that look at a queue without any effect begin with this; no client of AWS knows them. */
export const LETTERS_TARGET = 'ChatAPPLetters.'

/** At most so many letters in one answer. */
export const MAX_LOOKED = 1000

const attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().exactOptional(),
  /** base64 */
  BinaryValue: z.string().exactOptional()
})

/** A message as it lies in a queue. */
const queuedSchema = z.object({
  messageId: z.string(),
  /** Its beginning where a preview was asked for. */
  body: z.string(),
  /** UTF-16 units of the whole body. */
  length: z.number(),
  messageAttributes: z.record(z.string(), attribute),
  groupId: z.string().nullable(),
  sentAt: z.number(),
  firstReceivedAt: z.number().nullable(),
  receiveCount: z.number(),
  /** The name of the queue that gave it up. */
  source: z.string().nullable(),
  /** Somebody works on it, or it is delayed: it cannot be had now. */
  hidden: z.boolean()
})

export const lookInputSchema = z.object({
  queue: z.string(),
  limit: z.number().int().min(1).max(MAX_LOOKED),
  /** Only what comes after this one; the newest come first. */
  after: z.object({ sentAt: z.number(), messageId: z.string() }).nullable(),
  /** Bodies are cut to so many UTF-16 units; null: whole. */
  preview: z.number().int().min(0).nullable(),
  /** Only these, where given. */
  messageIds: z.array(z.string()).nullable(),
  correlationId: z.string().nullable()
})
export const lookAnswerSchema = z.object({ letters: z.array(queuedSchema), total: z.number() })

export const holdInputSchema = z.object({
  queue: z.string(),
  messageIds: z.array(z.string()).max(MAX_LOOKED),
  seconds: z.number().int().min(1).max(43_200)
})
export const holdAnswerSchema = z.object({
  held: z.array(z.object({ messageId: z.string(), receiptHandle: z.string() }))
})

export const dryRunInputSchema = z.object({
  body: z.string(),
  messageAttributes: z.record(z.string(), attribute),
  sentAt: z.number()
})
export const dryRunAnswerSchema = z.object({
  /** Whether the message would be deleted from the request queue: it was answered. */
  succeeded: z.boolean(),
  replies: z.array(z.object({ queue: z.string(), body: z.string() })),
  log: z.array(z.string()),
  /** Why the function itself ended without an answer; null when it did not. */
  error: z.string().nullable(),
  ms: z.number()
})

export type QueuedMessage = z.output<typeof queuedSchema>
export type LookInput = z.output<typeof lookInputSchema>
export type LookAnswer = z.output<typeof lookAnswerSchema>
export type HoldInput = z.output<typeof holdInputSchema>
export type HoldAnswer = z.output<typeof holdAnswerSchema>
export type DryRunInput = z.output<typeof dryRunInputSchema>
export type DryRunAnswer = z.output<typeof dryRunAnswerSchema>
