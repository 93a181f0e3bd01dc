import { z } from 'zod'
import { logLevels } from '../log-levels'
import { timeSchema } from '../message'
import { count, id } from './parts'

const ids = {
  /** The correlation id of the message that it is about; null where it names none, or several. */
  messageId: z.string().nullable(),
  conversationId: z.string().nullable(),
  /** The invocation it was written in. */
  requestId: z.string().nullable(),
  /** Which attempt at the message it is of. */
  attempt: count.nullable()
}

/** A line of MessageProcessor's log. */
export const logEntrySchema = z.object({
  /** The same however often it is read. */
  id: z.string(),
  at: timeSchema,
  /** Null where it does not say: then it counts as `INFO`. */
  level: z.enum(logLevels).nullable(),
  /** As it was written, known secrets blotted out; its end may be cut. */
  text: z.string(),
  /** Characters that were cut. */
  cut: count,
  ...ids,
  /** The conversation here in which that message stands; null where it is not of this profile. */
  here: z.string().nullable()
})
export type LogEntry = z.output<typeof logEntrySchema>

/** The log of MessageProcessor, wherever it is kept. It is read only when somebody asks. */
export const logsCalls = {
  /**
   * A page of lines, oldest first: the newest there are (until a moment), those before `cursor`, or those since a moment,
   * which may hold some that were there before. Of a message also what its invocations wrote without naming any.
   */
  'logs.read': {
    input: z.strictObject({
      messageId: id.optional(),
      conversationId: id.optional(),
      /** Lines of this level and above; all when left out. */
      level: z.enum(logLevels).optional(),
      since: timeSchema.optional(),
      until: timeSchema.optional(),
      cursor: z.string().max(4000).optional(),
      limit: z.number().int().min(1).max(1000).default(200)
    }),
    output: z.object({
      entries: z.array(logEntrySchema),
      /** Where it goes on to older lines; null at the beginning. With `since`: whether there is more than this. */
      cursor: z.string().nullable()
    })
  },
  /** Where the log is kept, and what it takes to read it. */
  'logs.place': {
    input: z.void(),
    output: z.object({
      logGroup: z.string(),
      /** It in the console of AWS; null where there is none. */
      consoleUrl: z.string().nullable(),
      /** How often who follows it should ask, in milliseconds. */
      everyMs: count,
      /** Whether it is read from an account. */
      account: z.boolean(),
      /** The smallest policy that allows to read it, and where to put it; null where nobody needs one. */
      policy: z.object({ action: z.string(), policy: z.string(), consolePath: z.string() }).nullable()
    })
  }
}
