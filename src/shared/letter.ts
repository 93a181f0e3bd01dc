import { z } from 'zod'

/** A message attribute as a queue holds it; the value of a `Binary` one in base64. */
export const letterAttributeSchema = z.object({ name: z.string(), type: z.string(), value: z.string() })

/** A message in a dead-letter queue. */
export const letterSchema = z.object({
  sqsMessageId: z.string(),
  /** As it stands on the wire; in a list perhaps only its beginning. */
  body: z.string(),
  /** Characters of the whole body. */
  length: z.number().int().nonnegative(),
  attributes: z.array(letterAttributeSchema),
  groupId: z.string().nullable(),
  /** What the server said of it besides, by its names for that. */
  system: z.record(z.string(), z.string()).optional(),
  /** When the queue that gave it up had accepted it, epoch milliseconds. */
  sentAt: z.number(),
  firstReceivedAt: z.number().nullable(),
  /** How often it was received, looks that receive included. */
  receiveCount: z.number().int().nonnegative(),
  /** The queue that gave it up; null where nobody says, as of one that was sent here by hand. */
  source: z.string().nullable(),
  /** It was taken from a queue that is not the backend's dead-letter queue. */
  other: z.boolean().optional(),
  /** Somebody else works on it now, so that it cannot be had. */
  hidden: z.boolean()
})

/** The server's own move of letters back to where they came from. */
export const moveStateSchema = z.object({
  status: z.enum(['running', 'done', 'cancelled', 'failed']),
  moved: z.number().int().nonnegative(),
  /** Null where the server does not say. */
  toMove: z.number().int().nonnegative().nullable(),
  /** Why it failed, as the server names it. */
  failure: z.string().nullable(),
  startedAt: z.number()
})

export type LetterAttribute = z.output<typeof letterAttributeSchema>
export type Letter = z.output<typeof letterSchema>
export type MoveState = z.output<typeof moveStateSchema>

/** What a layer of a body is: how it was written, or whose envelope. */
export const layerKinds = [
  'json',
  'json-text',
  'json-in-json',
  'sns',
  'eventbridge',
  's3',
  'base64',
  'gzip'
] as const

/** What an envelope says of itself. */
export const layerFacts = [
  'topic',
  'subject',
  'sentAt',
  'source',
  'detailType',
  'account',
  'region',
  'event',
  'object',
  'bytes'
] as const

/** A layer of a body: what was found, and what was in it. */
export const layerSchema = z.object({
  kind: z.enum(layerKinds),
  facts: z.array(z.object({ name: z.enum(layerFacts), value: z.string() })),
  /** What was in it, perhaps only its beginning; empty where there was nothing, or `problem` says why. */
  text: z.string(),
  /** Characters of the whole. */
  length: z.number().int().nonnegative(),
  /** `empty`: it holds nothing; `binary`: no text, shown as hexadecimal; `large`, `damaged`: it was not unpacked. */
  problem: z.enum(['empty', 'binary', 'large', 'damaged']).nullable()
})

export type Layer = z.output<typeof layerSchema>
