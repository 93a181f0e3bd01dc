import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { z } from 'zod'
import { looseAttributesSchema, ownAttributesSchema } from '../../shared/own-attributes-schema'
import { evidenceSchema } from '../../shared/evidence'
import { messagePairSchema } from '../../shared/pair'
import { attemptsSchema } from '../../shared/progress'
import { MAX_DELAY_SECONDS } from '../../shared/wire'
import { storedRoomSchema } from './room-part'
import {
  MAX_TIME,
  nearestTime,
  requestStatuses,
  storedTimelineSchema,
  timelineSchema,
  timeSchema,
  wireErrorSchema
} from '../../shared/message'

/** A row of `messages`, by the names of its columns. */
export type Row = Record<string, SQLOutputValue>

/** A column of `messages`. */
interface Column<T> {
  /** Its name in the table. */
  readonly name: string
  /** Its value, as any version may have stored it; what cannot be read is refused. */
  readonly stored: z.ZodType<T>
  /** Whether the table holds it as JSON. */
  readonly json?: true
  /**
   * How a line of an export holds it, with a default if older exports lack it; `body`: an import takes it from the
   * message's body; `stays`: it says something of this profile alone.
   */
  readonly line: z.ZodType | 'body' | 'stays'
}

const id = z.string().min(1).max(200)
const count = z.number().int().nonnegative()
const role = z.enum(['request', 'reply'])
const status = z.enum(requestStatuses).nullable()
const storedTime = z.number().transform(nearestTime)

/** SQS message attributes by name. */
export const attributesSchema = z.record(z.string(), z.string())

/**
 * What the table `messages` holds, each column once: storing, reading, export, import and recovery are made from it.
 * `seq` and `revision` are the database's own.
 */
const columns = {
  id: { name: 'id', stored: z.string(), line: id },
  conversationId: { name: 'conversation_id', stored: z.string(), line: id },
  role: { name: 'role', stored: role, line: role },
  /** As it stands on the wire. */
  body: { name: 'body', stored: z.string(), line: z.string() },
  attributes: { name: 'attributes', json: true, stored: attributesSchema, line: attributesSchema },
  inReplyTo: { name: 'in_reply_to', stored: z.string().nullable(), line: 'body' },
  kind: { name: 'kind', stored: z.enum(['reply', 'error']).nullable(), line: 'body' },
  status: { name: 'status', stored: status, line: status },
  reason: {
    name: 'reason',
    json: true,
    stored: wireErrorSchema.nullable(),
    line: wireErrorSchema.nullable()
  },
  attempts: { name: 'attempts', stored: z.number(), line: count },
  createdAt: { name: 'created_at', stored: storedTime, line: timeSchema },
  /** Where it stands in its log; in a line only when that is not where its time would put it. */
  position: { name: 'position', stored: z.number(), line: count.max(2 * MAX_TIME).optional() },
  timeline: { name: 'timeline', json: true, stored: storedTimelineSchema, line: timelineSchema },
  roundTripMs: {
    name: 'round_trip_ms',
    stored: storedTime.nullable(),
    line: count.max(MAX_TIME).nullable()
  },
  /** The user's own attributes; in a line only when there are any, as `delaySeconds`. */
  ownAttributes: {
    name: 'own_attributes',
    json: true,
    stored: looseAttributesSchema,
    line: ownAttributesSchema.optional()
  },
  /** How long SQS is told to hold it back, from `queued` on. */
  delaySeconds: { name: 'delay_seconds', stored: z.number(), line: count.max(MAX_DELAY_SECONDS).optional() },
  /** Since when a sent request waits for its answer. */
  awaitedSince: { name: 'awaited_since', stored: z.number().nullable(), line: 'stays' },
  /** What MessageProcessor told of its attempts at a request; in a line only when it told something. */
  progress: {
    name: 'progress',
    json: true,
    stored: attemptsSchema,
    line: attemptsSchema.optional()
  },
  /** 1 when a later outcome of its request has taken the place of this failure; in a line only then. */
  superseded: { name: 'superseded', stored: z.number(), line: z.literal([0, 1]).optional() },
  /** What this computer saw of its way besides the times; in a line only when it saw something. */
  evidence: { name: 'evidence', json: true, stored: evidenceSchema, line: evidenceSchema.optional() },
  /** The queues that it was written for, or came from, where its chat is bound to some; in a line only then. */
  pair: {
    name: 'pair',
    json: true,
    stored: messagePairSchema.nullable(),
    line: messagePairSchema.nullable().optional()
  },
  /** As it stands on the wire, where that is not its body; in a line only then. */
  wire: { name: 'wire', json: true, stored: z.string().nullable(), line: z.string().nullable().optional() },
  /** What it is in a room; in a line only where it stands in one. */
  room: {
    name: 'room',
    json: true,
    stored: storedRoomSchema.nullable(),
    line: storedRoomSchema.nullable().optional()
  },
  /** 1 when it came by an import, or tells nothing new in its room: such a message is no news. */
  imported: { name: 'imported', stored: z.number(), line: 'stays' }
} as const satisfies Record<string, Column<unknown>>

