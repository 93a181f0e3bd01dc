import { z } from 'zod'
import {
  awsBackendSchema,
  awsProfileSchema,
  backendConfigSchema,
  backendKindSchema,
  checkStepSchema,
  credentialPromptSchema,
  destinationSchema,
  credentialSourceSchema,
  logLineSchema,
  monitoringSchema,
  regionSchema,
  responseQueueSchema,
  stackOptionsSchema,
  stackPlanSchema,
  stackProgressSchema
} from './backend-config'
import type { WireError } from './errors'
import { chatMessageSchema, replyMessageSchema, requestMessageSchema, timeSchema } from './message'

/** The conversation every profile starts with. */
export const DEFAULT_CONVERSATION_ID = 'processor'

const id = z.string().min(1).max(200)
/**
 * The id of what a call creates, when the caller makes it: who does not learn the answer asks again with the same id, and
 * nothing is created twice.
 */
const newId = z.uuidv7().optional()
const count = z.number().int().nonnegative()
const title = z
  .string()
  .max(80)
  .refine((value) => value.trim().length > 0, 'A title needs at least one visible character.')

export const conversationSchema = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: timeSchema,
  /** Epoch milliseconds of the newest message; `createdAt` while there is none. */
  lastActivityAt: timeSchema,
  /** One line of the newest message, at most 120 characters; empty while there is none. */
  preview: z.string(),
  /** Unread replies; 1,000 stands for that many or more. */
  unread: count
})

/** What the connection looks like from here. `detail` says it in one sentence, with the next step if there is one. */
/** What a backend can do, and whoever shows or drives it asks for. */
export const capabilitiesSchema = z.object({
  /** It is in an account: called with credentials, set up by somebody, billed. */
  account: z.boolean(),
  /** It has metrics over time, and keeps the function's log. */
  cloudWatch: z.boolean()
})

export const connectionSchema = z.object({
  state: z.enum(['starting', 'online', 'throttled', 'reconnecting', 'offline', 'paused']),
  backend: backendKindSchema,
  can: capabilitiesSchema,
  /** What a person calls this backend: "local", or account and region. */
  label: z.string(),
  detail: z.string(),
  /** Requests in the outbox. */
  outbox: count,
  /** Median round trip of the last answers in milliseconds and how many they were; null before the first. */
  roundTrip: z.object({ p50Ms: z.number().nonnegative(), count }).nullable()
})

export const queueSchema = z.object({
  name: z.string(),
  role: z.enum(['request', 'response', 'dead-letter', 'shared-response']),
  visible: count,
  inFlight: count,
  delayed: count
})

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  /** The name that stands over what this user sends. */
  senderName: z.string().trim().min(1).max(60),
  /** `enter`: Enter sends, Shift+Enter breaks the line. `mod-enter`: the reverse, with Ctrl/⌘. */
  sendWith: z.enum(['enter', 'mod-enter'])
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
  functionName: z.string()
})

export const messageDetailSchema = z.object({
  message: chatMessageSchema,
  /** Replies to it, oldest first; empty for a reply. */
  replies: z.array(replyMessageSchema),
  /** The body exactly as it stands on the wire. */
  rawBody: z.string(),
  attributes: z.record(z.string(), z.string())
})

export const quarantinedSchema = z.object({
  id: z.number().int(),
  receivedAt: timeSchema,
  queue: z.string(),
  reason: z.string(),
  rawBody: z.string(),
  attributes: z.record(z.string(), z.string())
})

/** Something that happened to this profile and that the user should know, until dismissed. */
export const noticeSchema = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning']),
  /** What happened, why, and what to do. */
  text: z.string(),
  at: timeSchema
})

/** A database of this profile that was set aside, because it was damaged or written by a newer ChatAPP. */
export const setAsideFileSchema = z.object({
  name: z.string(),
  reason: z.enum(['damaged', 'newer']),
  at: count,
  bytes: count,
  /** Null when they cannot be counted. */
  messages: count.nullable()
})

const rate = z.number().min(0).max(1)

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
  timeoutProcessor: rate.default(0)
})

/** A line of an export, or of a file to import; JSON text, one object. */
const line = z.string().max(2_000_000)

