import { FAULT_LAB_TARGET, type LocalEndpoint } from '../protocol/backend-protocol'
import { signedPost } from '../protocol/signed-post'

const PROBE_TIMEOUT_MS = 2000

/** Whether a local backend with this key answers there. Never rejects. */
export async function probeEndpoint(endpoint: LocalEndpoint): Promise<boolean> {
  // Not a call of SQS: a healthy backend that plays offline must not be taken for a dead one.
  const call = { target: `${FAULT_LAB_TARGET}Get`, body: '{}', timeoutMs: PROBE_TIMEOUT_MS }
  return await signedPost(endpoint, call).then(
    ({ status }) => status === 200,
    () => false
  )
}
