import { z } from 'zod'
import { timeSchema } from '../message'
import { count, id } from './parts'

/** A line of an export, or of a file to import; JSON text, one object. */
const line = z.string().max(2_000_000)

/** What an import adds, and how many of its messages are here already. */
const imported = {
  conversations: count,
  messages: count,
  present: count,
  templates: count,
  /** Messages that go on waiting for their moment. */
  scheduled: count
}

/** A database beside this profile's own: set aside, because it was damaged or written by a newer ChatAPP, or a backup. */
export const setAsideFileSchema = z.object({
  name: z.string(),
  reason: z.enum(['damaged', 'newer', 'backup']),
  at: count,
  bytes: count,
  /** Null when they cannot be counted. */
  messages: count.nullable()
})

/** What a profile takes on the disk. */
export const storageSchema = z.object({
  /** The profile's folder. */
  folder: z.string(),
  /** Its database with the log of that; backups and databases that were set aside are listed by `recovery.list`. */
  bytes: count,
  messages: count
})

/** Export, import, and what comes back from a database that was set aside. */
export const dataCalls = {
  /** Where this profile is, and how much there is of it. */
  'data.storage': { input: z.void(), output: storageSchema },
  /**
   * A part of the profile's conversations, templates and messages, or of one conversation, as JSON lines; `next` is the
   * cursor of the following part.
   */
  'data.export': {
    input: z.strictObject({
      cursor: z.number().int().nonnegative().default(0),
      conversationId: id.optional()
    }),
    output: z.object({ lines: z.array(z.string()), next: count.nullable(), total: count })
  },
  /** Begins an import: nothing changes until `data.import.commit`, and that takes all of it or nothing. */
  'data.import.begin': { input: z.void(), output: z.object({ importId: z.string() }) },
  /** `continued`: the last line is not over; the first line of the next call goes on with it. */
  'data.import.add': {
    input: z.strictObject({
      importId: id,
      lines: z.array(line).max(1000),
      continued: z.boolean().default(false)
    }),
    output: z.null()
  },
  /**
   * Checks everything and stores what is not there yet. Throws `invalid_input`, naming the line, for damaged data. Asked
   * again it gives the same answer.
   */
  'data.import.commit': {
    input: z.strictObject({ importId: id }),
    output: z.object(imported)
  },
  /**
   * What `data.import.commit` would add once all lines are there, and what of them is here already. Nothing changes.
   * Throws `invalid_input` as that does.
   */
  'data.import.preview': {
    input: z.strictObject({ importId: id }),
    output: z.object({
      ...imported,
      /** When the first and the last message of the file were written; null when it has none. */
      from: timeSchema.nullable(),
      until: timeSchema.nullable()
    })
  },
  'data.import.cancel': { input: z.strictObject({ importId: id }), output: z.null() },
  /** Databases of this profile that were set aside, and its backups, newest first. */
  'recovery.list': { input: z.void(), output: z.array(setAsideFileSchema) },
  /** Adds what one of them holds and is not here; nothing is sent. Throws `storage` when nothing of it can be read. */
  'recovery.readBack': {
    input: z.strictObject({ name: z.string().min(1).max(200) }),
    output: z.object({ ...imported, unreadable: count })
  },
  /** Makes a backup and checks it; of more than seven the oldest go. Throws `conflict` while one is being made. */
  'recovery.backUp': { input: z.void(), output: setAsideFileSchema }
}

export const dataEvents = {
  /** More has changed at once than is told one by one, as after an import: ask anew for what is shown. */
  'data.changed': z.null()
}
