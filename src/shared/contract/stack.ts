import { z } from 'zod'
import {
  credentialSourceSchema,
  regionSchema,
  stackOptionsSchema,
  stackPlanSchema,
  stackProgressSchema
} from '../backend-config'
import { id } from './parts'

/** Deploying a backend into an account. */
export const stackCalls = {
  /** Prepares a deployment with the credentials of a source and says what it would change. Changes nothing yet. */
  'stack.plan': {
    input: z.strictObject({
      region: regionSchema,
      credentials: credentialSourceSchema,
      /** A server that answers in the place of AWS; where the environment or the profile say when left out. */
      endpoint: z.string().max(500).optional(),
      options: stackOptionsSchema
    }),
    output: stackPlanSchema
  },
  /** Carries a plan out; resolves when it has begun. When it is done, its outputs become a backend and it is activated. */
  'stack.deploy': { input: z.strictObject({ planId: id }), output: stackProgressSchema },
  /** Drops a plan and talks to what is there already (`existing`), as it is, from now on. Throws `not_found` where nothing is. */
  'stack.connect': { input: z.strictObject({ planId: id }), output: z.object({ backendId: z.string() }) },
  /** Drops a plan that will not be carried out, with what CloudFormation keeps of it. */
  'stack.discard': { input: z.strictObject({ planId: id }), output: z.null() },
  /** Deletes the stack of a backend; resolves when it has begun. */
  'stack.remove': { input: z.strictObject({ backendId: id }), output: stackProgressSchema },
  /** Cancels a running deployment: a new stack is deleted, an update is rolled back. */
  'stack.cancel': { input: z.void(), output: stackProgressSchema },
  /** The deployment that runs, or the last one of this run; null when there was none. */
  'stack.progress': { input: z.void(), output: stackProgressSchema.nullable() }
}

export const stackEvents = {
  'stack.progress': stackProgressSchema
}
