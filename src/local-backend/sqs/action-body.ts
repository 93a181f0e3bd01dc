import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'

/** A request body: a JSON object whose fields each action reads itself. */
export type ActionBody = Record<string, unknown>

/** Reads what an action needs of its request, or throws what AWS says about a request of another shape. */
export function parseBody<T>(schema: z.ZodType<T>, body: ActionBody): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const reason = z.prettifyError(parsed.error)
  throw new SqsError('InvalidParameterValue', `The request is not acceptable. ${reason}`)
}
