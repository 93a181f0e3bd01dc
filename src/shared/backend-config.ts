import { z } from 'zod'
import { backendColours } from './backend-colours'
import { emulatorProducts } from './emulators'
import { wrong } from './input-error'
import { saidSchema, toldSchema } from './said'
import { sharedQueuePattern } from './wire'

const count = z.number().int().nonnegative()
const arn = z.string().startsWith('arn:', wrong('input.arn'))

/** AWS: region names such as `eu-central-1`, `us-gov-west-1` or `eusc-de-east-1`. */
export const regionSchema = z.string().regex(/^[a-z]{2,4}(-[a-z]{2,10}){1,2}-\d{1,2}$/, wrong('input.region'))

/** AWS: a queue name has at most 80 letters, digits, hyphens and underscores, plus `.fifo` at the end. */
export const queueNameSchema = z
  .string()
  .max(80, wrong('input.queue_name_long'))
  .regex(/^[A-Za-z0-9_-]+(\.fifo)?$/, wrong('input.queue_name'))

/**
 * Where credentials come from. A configuration names a source and never holds a secret.
 *
 * - `profile`: a profile of the shared AWS configuration files (keys, IAM Identity Center, assumed role, process).
 * - `environment`: `AWS_ACCESS_KEY_ID` and its companions in the environment of the host, or the web identity it names.
 * - `machine`: the role of the machine itself: its container's (ECS, EKS), else its EC2 instance's.
 * - `keys`: typed into a page of the host itself, kept in its memory, or by the operating system where it encrypts.
 */
export const credentialSourceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('profile'), profile: z.string().min(1).max(200) }),
  z.strictObject({ type: z.literal('environment') }),
  z.strictObject({ type: z.literal('machine') }),
  z.strictObject({ type: z.literal('keys') })
])

/** An AWS account and region, or a server that speaks SQS, as a backend. */
export const awsBackendSchema = z.strictObject({
  id: z.string().min(1).max(64),
  kind: z.literal('aws'),
  name: z.string().trim().min(1).max(60),
  region: regionSchema,
  credentials: credentialSourceSchema,
  /** URL of the request queue, as the console shows it, or its name alone. */
  requestQueue: z.string().trim().min(1).max(500),
  /** The shared response queue's name; an installation's own queue gets its id behind it. */
  sharedResponseQueue: queueNameSchema
    .regex(sharedQueuePattern, wrong('input.shared_queue'))
    .default('ChatAPP-responses'),
  deadLetterQueue: queueNameSchema.default('ChatAPP-dlq'),
  functionName: z.string().trim().min(1).max(64).default('MessageProcessor'),
  /** The CloudFormation stack it was deployed as; null when it was set up by hand. */
  stackName: z.string().max(128).nullable().default(null),
  /** Another server than AWS, `https://…` (or `http://` on this machine only); null for AWS itself. */
  endpoint: z.url().nullable().default(null)
})

/** An emulator of AWS, or another server that speaks SQS and needs no account. Its queues bear the template's names. */
export const emulatorBackendSchema = z.strictObject({
  id: z.string().min(1).max(64),
  kind: z.literal('emulator'),
  name: z.string().trim().min(1).max(60),
  /** Where it answers. */
  endpoint: z.string().trim().min(1).max(500),
  region: regionSchema.default('us-east-1'),
  /** `dummy`: keys that mean nothing, or those that it has made for itself. */
  credentials: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('dummy') }),
      z.strictObject({ type: z.literal('profile'), profile: z.string().min(1).max(200) }),
      z.strictObject({ type: z.literal('environment') })
    ])
    .default({ type: 'dummy' }),
  /** What it was recognised as when it was connected. */
  product: z.enum(emulatorProducts).catch('SQS server').default('SQS server'),
  version: z.string().max(40).nullable().default(null),
  /** Where its queues are worked on: by a function that it runs, or by the processor on this computer. */
  processor: z.enum(['here', 'there']).default('here')
})

