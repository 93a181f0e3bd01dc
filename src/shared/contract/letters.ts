import { z } from 'zod'
import { checkStepSchema, queueNameSchema } from '../backend-config'
import { layerSchema, letterAttributeSchema, moveStateSchema } from '../letter'
import { wireErrorSchema } from '../message'
import { count, id } from './parts'

/** At most so many letters in one part of a list. */
export const MAX_LETTERS = 1000

/** A letter by where it is: in its queue by its id of SQS, in the tray by its id there. */
const place = z.enum(['queue', 'tray'])
export const letterRefSchema = z.strictObject({ place, id })
const refs = z.array(letterRefSchema).min(1).max(100_000)

/** The queue that the letters lie in; left out: the backend's dead-letter queue. */
const from = queueNameSchema.optional()
const ofQueue = z.strictObject({ from })

/** A letter as a list shows it. */
export const letterSummarySchema = z.object({
  place,
  id: z.string(),
  /** The queue that it lies in, or was taken from. */
  queue: z.string(),
  /** The beginning of what the sender wrote; of a body that is none of ours, the beginning of that. */
  text: z.string(),
  /** Characters of the whole body. */
  length: count,
  /** Whether the body is a request as ChatAPP writes it. */
  ours: z.boolean(),
  correlationId: z.string().nullable(),
  /** The chat that its request stands in; null for one that this profile did not send. */
  conversationId: z.string().nullable(),
  /** Why it failed, as the processor said; null where nobody did. */
  cause: z.string().nullable(),
  /** How often it was received, looks that receive included. */
  attempts: count,
  sentAt: z.number(),
  /** The queue that gave it up; null where nobody says. */
  source: z.string().nullable(),
  /** `free`; `busy`: somebody works on it, or it is on its way. */
  state: z.enum(['free', 'busy']),
  edited: z.boolean()
})

export const letterDetailSchema = letterSummarySchema.extend({
  /** As it stands on the wire. */
  body: z.string(),
  /** What can be edited: the text of a request of ours, else the body. */
  editable: z.string(),
  /** The same as it is to be sent; null while nobody has changed it. */
  changed: z.string().nullable(),
  /** The same layer by layer, from the outside in; empty for a text that holds nothing but itself. */
  layers: z.array(layerSchema),
  attributes: z.array(letterAttributeSchema),
  groupId: z.string().nullable(),
  /** What the server said of it besides, by its names for that. */
  system: z.record(z.string(), z.string()),
  firstReceivedAt: z.number().nullable()
})

/** What a look at the queue does to what it shows: nothing, or what SQS does to what is received. */
const lookSchema = z.discriminatedUnion('effect', [
  z.object({ effect: z.literal('none') }),
  z.object({
    effect: z.literal('received'),
    hiddenSeconds: count,
    /** Requests that it took, each of which is paid for on AWS. */
    requests: count
  })
])

/** Work on many letters. */
export const letterJobSchema = z.object({
  id: z.string(),
  kind: z.enum(['take', 'resend', 'return', 'delete', 'redrive']),
  total: count,
  done: count,
  /** Not there any more, or somebody else has them. */
  missed: count,
  /** Why it stopped; null while all is well. */
  error: wireErrorSchema.nullable(),
  cancelled: z.boolean(),
  over: z.boolean()
})

export const acts = [
  'take',
  'edit',
  'resend',
  'return',
  'delete',
  'purge',
  'import',
  'remove',
  'redrive',
  'redrive-cancel',
  'send',
  'sent'
] as const
export const letterActSchema = z.object({
  id: count,
  at: z.number(),
  act: z.enum(acts),
  backendId: z.string(),
  queue: z.string(),
  letterId: z.string().nullable(),
  correlationId: z.string().nullable(),
  detail: z.string().nullable()
})

/** What a dry run came to. */
export const dryRunSchema = z.object({
  /** Whether the message would be deleted from its queue. */
  succeeded: z.boolean(),
  replies: z.array(
    z.object({ queue: z.string(), text: z.string(), kind: z.enum(['reply', 'error', 'other']) })
  ),
  log: z.array(z.string()),
  error: z.string().nullable(),
  ms: count
})

const rate = z.number().min(0.1).max(500).nullable().default(null)
const started = z.object({ job: letterJobSchema })

/**
 * The desk for dead letters: those in the backend's dead-letter queue, or in any other queue of it, and those in the tray.
 * What changes another queue throws `forbidden` until the backend is unlocked for it.
 */
