import { z } from 'zod'
import { wrong } from '../input-error'

/** The id of something that is there. */
export const id = z.string().min(1).max(200)
/**
 * The id of what a call creates, when the caller makes it: who does not learn the answer asks again with the same id, and
 * nothing is created twice.
 */
export const newId = z.uuidv7().optional()
/** What is sent: anything but white space alone. */
export const messageText = z.string().regex(/\S/, wrong('input.message_empty'))
export const count = z.number().int().nonnegative()