/** An emulator that was found, and what it can do. */
export const foundEmulatorSchema = z.object({
  endpoint: z.string(),
  product: z.enum(emulatorProducts),
  version: z.string().nullable(),
  can: z.object({
    createQueue: z.boolean(),
    lambda: z.boolean(),
    cloudFormation: z.boolean(),
    moveTasks: z.boolean()
  })
})

/** The embedded backend; always there, never removed. */
const localBackendSchema = z.strictObject({ id: z.literal('local'), kind: z.literal('local') })

/** A backend that a user has set up, of whichever kind. */
export const savedBackendSchema = z.discriminatedUnion('kind', [awsBackendSchema, emulatorBackendSchema])
export const backendConfigSchema = z.discriminatedUnion('kind', [
  localBackendSchema,
  ...savedBackendSchema.options
])
/** Every kind of backend there is. */
export const backendKindSchema = z.literal(backendConfigSchema.options.map(({ shape }) => shape.kind.value))

/** Where a command works in the place of where its backend says: nothing of it is stored. */
export interface OtherPlace {
  readonly region?: string | undefined
  /** A profile of the shared AWS configuration files. */
  readonly profile?: string | undefined
  readonly endpoint?: string | undefined
}

/** What the user chose for a backend of whichever kind; its configuration, on which a connection is made, knows none of it. */
export const backendChoicesSchema = z.strictObject({
  colour: z.enum(backendColours),
  /** Asks once before the first message after a switch. */
  protected: z.boolean(),
  /** Whether the queue desk may change anything there. */
  queueDesk: z.enum(['read-only', 'unlocked']),
  /** Whether agents may send there. */
  agents: z.enum(['locked', 'unlocked'])
})

/** A profile of the shared AWS configuration files, without anything secret. */
export const awsProfileSchema = z.object({
  name: z.string(),
  kind: z.enum(['keys', 'sso', 'role', 'process', 'login', 'other']),
  region: z.string().nullable(),
  /** For `process`: the command that would run. For `sso`: the start URL. For `role` and `login`: the ARN. */
  detail: z.string().nullable(),
  /** Why it cannot be used as it stands; null when nothing is wrong with it. */
  problem: z.string().nullable(),
  /** The same by its keys. */
  said: saidSchema.optional()
})

/** Something the user must do before credentials can be had. Answered by `credentials.answer`. */
export const credentialPromptSchema = z.object({
  id: z.string(),
  backendId: z.string(),
  kind: z.enum(['sso-login', 'mfa-code', 'run-process']),
  /** What is asked, in one sentence. */
  text: z.string(),
  /** The same by its key. */
  said: saidSchema.optional(),
  /** `sso-login`: where to sign in, in a browser of this computer if `deviceUrl` names a place for other devices. */
  url: z.string().nullable(),
  /** `sso-login`: where to sign in on any device, with the code to compare there; null when `url` is that place. */
  deviceUrl: z.string().nullable(),
  userCode: z.string().nullable(),
  /** `run-process`: the command. `mfa-code`: the device's serial number. */
  detail: z.string().nullable(),
  expiresAt: count.nullable()
})

const sourced = z.object({
  value: z.string(),
  source: z.string(),
  /** Both by their keys. */
  said: z.object({ value: saidSchema, source: saidSchema }).optional()
})

/** Where the messages of an AWS backend go and who sends them, each with where that comes from; nothing secret. */
export const destinationSchema = z.object({
  region: sourced,
  endpoint: sourced,
  credentials: sourced,
  /** The proxy on the way there, without user name and password; left out for a direct way. */
  proxy: sourced.optional(),
  /** The file of authorities that are trusted besides the system's; left out where there is none. */
  authorities: sourced.optional()
})

/** One step of the connection test. */
export const checkStepSchema = z.object({
  step: z.enum([
    'destination',
    'identity',
    'request-queue',
    'send',
    'create-response-queue',
    'receive',
    'delete',
    'reply',
    'rooms',
    'monitoring'
  ]),
  title: z.string(),
  state: z.enum(['running', 'ok', 'warning', 'failed', 'skipped']),
  /** What was found, or what went wrong, why, and what to do. */
  detail: z.string(),
  /** Of `destination`: each choice by itself, with where it comes from. */
  destination: destinationSchema.optional(),
  /** The same by its keys. */
  said: saidSchema.optional(),
  /** The IAM action that is missing, the smallest policy that would allow it, and where in the console to put it. */
  fix: z.object({ action: z.string(), policy: z.string(), consolePath: z.string() }).nullable()
})