export const lettersCalls = {
  /** What a look at a queue of this backend would do to what it shows; asks nobody. */
  'letters.look': { input: z.void(), output: z.object({ effect: z.enum(['none', 'received']) }) },
  /** Letters that lie in the queue: the newest first where looking has no effect. */
  'letters.list': {
    input: z.strictObject({
      limit: z.number().int().min(1).max(MAX_LETTERS).default(100),
      after: z.strictObject({ id, sentAt: z.number() }).nullable().default(null),
      from
    }),
    output: z.object({
      queue: z.string(),
      letters: z.array(letterSummarySchema),
      total: count,
      more: z.boolean(),
      look: lookSchema
    })
  },
  /** Letters that were taken, the newest first. */
  'letters.tray': {
    input: z.strictObject({
      limit: z.number().int().min(1).max(MAX_LETTERS).default(100),
      before: id.nullable().default(null)
    }),
    output: z.object({ letters: z.array(letterSummarySchema), total: count, more: z.boolean() })
  },
  /** One with all that it says. Throws `not_found` when it is not where it was. */
  'letters.get': { input: letterRefSchema.extend({ from }), output: letterDetailSchema },
  /** The first line that the function logged about each of these, for as many as there are. */
  'letters.logs': {
    input: z.strictObject({ correlationIds: z.array(id).max(50) }),
    output: z.array(z.object({ correlationId: z.string(), line: z.string() }))
  },
  /** Moves letters from the queue into the tray: each is stored, then deleted. */
  'letters.take': { input: z.strictObject({ letters: refs, from }), output: started },
  /** Changes what a letter of the tray is to say; null takes that back. */
  'letters.edit': {
    input: z.strictObject({ id, text: z.string().max(1_048_576).nullable() }),
    output: letterDetailSchema
  },
  /** Runs the local processor on a letter, with this text or its own; nothing is sent. */
  'letters.dryRun': {
    input: z.strictObject({ letter: letterRefSchema, text: z.string().max(1_048_576).optional(), from }),
    output: dryRunSchema
  },
  /** Sends letters again, each under its own correlation id, at most so many a second. */
  'letters.resend': { input: z.strictObject({ letters: refs, perSecond: rate, from }), output: started },
  /** Puts letters of the tray back into the queue that they were taken from, as they came. */
  'letters.return': { input: z.strictObject({ letters: refs }), output: started },
  /** Deletes letters for good. `queue`: the queue's name, as somebody typed it. */
  'letters.delete': { input: z.strictObject({ letters: refs, queue: z.string(), from }), output: started },
  /** Deletes everything that lies in the queue. `queue`: its name, as somebody typed it. */
  'letters.purge': { input: z.strictObject({ queue: z.string(), from }), output: z.null() },
  /** Moves all letters of the queue back to where they came from: by the server where it can, else one by one. */
  'letters.redrive': {
    input: z.strictObject({ perSecond: rate, from }),
    output: z.object({ by: z.enum(['server', 'us']), job: letterJobSchema.nullable() })
  },
  /** The newest move that the server does; null where there is none. */
  'letters.move': { input: ofQueue.optional(), output: moveStateSchema.nullable() },
  'letters.move.cancel': { input: ofQueue.optional(), output: z.null() },
  /** The work of this host on many letters, the last one; null before the first. */
  'letters.job': { input: z.void(), output: letterJobSchema.nullable() },
  /** Stops it before its next letter; what it has done stays done. */
  'letters.job.cancel': { input: z.void(), output: z.null() },
  /** A part of the tray as JSON lines, or of the log of acts; `next` is the cursor of the following part. */
  'letters.export': {
    input: z.strictObject({ what: z.enum(['tray', 'acts']), cursor: id.nullable().default(null) }),
    output: z.object({ lines: z.array(z.string()), next: z.string().nullable() })
  },
  /**
   * Brings letters of an export into the tray, all that are given or none; what is here already is not brought again.
   * Throws `invalid_input`, naming the line; `from`: the number of the first.
   */
  'letters.import': {
    input: z.strictObject({
      lines: z.array(z.string().max(8_000_000)).max(100_000),
      from: z.number().int().positive().default(1)
    }),
    output: z.object({ added: count, present: count })
  },
  'letters.acts': {
    input: z.strictObject({
      limit: z.number().int().min(1).max(MAX_LETTERS).default(100),
      before: count.nullable().default(null)
    }),
    output: z.array(letterActSchema)
  },
  /** The smallest policy that lets the desk work on this queue, and where it goes; null where nobody has to allow it. */
  'letters.policy': { input: ofQueue.optional(), output: checkStepSchema.shape.fix.nullable() }
}

export const lettersEvents = {
  /** The tray, or the log of acts, is another: ask for it. */
  'letters.changed': z.null(),
  'letters.job': letterJobSchema
}

export type LetterRef = z.output<typeof letterRefSchema>
export type LetterSummary = z.output<typeof letterSummarySchema>
export type LetterDetail = z.output<typeof letterDetailSchema>
export type LetterJob = z.output<typeof letterJobSchema>
export type LetterAct = z.output<typeof letterActSchema>
export type Act = LetterAct['act']
export type DryRun = z.output<typeof dryRunSchema>
