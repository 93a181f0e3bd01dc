import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { awsJsonError, type AwsJsonError } from './aws-json-error'

/** What the guard looks at. */
export interface GuardedRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
}

const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
const credentialPattern = /^AWS4-HMAC-SHA256 Credential=([\w-]{1,128})\//

/**
 * Decides who may talk to the local backend: AWS clients of this OS user that know this install's access key id.
 *
 * The exact `Host` stops DNS rebinding; `Origin` and `Sec-Fetch-Site` come from browsers only, so no web page gets
 * through. The key id is a 128-bit secret of a 0600 file and travels on loopback only; the signature behind it would
 * prove nothing more and is not checked. Returns null when the request may pass.
 */
export function createRequestGuard(accessKeyIds: readonly string[], port: () => number) {
  const expected = accessKeyIds.map(digest)
  return ({ method, url, headers }: GuardedRequest): AwsJsonError | null => {
    if (headers.host !== `127.0.0.1:${port()}` && headers.host !== `localhost:${port()}`) {
      return awsJsonError('AccessDenied', 'The local backend answers only to 127.0.0.1 and localhost.', 403)
    }
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
      return awsJsonError('AccessDenied', 'The local backend does not answer web pages.', 403)
    }
    const given = credentialPattern.exec(headers.authorization ?? '')?.[1]
    if (given === undefined) {
      return awsJsonError('MissingAuthenticationToken', 'The request is not signed with an access key.', 403)
    }
    const hash = digest(given)
    if (!expected.some((one) => timingSafeEqual(hash, one))) {
      const message =
        'The access key id is not the one of this installation. See "chatapp backend --print-env".'
      return awsJsonError('InvalidClientTokenId', message, 403)
    }
    if (method !== 'POST' || (url !== '/' && !/^\/\d{12}\/[\w.-]{1,80}$/.test(url))) {
      return awsJsonError('InvalidAction', 'The local backend speaks the SQS JSON protocol: POST to /.', 404)
    }
    return null
  }
}
