import { z } from 'zod'
import { errorCodes } from '../../shared/error-codes'
import { ChatError } from '../../shared/errors'
import type { LocalEndpoint } from '../protocol/backend-protocol'
import { EMULATOR_TARGET, type EmulatorLease } from '../protocol/emulator-protocol'
import { signedPost } from '../protocol/signed-post'

export type { EmulatorLease } from '../protocol/emulator-protocol'
export { LEASE_MS } from '../protocol/emulator-protocol'

/** Longest it may take to make the queues and to start the function, in milliseconds. */
const ANSWER_TIMEOUT_MS = 20_000

const answerSchema = z.object({
  problem: z.object({ code: z.enum(errorCodes), message: z.string() }).nullable()
})

/** Has the processor of a running local backend at an emulator's queues for `LEASE_MS`. Rejects with what keeps it from there. */
export const holdProcessor = (endpoint: LocalEndpoint, lease: EmulatorLease): Promise<void> =>
  ask(endpoint, 'Hold', lease)

/** Lets it go. */
export const releaseProcessor = (endpoint: LocalEndpoint, lease: EmulatorLease): Promise<void> =>
  ask(endpoint, 'Release', lease)

async function ask(endpoint: LocalEndpoint, verb: 'Hold' | 'Release', lease: EmulatorLease): Promise<void> {
  const post = {
    target: `${EMULATOR_TARGET}${verb}`,
    body: JSON.stringify(lease),
    timeoutMs: ANSWER_TIMEOUT_MS
  }
  const { text } = await signedPost(endpoint, post).catch((cause: unknown) => {
    throw new ChatError('local_backend.not_running', {}, { cause })
  })
  const answer = answerSchema.safeParse(readJson(text))
  if (!answer.success) throw new ChatError('emulator.other_version', {}, { cause: answer.error })
  const { problem } = answer.data
  if (problem) throw ChatError.of(problem.code, problem.message)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
