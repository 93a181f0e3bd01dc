import { z } from 'zod'
import {
  awsProfileSchema,
  backendChoicesSchema,
  backendConfigSchema,
  checkStepSchema,
  credentialPromptSchema,
  credentialSourceSchema,
  destinationSchema,
  responseQueueSchema,
  savedBackendSchema
} from '../backend-config'
import { id } from './parts'

/** Every backend of this profile, `local` first, with what the user chose for each by its id. */
const backendList = z.object({
  activeId: z.string(),
  backends: z.array(backendConfigSchema),
  /** The active one is protected and was switched to: nothing is sent there before `backends.confirm`. */
  asksFirst: z.boolean(),
  choices: z.record(z.string(), backendChoicesSchema)
})

/** Backends, the credentials they need, and the response queues on them. */
export const backendsCalls = {
  'backends.list': { input: z.void(), output: backendList },
  /** Adds or changes a backend. Throws `invalid_input`, naming the field. The active one is connected anew. */
  'backends.save': { input: savedBackendSchema, output: savedBackendSchema },
  /** Changes what is named of a backend's choices; nothing is connected anew for it. */
  'backends.choose': {
    input: z.strictObject({ id, ...backendChoicesSchema.partial().shape }),
    output: backendChoicesSchema
  },
  'backends.remove': { input: z.strictObject({ id }), output: z.null() },
  /** Talks to this backend from now on. Returns before it is connected; `connection.changed` tells. */
  'backends.activate': { input: z.strictObject({ id }), output: z.null() },
  /** Lets messages go to the active backend, which is protected. Throws `conflict` where another one is active by now. */
  'backends.confirm': { input: z.strictObject({ id }), output: z.null() },
  /** Where the messages of a backend go, by its configuration, the environment and the AWS files as of now; null for `local`. */
  'backends.destination': { input: z.strictObject({ id }), output: destinationSchema.nullable() },
  /** Profiles of the shared AWS configuration files. Throws `invalid_input` for a file that may not be read. */
  'aws.profiles': { input: z.void(), output: z.array(awsProfileSchema) },
  /** The credentials and the region that the AWS CLI would take, with the profile that it looks the region up in. */
  'aws.usual': {
    input: z.strictObject({ profile: z.string().min(1).max(200).optional() }),
    output: z.object({
      credentials: credentialSourceSchema,
      profile: z.string(),
      region: z.string().nullable()
    })
  },
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
  /** Response queues of all installations in this account and region. */
  'responseQueues.list': { input: z.void(), output: z.array(responseQueueSchema) },
  /** Some of them from a place on; null begins with the first, and stands after the last. */
  'responseQueues.page': {
    input: z.strictObject({ next: z.string().max(4096).nullable() }),
    output: z.object({ queues: z.array(responseQueueSchema), next: z.string().nullable() })
  },
  /** Deletes the named queues if they are stale still; returns the names deleted. */
  'responseQueues.sweep': {
    input: z.strictObject({ names: z.array(z.string()).max(1000) }),
    output: z.array(z.string())
  }
}

export const backendsEvents = {
  'backends.changed': backendList,
  'credentials.prompts': z.array(credentialPromptSchema),
  'check.step': checkStepSchema
}
