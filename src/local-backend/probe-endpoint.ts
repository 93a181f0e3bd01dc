import { withinTime } from '../shared/within-time'
import { FAULT_LAB_TARGET, type LocalEndpoint } from './backend-protocol'

const PROBE_TIMEOUT_MS = 2000

/** Whether a local backend with this key answers there. Never rejects. */
export async function probeEndpoint({ url, region, accessKeyId }: LocalEndpoint): Promise<boolean> {
  try {
    return await withinTime(PROBE_TIMEOUT_MS, async (signal) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/00000000/${region}/sqs/aws4_request`,
          'content-type': 'application/x-amz-json-1.0',
          // Not a call of SQS: a healthy backend that plays offline must not be taken for a dead one.
          'x-amz-target': `${FAULT_LAB_TARGET}Get`
        },
        body: '{}',
        signal
      })
      await response.text()
      return response.status === 200
    })
  } catch {
    return false
  }
}