type Columns = typeof columns
export type ColumnKey = keyof Columns

/** A message as the table holds it. */
export type StoredMessage = { [K in ColumnKey]: z.output<Columns[K]['stored']> }

/** What of it is in a line of an export. */
type LineKey = { [K in ColumnKey]: Columns[K]['line'] extends z.ZodType ? K : never }[ColumnKey]
type LineShape = { [K in LineKey]: Extract<Columns[K]['line'], z.ZodType> }

/** What of it an import brings. */
export type ImportedKey = { [K in ColumnKey]: Columns[K]['line'] extends 'stays' ? never : K }[ColumnKey]

const table: { readonly [K in ColumnKey]: Column<StoredMessage[K]> } = columns

/** Every column. */
export const columnKeys = Object.keys(columns) as ColumnKey[]

export const importedKeys = columnKeys.filter((key) => table[key].line !== 'stays') as ImportedKey[]
const lineKeys = columnKeys.filter((key) => typeof table[key].line === 'object') as LineKey[]

/** The fields of a message in a line of an export. */
export const lineShape = Object.fromEntries(lineKeys.map((key) => [key, columns[key].line])) as LineShape

/** Its name in the table. */
export const nameOf = (key: ColumnKey): string => table[key].name

/** A value as the table holds it. */
export const encode = <K extends ColumnKey>(key: K, value: StoredMessage[K]): SQLInputValue =>
  value !== null && table[key].json ? JSON.stringify(value) : (value as SQLInputValue)

/** What a row holds in a column. Throws for a value that this version cannot read. */
export const valueOf = <K extends ColumnKey>(row: Row, key: K): StoredMessage[K] =>
  table[key].stored.parse(unchecked(row, key))

/** The same of several columns. */
export const pick = <K extends ColumnKey>(row: Row, keys: readonly K[]): Pick<StoredMessage, K> =>
  Object.fromEntries(keys.map((key) => [key, valueOf(row, key)])) as Pick<StoredMessage, K>

/** What a row holds in the columns that an export takes, as `read` reads them. */
export const lineOf = (row: Row, read: (row: Row, key: LineKey) => unknown): Record<string, unknown> =>
  Object.fromEntries(lineKeys.map((key) => [key, read(row, key)]))

/** What a row of any version holds in a column, unchecked; undefined where it has no such column. */
export function unchecked(row: Row, key: ColumnKey): unknown {
  const { name, json } = table[key]
  const value = row[name]
  return json && typeof value === 'string' ? JSON.parse(value) : value
}

/** `INTO messages (…) VALUES (?, …)` for these columns, and the database's `revision` last. */
export const intoMessages = (keys: readonly ColumnKey[]): string =>
  `INTO messages (${[...keys.map(nameOf), 'revision'].join(', ')}) VALUES (${'?, '.repeat(keys.length)}?)`
