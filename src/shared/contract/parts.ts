import { z } from 'zod'
import { wrong } from '../input-error'
import { MAX_TITLE, breaksLine, nameKey } from '../room-wire'

/** The id of something that is there. */
export const id = z.string().min(1).max(200)
/**
 * The id of what a call creates, when the caller makes it: who does not learn the answer asks again with the same id, and
 * nothing is created twice.
 */
export const newId = z.uuidv7().optional()
/** What is sent: anything but white space alone. */
export const messageText = z.string().regex(/\S/, wrong('input.message_empty'))
/** What is shown in one line; white space around it is left out. */
export const oneLine = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .refine((value) => !breaksLine.test(value), wrong('input.breaks_line'))
/** The same, of which something is seen. */
export const seenLine = (most: number, empty: 'input.title_empty' | 'input.name_empty') =>
  oneLine(most).refine((value) => nameKey(value) !== '', wrong(empty))
/** What a chat or a room is called. */
export const title = seenLine(MAX_TITLE, 'input.title_empty')
export const count = z.number().int().nonnegative()
