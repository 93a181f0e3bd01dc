import { z } from 'zod'
import { faultsSchema, type Faults } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { withinTime } from '../shared/within-time'
import { FAULT_LAB_TARGET, type LocalEndpoint } from './backend-protocol'

/** Longest a running backend may take to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 5000

/** What the fault lab of a running local backend does now. */
export const readFaults = (endpoint: LocalEndpoint): Promise<Faults> => ask(endpoint, 'Get', {})

/** Makes the fault lab of a running local backend do this, for every host, until its process ends. */
export const writeFaults = (endpoint: LocalEndpoint, faults: Faults): Promise<Faults> =>
  ask(endpoint, 'Set', faults)

async function ask({ url, region, accessKeyId }: LocalEndpoint, verb: string, body: object): Promise<Faults> {
  try {
    const answer = await withinTime(ANSWER_TIMEOUT_MS, async (signal) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/00000000/${region}/sqs/aws4_request`,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `${FAULT_LAB_TARGET}${verb}`
        },
        body: JSON.stringify(body),
        signal
      })
      return (await response.json()) as unknown
    })
    return faultsSchema.parse(answer)
  } catch (cause) {
    const why = cause instanceof z.ZodError ? 'it is of another version' : 'it does not answer'
    throw new ChatError(
      'offline',
      `The fault lab cannot be reached: ${why}. Close other ChatAPP windows and try again.`,
      {
        cause
      }
    )
  }
}
