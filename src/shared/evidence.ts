import { z } from 'zod'
import { timeSchema } from './time-schema'

/** How far the server's clock was ahead of this computer's, in milliseconds, and how well that was known. */
const clockSchema = z.object({ aheadMs: z.number().int(), withinMs: z.number().int().nonnegative() })

const messageId = z.string().max(200)

const sendingSchema = z.object({
  sqsMessageId: messageId,
  at: timeSchema,
  /** The user's Retry has ended it. */
  earlier: z.literal(true).optional()
})

/** Sendings of one request that are remembered, the newest. */
export const MAX_SENDINGS = 10

/** What this computer saw of a message's way besides the times of its hops. Everything may be missing. */
export const evidenceSchema = z.object({
  /** Of a request: under which id SQS accepted it, and when that was seen here; more than one when it was sent again. */
  sendings: z.array(sendingSchema).optional(),
  /** Of a reply: its own id on the response queue. */
  sqsMessageId: messageId.optional(),
  /** Of a reply: the backend that it came from; left out where that is the local one. */
  backendId: z.string().max(64).optional(),
  /** As it was known when the message was last heard of, by the `Date` of the server's answers. */
  clock: clockSchema.optional()
})
export type Evidence = z.output<typeof evidenceSchema>
