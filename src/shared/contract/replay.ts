import { z } from 'zod'
import { wireErrorSchema } from '../message'
import { count, id } from './parts'

/** A line of what was answered, with volatile parts masked; `none` stands for no answer at all. */
export const diffLineSchema = z.object({
  side: z.enum(['both', 'recorded', 'replayed']),
  kind: z.enum(['text', 'error', 'none']),
  text: z.string()
})

/** What became of one request of a recording. */
export const replayStepSchema = z.object({
  replayId: z.string(),
  /** From 1. */
  number: count,
  total: count,
  request: z.string(),
  /** `unanswered`: fewer answers came in time; `refused`: SQS did not take it. */
  verdict: z.enum(['same', 'different', 'unanswered', 'refused']),
  diff: z.array(diffLineSchema),
  error: wireErrorSchema.nullable(),
  /** Until its last answer. */
  ms: count.nullable()
})

/** Saved conversations are sent again, beside the chats, and what is answered is compared. */
export const replayCalls = {
  /** Begins with a conversation as it stands; without one its lines are added. A recording is an export of one chat. */
  'replay.begin': {
    input: z.strictObject({ conversationId: id.optional() }),
    output: z.object({ replayId: z.string() })
  },
  /** As `data.import.add`. Throws `invalid_input`, naming the line, for damaged data. */
  'replay.add': {
    input: z.strictObject({
      replayId: id,
      lines: z.array(z.string().max(2_000_000)).max(1000),
      continued: z.boolean().default(false)
    }),
    output: z.null()
  },
  /**
   * Sends each request and compares; told step by step by `replay.step`. Resolves when it is over or was cancelled.
   * Throws `invalid_input` for a recording that is none, is not whole, or holds no request, and for a mask that is no
   * regular expression.
   */
  'replay.run': {
    input: z.strictObject({
      replayId: id,
      /** The active one when left out. */
      backendId: id.optional(),
      /** Regular expressions for what else differs each time. */
      masks: z.array(z.string().min(1).max(500)).max(50).default([]),
      timeoutSeconds: z.number().int().min(1).max(900).default(30)
    }),
    output: z.object({ total: count, same: count, different: count, cancelled: z.boolean() })
  },
  /** Ends it; an unknown one has ended already. */
  'replay.cancel': { input: z.strictObject({ replayId: id }), output: z.null() }
}

export const replayEvents = {
  'replay.step': replayStepSchema
}

export type DiffLine = z.output<typeof diffLineSchema>
export type ReplayStep = z.output<typeof replayStepSchema>
