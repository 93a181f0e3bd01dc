import { request } from 'node:http'
import { FAULT_LAB_TARGET, type LocalEndpoint } from './backend-protocol'

const PROBE_TIMEOUT_MS = 2000

/** Whether a local backend with this key answers there. Never rejects. */
export const probeEndpoint = ({ url, region, accessKeyId }: LocalEndpoint): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = request(
      url,
      {
        method: 'POST',
        agent: false,
        timeout: PROBE_TIMEOUT_MS,
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/00000000/${region}/sqs/aws4_request`,
          'content-type': 'application/x-amz-json-1.0',
          // Not a call of SQS: a healthy backend that plays offline must not be taken for a dead one.
          'x-amz-target': `${FAULT_LAB_TARGET}Get`
        }
      },
      (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      }
    )
    probe.on('timeout', () => probe.destroy(new Error('The local backend does not answer.')))
    probe.on('error', () => resolve(false))
    probe.end('{}')
  })
