import { z } from 'zod'
import { faultsSchema, type Faults } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { FAULT_LAB_TARGET, type LocalEndpoint } from '../protocol/backend-protocol'
import { signedPost } from '../protocol/signed-post'

/** Longest a running backend may take to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 5000

/** What the fault lab of a running local backend does now. */
export const readFaults = (endpoint: LocalEndpoint): Promise<Faults> => ask(endpoint, 'Get', {})

/** Makes the fault lab of a running local backend do this, for every host, until its process ends. */
export const writeFaults = (endpoint: LocalEndpoint, faults: Faults): Promise<Faults> =>
  ask(endpoint, 'Set', faults)

async function ask(endpoint: LocalEndpoint, verb: string, body: object): Promise<Faults> {
  try {
    const { text } = await signedPost(endpoint, {
      target: `${FAULT_LAB_TARGET}${verb}`,
      body: JSON.stringify(body),
      timeoutMs: ANSWER_TIMEOUT_MS
    })
    return faultsSchema.parse(JSON.parse(text))
  } catch (cause) {
    const key = cause instanceof z.ZodError ? 'fault_lab.other_version' : 'fault_lab.no_answer'
    throw new ChatError(key, {}, { cause })
  }
}
