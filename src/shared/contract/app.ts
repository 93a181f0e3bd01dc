import { z } from 'zod'
import { backendKindSchema } from '../backend-config'
import { timeSchema } from '../message'
import { saidSchema } from '../said'
import { count, id } from './parts'

/** What a backend can do, and whoever shows or drives it asks for. */
export const capabilitiesSchema = z.object({
  /** It is in an account: called with credentials, set up by somebody, billed. */
  account: z.boolean(),
  /** It has metrics over time, and keeps the function's log. */
  cloudWatch: z.boolean()
})

/** What the connection looks like from here. `detail` says it in one sentence, with the next step if there is one. */
export const connectionSchema = z.object({
  state: z.enum(['starting', 'online', 'throttled', 'reconnecting', 'offline', 'paused']),
  backend: backendKindSchema,
  can: capabilitiesSchema,
  /** What a person calls this backend: "local", or account and region. */
  label: z.string(),
  /** The same by its keys, where it is no name that somebody gave. */
  labelSaid: saidSchema.optional(),
  detail: z.string(),
  /** The same by its keys. */
  said: saidSchema.optional(),
  /** Since when replies have been able to arrive without a break; left out while they cannot. */
  receivingSince: timeSchema.optional(),
  /** Requests in the outbox. */
  outbox: count,
  /** Median round trip of the last answers in milliseconds and how many they were; null before the first. */
  roundTrip: z.object({ p50Ms: z.number().nonnegative(), count }).nullable()
})

/** What may be chosen for `lateSeconds`. */
export const LATE_SECONDS = [0, 60, 300, 900] as const

/** Hours and minutes, as `07:30`. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  textSize: z.enum(['small', 'normal', 'large', 'largest']),
  /** How much room messages have: `compact` shows about a third more of them. */
  density: z.enum(['comfortable', 'compact']),
  /** The name that stands over what this user sends. */
  senderName: z.string().trim().min(1).max(60),
  /** Whether the user has said what the name shall be, or does not want to be asked. */
  nameChosen: z.boolean(),
  /** `enter`: Enter sends, Shift+Enter breaks the line. `mod-enter`: the reverse, with Ctrl/⌘. */
  sendWith: z.enum(['enter', 'mod-enter']),
  /** The language of the window; `system`: the first of the system's that ChatAPP speaks. */
  language: z.enum(['system', 'en', 'de']),
  /** Whether hours are counted to 12 or to 24. */
  clock: z.enum(['system', '12', '24']),
  /**
   * Whether the window checks spelling where the system does not: on Linux and Windows Chromium does it, with
   * dictionaries that it gets from Google. Without effect on macOS and in a web browser, which do it themselves.
   */
  checkSpelling: z.boolean(),
  /** Whether the window has drawn the way of this profile's first message, which it does once. */
  pathShown: z.boolean(),
  /** Whether replies are announced that nobody looks at; where a web browser does it, it has to be allowed there too. */
  notify: z.boolean(),
  /** Whether an announcement says what the reply says, and in which chat. */
  notifyPreview: z.boolean(),
  /** When nothing is announced, by the clock of this computer; it may go over midnight. */
  quietHours: z.strictObject({ from: timeOfDay, until: timeOfDay }).nullable(),
  /** Whether ChatAPP, while it runs, copies the profile's database once a day, and keeps the last seven copies. */
  backUpDaily: z.boolean(),
  /**
   * How late a reply that nobody waits for may come on an account, in seconds; 0 for never. An answer to a request, and
   * replies while a window is in use, are waited for all the time.
   */
  lateSeconds: z.literal(LATE_SECONDS)
})

export const appInfoSchema = z.object({
  version: z.string(),
  host: z.enum(['electron', 'browser', 'cli']),
  platform: z.string(),
  profile: z.string(),
  dataDir: z.string(),
  logFile: z.string(),
  installId: z.string(),
  requestQueue: z.string(),
  responseQueue: z.string(),
  functionName: z.string(),
  /** How long an answer may take before its request is sent again, in milliseconds. */
  answerWithinMs: z.number().positive()
})

export const quarantinedSchema = z.object({
  id: z.number().int(),
  receivedAt: timeSchema,
  queue: z.string(),
  reason: z.string(),
  /** The same by its keys; without them an earlier version set it aside. */
  said: saidSchema.optional(),
  rawBody: z.string(),
  attributes: z.record(z.string(), z.string())
})

/** Something that happened to this profile and that the user should know, until dismissed. */
export const noticeSchema = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning']),
  /** What happened, why, and what to do. */
  text: z.string(),
  /** The same by its keys; without them it was said by an earlier version. */
  said: saidSchema.optional(),
  at: timeSchema
})