const dollars = z.number().nonnegative()
const monthlyPriceSchema = z.object({ withAllowances: dollars, listed: dollars })

/** What a deployment would change, as CloudFormation says. */
export const stackPlanSchema = z.object({
  planId: z.string(),
  stackName: z.string(),
  region: z.string(),
  /** Who deploys, as STS says; null where it does not. */
  caller: z.object({ account: z.string(), arn: z.string() }).nullable(),
  /** About what the stack costs a month: idle, and with so many messages; at list prices of `readOn`. */
  price: z.object({
    idle: monthlyPriceSchema,
    busy: monthlyPriceSchema,
    /** What as many messages in rooms with so many members cost more; the table costs nothing before there are rooms. */
    rooms: z.object({ members: count, listed: dollars }),
    messages: count,
    readOn: z.string()
  }),
  kind: z.enum(['create', 'update', 'unchanged']),
  /**
   * What is there already and could be talked to as it is: the stack, which is no backend here yet, or a queue of the
   * name that a new stack's would have, which only an import takes in.
   */
  existing: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('stack'), name: z.string() }),
      z.object({ kind: z.literal('queue'), name: z.string(), url: z.string() })
    ])
    .nullable(),
  changes: z.array(
    z.object({
      action: z.enum(['Add', 'Modify', 'Remove', 'Import', 'Dynamic']),
      logicalId: z.string(),
      type: z.string(),
      replacement: z.boolean()
    })
  )
})

/** Where a deployment stands. `events` are CloudFormation's, newest last. */
export const stackProgressSchema = z.object({
  stackName: z.string(),
  operation: z.enum(['deploy', 'remove']),
  /** `unconnected`: the stack is deployed, but could not be made a backend. */
  state: z.enum(['running', 'cancelling', 'done', 'rolled-back', 'failed', 'unconnected']),
  startedAt: count,
  /** Resources finished and expected. */
  done: count,
  total: count,
  /** What the state means in words; on failure what happened, why, and what to do. */
  detail: z.string(),
  /** The same by its keys. */
  said: saidSchema.optional(),
  events: z.array(
    z.object({
      at: count,
      logicalId: z.string(),
      type: z.string(),
      status: z.string(),
      reason: z.string().nullable()
    })
  )
})

/** Names that a request queue of ours may have, so that those made of it are not too long. */
export const queueNamePattern = /^[A-Za-z0-9_-]{1,47}$/

/**
 * Options of a deployment; they become parameters of the template.
 *
 * One that is left out keeps what an existing stack has; a new stack takes the template's default.
 */
