import { z } from 'zod'
import { checkStepSchema, queueNameSchema } from '../backend-config'
import { wrong } from '../input-error'
import { wireErrorSchema } from '../message'
import { wireText } from '../own-attributes'
import { sentAttributesSchema } from '../own-attributes-schema'
import { toldSchema } from '../said'
import { MAX_DELAY_SECONDS, MAX_MESSAGE_BYTES } from '../wire'
import { count, id } from './parts'

/** Queues whose depth is asked for in one call: those on the screen. */
export const MOST_GLANCES = 50

const prefix = z
  .string()
  .trim()
  .max(80, wrong('input.queue_name_long'))
  .regex(/^[\w.-]*$/, wrong('input.queue_name'))

const depth = z.object({ visible: count, inFlight: count, delayed: count })

/** Something that was read, or why it could not be, with the smallest policy for it where a permission is missing. */
const read = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: wireErrorSchema, fix: checkStepSchema.shape.fix })
  ])

/** A queue as a row of the list shows it. */
const glance = z.object({
  depth,
  deadLetterQueue: z.string().nullable(),
  encryption: z.enum(['none', 'sqs', 'kms'])
})

/** A function that takes from a queue. */
const trigger = z.object({
  functionName: z.string(),
  enabled: z.boolean(),
  batchSize: count,
  maximumConcurrency: count.nullable()
})

const attributesOfQueue = glance.extend({
  arn: z.string(),
  maxReceiveCount: count.nullable(),
  contentBasedDeduplication: z.boolean(),
  createdAt: z.number().nullable(),
  changedAt: z.number().nullable(),
  /** What they mean. */
  words: z.array(toldSchema),
  /** As the server tells them. */
  raw: z.record(z.string(), z.string())
})

export const deskQueueSchema = z.object({
  name: z.string(),
  /** What ChatAPP itself uses it for; null for any other. */
  role: z.enum(['request', 'response', 'dead-letter', 'shared-response']).nullable(),
  fifo: z.boolean(),
  pinned: z.boolean(),
  attributes: read(attributesOfQueue),
  tags: read(z.record(z.string(), z.string())),
  /** Queues whose dead letters come here. */
  sources: read(z.array(z.string())),
  triggers: read(z.array(trigger)),
  /** The table in which the function that works on it keeps rooms; null where it keeps none, or nobody has asked it. */
  table: z.string().nullable(),
  /** What a look at its messages costs, before there is one; `free`: nothing. */
  look: z.object({ free: z.boolean(), words: z.array(toldSchema) })
})

/** Letters and signs of AWS's identifiers of groups and of what is the same. */
const fifoId = z.string().regex(/^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/, wrong('input.fifo_id'))

/** The desk for every queue of the backend. It reads; what it changes throws `forbidden` until the backend is unlocked. */
export const deskCalls = {
  /** Names of queues, a part of them: one request. `pinned`: those that come first, on the first part. */
  'desk.list': {
    input: z.strictObject({
      prefix: prefix.default(''),
      next: z.string().max(4000).nullable().default(null)
    }),
    output: z.object({
      pinned: z.array(z.string()),
      queues: z.array(z.string()),
      next: z.string().nullable()
    })
  },
  /** How full some queues are: one request each. */
  'desk.glance': {
    input: z.strictObject({ queues: z.array(queueNameSchema).min(1).max(MOST_GLANCES) }),
    output: z.array(z.object({ name: z.string(), glance: read(glance) }))
  },
  /** A queue with all that is told of it and around it. Throws `queue_missing` for one that is not there (any more). */
  'desk.get': { input: z.strictObject({ queue: queueNameSchema }), output: deskQueueSchema },
  /** Returns what is pinned then. */
  'desk.pin': {
    input: z.strictObject({ queue: queueNameSchema, pinned: z.boolean() }),
    output: z.array(z.string())
  },
  /**
   * Sends a message as it is. Asked again with the same id, it is not sent twice; throws `conflict` where nobody knows
   * whether the first one arrived, unless `again` says to send it nevertheless.
   */
  'desk.send': {
    input: z.strictObject({
      id: z.uuidv7(),
      queue: queueNameSchema,
      /** The backend that is meant: throws `conflict` where another one is talked to by now. */
      backendId: id.optional(),
      body: z
        .string()
        .min(1, wrong('input.message_empty'))
        .max(MAX_MESSAGE_BYTES)
        .regex(wireText, wrong('attribute.value_string')),
      attributes: sentAttributesSchema.default([]),
      delaySeconds: z.number().int().min(0).max(MAX_DELAY_SECONDS).nullable().default(null),
      groupId: fifoId.nullable().default(null),
      deduplicationId: fifoId.nullable().default(null),
      again: z.boolean().default(false)
    }),
    output: z.object({ sqsMessageId: z.string(), sequenceNumber: z.string().nullable() })
  }
}

export type DeskQueue = z.output<typeof deskQueueSchema>
export type Glance = z.output<typeof glance>
