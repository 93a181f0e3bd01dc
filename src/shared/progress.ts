import { z } from 'zod'
import { timeSchema } from './time-schema'
import { MAX_CAUSE, MAX_PROGRESS_TEXT } from './wire'

/** The longest wait that is believed of a failed attempt, in seconds; MessageProcessor waits up to 60. */
const MAX_WAIT_SECONDS = 900

const between = (least: number, most: number) =>
  z.number().transform((value) => Math.min(most, Math.max(least, value)))
const whole = (least: number) => between(least, Number.MAX_SAFE_INTEGER).transform(Math.floor)
const cut = (length: number) => z.string().transform((text) => text.slice(0, length).toWellFormed())

/**
 * What a progress reply says of an attempt, as it stands on the wire. Numbers out of bounds become the nearest that can
 * be; what is none is left out.
 */
export const progressFields = z.looseObject({
  /** How many attempts there are in all (`maxReceiveCount`). */
  of: whole(1).optional().catch(undefined),
  /** When the attempt began, by MessageProcessor's clock. */
  startedAt: timeSchema.optional().catch(undefined),
  /** 0, 1, 2 …: what comes with a greater one is newer. */
  step: whole(0).catch(0),
  /** How much of the work is done, 0 to 1, where a handler tells. */
  fraction: between(0, 1).optional().catch(undefined),
  /** Set when the attempt has failed; the reply's text is the cause. */
  failed: z
    .object({ at: timeSchema, nextInSeconds: between(0, MAX_WAIT_SECONDS) })
    .optional()
    .catch(undefined)
})

export type ProgressFields = z.output<typeof progressFields>

/**
 * What is known of one attempt at a request before it was answered. The attempt that answered, or that was the last to
 * fail, told no failure here: its reply says the rest (`trace`).
 */
export const attemptSchema = z.object({
  /** Counts from 1 for each SQS message (`ApproximateReceiveCount`). */
  attempt: whole(1),
  /** How many there may be (`maxReceiveCount`), if that is known. */
  of: whole(1).optional(),
  /** Retry, Ask now and "asks again" send a request as another SQS message, whose attempts count anew. */
  sqsMessageId: cut(200),
  awsRequestId: cut(200).optional(),
  /** When it began, by MessageProcessor's clock. */
  startedAt: timeSchema,
  /** The same moment by this computer's clock. */
  beganAt: timeSchema,
  /** When the newest word of it was put on the response queue, by this computer's clock. */
  toldAt: timeSchema,
  step: whole(0),
  fraction: between(0, 1).optional(),
  /** What its handler said last; left out while it says nothing. */
  text: cut(MAX_PROGRESS_TEXT).optional(),
  failed: z
    .object({
      /** By MessageProcessor's clock. */
      at: timeSchema,
      cause: cut(MAX_CAUSE),
      /** When the next attempt begins at the earliest, by this computer's clock. */
      nextAt: timeSchema
    })
    .optional(),
  /** It belongs to a sending that the user's Retry has ended. */
  earlier: z.literal(true).optional()
})

/** All that is known, in the order in which they began. */
export const attemptsSchema = z.array(attemptSchema)

export type Attempt = z.output<typeof attemptSchema>
