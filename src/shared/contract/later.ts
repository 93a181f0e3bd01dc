import { z } from 'zod'
import { timeSchema } from '../message'
import { looseAttributesSchema, ownAttributesSchema } from '../own-attributes-schema'
import { count, id, messageText, newId } from './parts'

/** A message that waits for a moment; it goes into the outbox when that has come. */
export const scheduledSchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  /** One line of it, at most 120 characters. */
  preview: z.string(),
  sendAt: timeSchema,
  /** The user's own attributes, counted. */
  attributes: count
})

export const templateSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** With its fields, as `{{name}}`. */
  text: z.string(),
  attributes: looseAttributesSchema
})

const storedId = z.object({ id: z.string() })

/** Messages that are sent later, and templates. */
export const laterCalls = {
  /** All that wait, the next one first. */
  'scheduled.list': { input: z.void(), output: z.array(scheduledSchema) },
  /** One with its whole text. Throws `not_found` when it has gone out already, or was cancelled. */
  'scheduled.get': {
    input: z.strictObject({ id }),
    output: z.object({
      id: z.string(),
      conversationId: z.string(),
      text: z.string(),
      attributes: looseAttributesSchema,
      /** In a room: the message that it replies to. */
      quotes: z.string().optional(),
      sendAt: timeSchema
    })
  },
  /** Keeps a message until a moment, by the clock of this computer. It is sent while a host of the profile runs. */
  'scheduled.add': {
    input: z.strictObject({
      id: newId,
      conversationId: id.optional(),
      text: messageText,
      attributes: ownAttributesSchema.optional(),
      /** In a room: the message that it replies to. */
      quotes: id.optional(),
      sendAt: timeSchema
    }),
    output: storedId
  },
  /** Changes what is given; `sendAt: null` sends it now. Throws `not_found` as `scheduled.get` does. */
  'scheduled.change': {
    input: z.strictObject({
      id,
      text: messageText.optional(),
      attributes: ownAttributesSchema.optional(),
      sendAt: timeSchema.nullable().optional()
    }),
    output: storedId
  },
  /** It is not sent, and gone. Throws `not_found` as `scheduled.get` does. */
  'scheduled.cancel': { input: z.strictObject({ id }), output: z.null() },
  /** By name. */
  'templates.list': { input: z.void(), output: z.array(templateSchema) },
  /** Keeps it under a name, in the place of the one that has it. */
  'templates.save': {
    input: z.strictObject({
      id: newId,
      name: z.string().trim().min(1).max(60),
      text: messageText,
      attributes: looseAttributesSchema.optional()
    }),
    output: z.null()
  },
  'templates.delete': { input: z.strictObject({ id }), output: z.null() }
}

export const laterEvents = {
  /** What waits for a moment is another: ask for the list. */
  'scheduled.changed': z.null(),
  'templates.changed': z.null()
}

export type Scheduled = z.output<typeof scheduledSchema>
export type Template = z.output<typeof templateSchema>