/** A command of the MessageProcessor, as its `/help` lists it. */
export const processorCommandSchema = z.object({
  /** With the slash, in lower case. */
  command: z.string().regex(/^\/[a-z][a-z0-9-]{0,39}$/),
  /** What follows it; empty when nothing does. */
  usage: z.string().max(200),
  summary: z.string().max(500)
})

const rate = z.number().min(0).max(1)
const ordinal = z.number().int().min(0).max(10_000)

/**
 * The faults that the fault lab makes on the local backend. Rates are shares of messages or calls from 0 to 1.
 *
 * - `duplicate`: messages that SQS delivers twice; `reorder`: receives whose messages come in another order;
 *   `drop`: messages that are accepted and then lost.
 * - `delayMs`: every message becomes visible up to this much later, at most 60,000 ms.
 * - `throttle`: calls answered with RequestThrottled; `expireCredentials`: every call answered with ExpiredToken;
 *   `offline`: every connection cut.
 * - `poison`: requests on which MessageProcessor's handler throws, every time; `crashProcessor` and
 *   `timeoutProcessor`: invocations that die, or take too long.
 * - `crashCalls`: calls of MessageProcessor to queues and table before or after which it dies; `loseAnswers`: calls that
 *   take effect and whose answer it never gets, so that it makes them again.
 * - `crashBeforeCall`, `crashAfterCall`, `loseAnswerOfCall`: the same once, for the n-th call of the next invocation that
 *   makes so many, counted from 1 over queues and table. It is 0 again when that has happened, and 0 means never.
 * - `tableThrottle`: calls of the table answered with ProvisionedThroughputExceededException, and batches done in part;
 *   `tableDelayMs`: each is answered up to this much later; `tableMissing`: as if there were no table.
 */
export const faultsSchema = z.strictObject({
  duplicate: rate.default(0),
  reorder: rate.default(0),
  drop: rate.default(0),
  delayMs: z.number().int().min(0).max(60_000).default(0),
  throttle: rate.default(0),
  expireCredentials: z.boolean().default(false),
  offline: z.boolean().default(false),
  poison: rate.default(0),
  crashProcessor: rate.default(0),
  timeoutProcessor: rate.default(0),
  crashCalls: rate.default(0),
  loseAnswers: rate.default(0),
  crashBeforeCall: ordinal.default(0),
  crashAfterCall: ordinal.default(0),
  loseAnswerOfCall: ordinal.default(0),
  tableThrottle: rate.default(0),
  tableDelayMs: z.number().int().min(0).max(60_000).default(0),
  tableMissing: z.boolean().default(false)
})

/** The app itself: its host, connection, settings, queues, notices and faults made on purpose. */
export const appCalls = {
  'app.info': { input: z.void(), output: appInfoSchema },
  /** What helps to find a fault, as JSON text for a file: never a message's text, a title, the user's name or a credential. */
  'app.diagnostics': { input: z.void(), output: z.object({ text: z.string() }) },
  'connection.get': { input: z.void(), output: connectionSchema },
  /** The commands of the MessageProcessor that is talked to; none where it cannot be asked. */
  'processor.commands': { input: z.void(), output: z.array(processorCommandSchema) },
  /** Tries at once what waits for its next try: the computer woke, or its network is back. */
  'connection.retry': { input: z.void(), output: z.null() },
  /** Somebody looks at a window now, or follows replies; said once a minute, it keeps them from being late. */
  'app.inUse': { input: z.void(), output: z.null() },
  'settings.get': { input: z.void(), output: settingsSchema },
  'settings.set': { input: settingsSchema.partial(), output: settingsSchema },
  'quarantine.list': { input: z.void(), output: z.array(quarantinedSchema) },
  'notices.list': { input: z.void(), output: z.array(noticeSchema) },
  'notices.dismiss': { input: z.strictObject({ id }), output: z.null() },
  /** What the fault lab does now; `null` where there is none, as on AWS. */
  'faults.get': { input: z.void(), output: faultsSchema.nullable() },
  'faults.set': { input: faultsSchema, output: faultsSchema },
  'quarantine.delete': { input: z.strictObject({ id: z.number().int() }), output: z.null() }
}

export const appEvents = {
  'connection.changed': connectionSchema,
  'settings.changed': settingsSchema,
  'quarantine.changed': z.object({ count }),
  'notices.changed': z.array(noticeSchema)
}

export type ProcessorCommand = z.output<typeof processorCommandSchema>
export type Capabilities = z.output<typeof capabilitiesSchema>
export type Connection = z.output<typeof connectionSchema>
export type Settings = z.output<typeof settingsSchema>
export type AppInfo = z.output<typeof appInfoSchema>
export type Quarantined = z.output<typeof quarantinedSchema>
export type Notice = z.output<typeof noticeSchema>
export type Faults = z.output<typeof faultsSchema>
