import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import type { LocalEndpoint } from '../protocol/backend-protocol'
import {
  dryRunAnswerSchema,
  holdAnswerSchema,
  LETTERS_TARGET,
  lookAnswerSchema,
  type DryRunAnswer,
  type DryRunInput,
  type HoldAnswer,
  type HoldInput,
  type LookAnswer,
  type LookInput
} from '../protocol/letters-protocol'
import { signedPost } from '../protocol/signed-post'

export type {
  DryRunAnswer,
  DryRunInput,
  HoldAnswer,
  HoldInput,
  LookAnswer,
  LookInput
} from '../protocol/letters-protocol'

/** Longest that a look may take, in milliseconds; a dry run may take as long as the function. */
const ANSWER_TIMEOUT_MS = 20_000
const DRY_RUN_TIMEOUT_MS = 60_000

/** What lies in a queue of a running local backend; nothing is received, hidden or counted. */
export const lookAtLetters = (endpoint: LocalEndpoint, input: LookInput): Promise<LookAnswer> =>
  ask(endpoint, { verb: 'Look', input, schema: lookAnswerSchema })

/** Hides chosen letters from everybody else. */
export const holdLetters = (endpoint: LocalEndpoint, input: HoldInput): Promise<HoldAnswer> =>
  ask(endpoint, { verb: 'Hold', input, schema: holdAnswerSchema })

/** Runs the function on a message that no queue holds; what it sends goes nowhere. */
export const dryRun = (endpoint: LocalEndpoint, input: DryRunInput): Promise<DryRunAnswer> =>
  ask(endpoint, { verb: 'DryRun', input, schema: dryRunAnswerSchema, timeoutMs: DRY_RUN_TIMEOUT_MS })

interface Question<T> {
  readonly verb: string
  readonly input: object
  readonly schema: z.ZodType<T>
  readonly timeoutMs?: number
}

const refusalSchema = z.looseObject({ __type: z.string() })

async function ask<T>(
  endpoint: LocalEndpoint,
  { verb, input, schema, timeoutMs = ANSWER_TIMEOUT_MS }: Question<T>
): Promise<T> {
  let answer: unknown
  try {
    const post = { target: `${LETTERS_TARGET}${verb}`, body: JSON.stringify(input), timeoutMs }
    answer = JSON.parse((await signedPost(endpoint, post)).text)
  } catch (cause) {
    throw new ChatError('letters.no_answer', {}, { cause })
  }
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const refusal = refusalSchema.safeParse(answer).data
  const queue = String((input as { queue?: string }).queue)
  if (refusal?.__type.endsWith('QueueDoesNotExist')) throw new ChatError('letters.queue_gone', { queue })
  if (refusal?.__type.endsWith('AccessDenied')) throw new ChatError('letters.of_another', { queue })
  throw new ChatError('letters.other_version', {}, { cause: parsed.error })
}