/** What a page may ask. To add a call, add a line here; the compiler names what is missing. */
export const calls = {
  'app.info': { input: z.void(), output: appInfoSchema },
  'connection.get': { input: z.void(), output: connectionSchema },
  'conversations.list': { input: z.void(), output: z.array(conversationSchema) },
  'conversations.create': { input: z.strictObject({ id: newId, title }), output: conversationSchema },
  'conversations.rename': { input: z.strictObject({ id, title }), output: conversationSchema },
  /** Deletes a conversation and its messages for good. The default conversation is emptied, not deleted. */
  'conversations.delete': { input: z.strictObject({ id }), output: z.null() },
  /** Marks everything in the conversation as read. */
  'conversations.read': { input: z.strictObject({ id }), output: z.null() },
  /**
   * Stores a request in the outbox and returns it as `queued`. The text is kept to the character. An id that is stored
   * already with this text is the same message; with another one it is a `conflict`.
   */
  'chat.send': {
    input: z.strictObject({
      id: newId,
      conversationId: id.optional(),
      text: z
        .string()
        .refine((text) => text.trim().length > 0, 'The message is empty. Type something to send.')
    }),
    output: requestMessageSchema
  },
  /**
   * A page of one conversation, oldest first, requests and replies: the newest, or what stands before a message, or what
   * follows the exchange that begins with one; `after: null` is the oldest page.
   */
  'chat.history': {
    input: z.strictObject({
      conversationId: id,
      before: id.optional(),
      after: id.nullable().optional(),
      limit: z.number().int().min(1).max(500).default(100)
    }),
    output: z.object({ messages: z.array(chatMessageSchema), hasMore: z.boolean() })
  },
  /** Search over everything sent and received, newest first; `before` goes on after the last hit of a page. */
  'chat.search': {
    input: z.strictObject({
      query: z.string().max(500),
      limit: z.number().int().min(1).max(200).default(50),
      before: id.optional()
    }),
    output: z.object({
      /** The snippet is one line of the text with the first piece of the query in it. */
      hits: z.array(z.object({ message: chatMessageSchema, snippet: z.string() })),
      hasMore: z.boolean(),
      /** Messages of an older version that the search does not know yet; it takes them in by and by. */
      pending: z.number().int()
    })
  },
  /** Replies that nobody has read yet, in all conversations, oldest first. */
  'chat.unread': { input: z.void(), output: z.array(replyMessageSchema) },
  'chat.detail': { input: z.strictObject({ id }), output: messageDetailSchema },
  /** Puts a failed request back into the outbox, or tries a waiting one at once. */
  'chat.retry': { input: z.strictObject({ id }), output: requestMessageSchema },
  /** Takes a request out of the outbox; it stays in the log as `failed`, reason `cancelled`. */
  'chat.cancel': { input: z.strictObject({ id }), output: requestMessageSchema },
  /** Deletes a message for good, a request with its replies; one that still waits is not sent. */
  'chat.delete': { input: z.strictObject({ id }), output: z.object({ deleted: count }) },
  /** Stamps the last hop of each reply's timeline: a person could see it. */
  'chat.shown': { input: z.strictObject({ ids: z.array(id).max(500) }), output: z.null() },
  'queues.list': { input: z.void(), output: z.array(queueSchema) },
  'settings.get': { input: z.void(), output: settingsSchema },
  'settings.set': { input: settingsSchema.partial(), output: settingsSchema },
  'quarantine.list': { input: z.void(), output: z.array(quarantinedSchema) },
  'notices.list': { input: z.void(), output: z.array(noticeSchema) },
  'notices.dismiss': { input: z.strictObject({ id }), output: z.null() },
  /** What the fault lab does now; `null` where there is none, as on AWS. */
  'faults.get': { input: z.void(), output: faultsSchema.nullable() },
  'faults.set': { input: faultsSchema, output: faultsSchema },
  /** A part of the profile's messages and conversations as JSON lines; `next` is the cursor of the following part. */
  'data.export': {
    input: z.strictObject({ cursor: z.number().int().nonnegative().default(0) }),
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
    output: z.object({ conversations: count, messages: count, present: count })
  },
  'data.import.cancel': { input: z.strictObject({ importId: id }), output: z.null() },
  /** Databases of this profile that were set aside, newest first. */
  'recovery.list': { input: z.void(), output: z.array(setAsideFileSchema) },
  /** Adds what one of them holds and is not here; nothing is sent. Throws `storage` when nothing of it can be read. */
  'recovery.readBack': {
    input: z.strictObject({ name: z.string().min(1).max(200) }),
    output: z.object({ conversations: count, messages: count, present: count, unreadable: count })
  },
  /** Every backend of this profile; `local` is always the first. */
  'backends.list': {
    input: z.void(),
    output: z.object({ activeId: z.string(), backends: z.array(backendConfigSchema) })
  },
  /** Adds or changes an AWS backend. Throws `invalid_input`, naming the field. The active one is connected anew. */
  'backends.save': { input: awsBackendSchema, output: awsBackendSchema },
  'backends.remove': { input: z.strictObject({ id }), output: z.null() },
  /** Talks to this backend from now on. Returns before it is connected; `connection.changed` tells. */
  'backends.activate': { input: z.strictObject({ id }), output: z.null() },
  /** Where the messages of a backend go, by its configuration, the environment and the AWS files as of now; null for `local`. */
  'backends.destination': { input: z.strictObject({ id }), output: destinationSchema.nullable() },
  /** Profiles of the shared AWS configuration files. Throws `invalid_input` for a file that may not be read. */
  'aws.profiles': { input: z.void(), output: z.array(awsProfileSchema) },
  /** Where the host asks for pasted keys: a path of the browser host, or null where it opens a window of its own. */
  'aws.enterKeys': {
    input: z.strictObject({ backendId: id }),
    output: z.object({ path: z.string().nullable() })
  },
  'credentials.prompts': { input: z.void(), output: z.array(credentialPromptSchema) },
  /** Answers a prompt: a code for `mfa-code`, nothing for the others; `accept: false` declines. */
  'credentials.answer': {
    input: z.strictObject({
      id,
      accept: z.boolean(),
      code: z
        .string()
        .regex(/^\d{6,8}$/)
        .optional()
    }),
    output: z.null()
  },
  /** Tries each needed call in order; `check.step` tells as it goes. */
  'backends.check': { input: z.strictObject({ id }), output: z.array(checkStepSchema) },
  /** Prepares a deployment with the credentials of a source and says what it would change. Changes nothing yet. */
  'stack.plan': {
    input: z.strictObject({
      region: regionSchema,
      credentials: credentialSourceSchema,
      options: stackOptionsSchema
    }),
    output: stackPlanSchema
  },
  /** Carries a plan out; resolves when it has begun. When it is done, its outputs become a backend and it is activated. */
  'stack.deploy': { input: z.strictObject({ planId: id }), output: stackProgressSchema },
  /** Drops a plan that will not be carried out, with what CloudFormation keeps of it. */
  'stack.discard': { input: z.strictObject({ planId: id }), output: z.null() },
  /** Deletes the stack of a backend; resolves when it has begun. */
  'stack.remove': { input: z.strictObject({ backendId: id }), output: stackProgressSchema },
  /** Cancels a running deployment: a new stack is deleted, an update is rolled back. */
  'stack.cancel': { input: z.void(), output: stackProgressSchema },
  /** The deployment that runs, or the last one of this run; null when there was none. */
  'stack.progress': { input: z.void(), output: stackProgressSchema.nullable() },
  'monitoring.get': {
    input: z.strictObject({ hours: z.number().int().min(1).max(72).default(3) }),
    output: monitoringSchema
  },
  /** The function's log lines of one request. */
  'monitoring.logs': { input: z.strictObject({ correlationId: id }), output: z.array(logLineSchema) },
  /** Response queues of all installations in this account and region. */
  'responseQueues.list': { input: z.void(), output: z.array(responseQueueSchema) },
  /** Deletes the named queues if they are stale still; returns the names deleted. */
  'responseQueues.sweep': {
    input: z.strictObject({ names: z.array(z.string()).max(1000) }),
    output: z.array(z.string())
  },
  'quarantine.delete': { input: z.strictObject({ id: z.number().int() }), output: z.null() }
}

