import { z } from 'zod'
import { messagePairSchema, pairSchema } from '../pair'
import { timeSchema } from '../time-schema'
import { id } from './parts'

/** The queues that a chat is bound to. */
const boundSchema = z.object({
  conversationId: z.string(),
  /** The backend that the queues belong to; messages wait while another one is in use. */
  backendId: z.string(),
  pair: pairSchema,
  /** It came with an import, and nobody here has said yet that messages are to go there. */
  unconfirmed: z.boolean(),
  /** Messages that wait to be sent to these queues, and to queues that the chat was bound to before. */
  waiting: z.number().int(),
  waitingForEarlier: z.number().int()
})

/** A message that came on a reply queue and fits to no request; on a queue that others read it was given back. */
const strangerSchema = z.object({
  at: timeSchema,
  /** The beginning of it. */
  body: z.string(),
  attributes: z.record(z.string(), z.string()),
  /** What stands in it where the id of a request was looked for. */
  ids: z.array(z.string())
})

/** Chats that are bound to queues of their own. */
export const pairsCalls = {
  /** The queues that a chat is bound to; null for one that talks to MessageProcessor. */
  'pairs.get': { input: z.strictObject({ id }), output: boundSchema.nullable() },
  /**
   * Binds a chat to queues. What was written before stays with the queues that it was written for. Throws `invalid_input`,
   * naming the field, for what cannot be used, and `conflict` for the first chat, which stays with MessageProcessor.
   */
  'pairs.set': {
    input: z.strictObject({
      id,
      /** The one in use when left out. */
      backendId: z.string().max(200).optional(),
      pair: pairSchema
    }),
    output: boundSchema
  },
  /** From now on the chat talks to MessageProcessor, as others do. */
  'pairs.clear': { input: z.strictObject({ id }), output: z.null() },
  /** What a message would look like on the wire, and what of a reply would be read; changes nothing. */
  'pairs.preview': {
    input: z.strictObject({
      pair: pairSchema,
      text: z.string(),
      reply: z.object({ body: z.string(), attributes: z.record(z.string(), z.string()) }).optional()
    }),
    output: z.object({
      body: z.string(),
      attributes: messagePairSchema.shape.attributes,
      reply: z.object({ ids: z.array(z.string()), text: z.string(), whole: z.boolean() }).nullable()
    })
  },
  /** Somebody looks at a bound chat now: its reply queue is read for the next two minutes. */
  'pairs.open': { input: z.strictObject({ id }), output: z.null() },
  /** What came on the chat's reply queue lately and fits to no request, newest first; as far as this host knows. */
  'pairs.strangers': { input: z.strictObject({ id }), output: z.array(strangerSchema) }
}

export type BoundPair = z.output<typeof boundSchema>
export type Stranger = z.output<typeof strangerSchema>