export const stackOptionsSchema = z.strictObject({
  stackName: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, wrong('input.stack_name'))
    .default('ChatAPP'),
  /** The other names are made of it: the dead-letter queue gets the same with "-dlq". A new stack is named after itself. */
  queueName: z.string().regex(queueNamePattern, wrong('input.request_queue')).optional(),
  /** Empty for the request queue's name with "-responses". */
  responseQueueName: z
    .union([z.literal(''), z.string().regex(sharedQueuePattern)], wrong('input.shared_queue'))
    .optional(),
  functionName: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, wrong('input.function_name'))
    .optional(),
  /** 0 for no limit: AWS then asks an idle queue with two pollers instead of five. */
  maximumConcurrency: z
    .union([z.literal(0), z.number().int().min(2).max(1000)], wrong('input.concurrency'))
    .optional(),
  logRetentionDays: z
    .union(
      [1, 3, 5, 7, 14, 30, 60, 90, 180, 365].map((days) => z.literal(days)),
      wrong('input.log_days')
    )
    .optional(),
  /** Empty for alarms without e-mail. */
  alarmEmail: z.union([z.literal(''), z.email()], wrong('input.address')).optional(),
  /** Whether clients that know no bound response queues may go on. */
  oldClients: z.enum(['refused', 'allowed']).optional(),
  functionMemory: z.number().int().min(128).max(10_240).optional(),
  /** In seconds; the queue hides a request for six times as long. */
  functionTimeout: z
    .union(
      [15, 30, 60, 120, 300, 900].map((seconds) => z.literal(seconds)),
      wrong('input.function_seconds')
    )
    .optional(),
  /** What the handlers find in their environment. No secrets: who may read the stack reads them. */
  handlerEnvironment: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, wrong('input.variable_name')), z.string())
    .optional(),
  /** Managed policies for what the handlers do in AWS, by their ARNs. */
  extraPolicies: z.array(arn).max(9).optional(),
  permissionsBoundary: z.union([z.literal(''), arn], wrong('input.arn')).optional(),
  kmsKeyArn: z.union([z.literal(''), arn], wrong('input.arn')).optional(),
  concurrencyAlarm: z.number().int().min(1).max(10_000).optional(),
  /** Where the function's code is put that is too large for the template. */
  codeBucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, wrong('input.bucket_name'))
    .optional(),
  codeKey: z.string().max(1024).optional(),
  /** Tags of the stack and of all that is in it. */
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).optional(),
  /** The role that CloudFormation takes on for this, by its ARN. */
  serviceRole: arn.optional(),
  /** Whether CloudFormation refuses to delete the stack until it is told that it may. */
  protect: z.boolean().optional(),
  /** Takes queues, function and log that somebody has made by hand under these names into the new stack. */
  importExisting: z.boolean().optional()
})

/** What CloudWatch tells of the last hours; a series is left out where it may not be read. */
export const monitoringSchema = z.object({
  /** Oldest first; times in epoch milliseconds. */
  series: z.array(
    z.object({
      name: z.enum(['oldest-age-seconds', 'dlq-depth', 'invocations', 'errors', 'throttles', 'duration-ms']),
      points: z.array(z.object({ at: count, value: z.number() }))
    })
  ),
  dashboardUrl: z.string().nullable(),
  /** Requests this installation made to SQS this month, and what that is of the free million. */
  cost: z.object({
    month: z.string(),
    requests: count,
    freeTierShare: z.number(),
    /** What they cost at list prices, without what is free. */
    dollars: z.number().nonnegative(),
    text: z.string(),
    /** The same by its keys. */
    said: saidSchema.optional()
  }),
  /** Why something is missing, with the next step; empty when nothing is. */
  missing: z.array(toldSchema)
})

/** A response queue of some installation, as its tags say. */
export const responseQueueSchema = z.object({
  name: z.string(),
  owner: z.string(),
  lastHeartbeat: count,
  idleDays: z.number(),
  /** Whether a sweep takes it: tagged as ours, idle for longer than 14 days by the server's clock, not our own. */
  stale: z.boolean()
})

export type BackendConfig = z.output<typeof backendConfigSchema>
export type SavedBackendConfig = z.output<typeof savedBackendSchema>
export type AwsBackendConfig = z.output<typeof awsBackendSchema>
export type EmulatorBackendConfig = z.output<typeof emulatorBackendSchema>
export type FoundEmulator = z.output<typeof foundEmulatorSchema>
export type CredentialSource = z.output<typeof credentialSourceSchema>
export type BackendChoices = z.output<typeof backendChoicesSchema>
export type AwsProfile = z.output<typeof awsProfileSchema>
export type CredentialPrompt = z.output<typeof credentialPromptSchema>
export type Destination = z.output<typeof destinationSchema>
export type CheckStep = z.output<typeof checkStepSchema>
export type StackOptions = z.output<typeof stackOptionsSchema>
export type StackPlan = z.output<typeof stackPlanSchema>
export type StackProgress = z.output<typeof stackProgressSchema>
export type Monitoring = z.output<typeof monitoringSchema>
export type ResponseQueueInfo = z.output<typeof responseQueueSchema>