/** What a host may announce. Events state facts; they never ask for work. */
export const events = {
  'message.changed': chatMessageSchema,
  /** More has changed at once than is told one by one, as after an import: ask anew for what is shown. */
  'data.changed': z.null(),
  'conversation.changed': conversationSchema,
  'conversation.deleted': z.object({ id: z.string() }),
  'connection.changed': connectionSchema,
  'settings.changed': settingsSchema,
  'quarantine.changed': z.object({ count }),
  'notices.changed': z.array(noticeSchema),
  'backends.changed': z.object({ activeId: z.string(), backends: z.array(backendConfigSchema) }),
  'credentials.prompts': z.array(credentialPromptSchema),
  'check.step': checkStepSchema,
  'stack.progress': stackProgressSchema
}

export type CallName = keyof typeof calls
export type CallInput<N extends CallName> = z.output<(typeof calls)[N]['input']>
/** What a caller passes: fields with a default may be left out. */
export type CallArgument<N extends CallName> = z.input<(typeof calls)[N]['input']>
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>
export type EventName = keyof typeof events
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>
export type Handlers = { [N in CallName]: (input: CallInput<N>) => Promise<CallOutput<N>> }
export type Result<T> = { ok: true; value: T } | { ok: false; error: WireError }

export type Conversation = z.output<typeof conversationSchema>
/** What a backend can do. */
export type Capabilities = z.output<typeof capabilitiesSchema>
export type Connection = z.output<typeof connectionSchema>
export type QueueStatus = z.output<typeof queueSchema>
export type Settings = z.output<typeof settingsSchema>
export type AppInfo = z.output<typeof appInfoSchema>
export type MessageDetail = z.output<typeof messageDetailSchema>
export type Quarantined = z.output<typeof quarantinedSchema>
export type Notice = z.output<typeof noticeSchema>
export type Faults = z.output<typeof faultsSchema>
export type SearchPage = CallOutput<'chat.search'>
export type SearchHit = SearchPage['hits'][number]

/** A host as the page sees it: the Electron preload or the browser client. */
export interface ChatHost {
  /** Never rejects: a failure, of the host or of the way to it, comes back as data. */
  call<N extends CallName>(name: N, input: CallArgument<N>): Promise<Result<CallOutput<N>>>
  /** Calls the listener with each event from now on; returns how to stop. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
  /** Whether events arrive. False while the way to the host is broken; after it heals, read anew. */
  onLink(listener: (up: boolean) => void): () => void
}
