import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { awsJsonError, type AwsJsonError } from '../protocol/aws-json-error'
import { Signer, timeOf, type SignableRequest } from '../../platform/sigv4'
import { serviceOf } from '../protocol/backend-protocol'
import { callerOf } from '../protocol/local-caller'

/** What the guard looks at before it lets a body in. */
export interface GuardedRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
}

export interface RequestGuardDeps {
  /** The install's; a profile's begins with it. */
  accessKeyId: string
  secretAccessKey: string
  port: () => number
  /** The server's clock, epoch milliseconds. */
  now: () => number
}

/** AWS: a request is refused when its time is more than 15 minutes off. */
const MAX_SKEW_MS = 900_000

/** AWS: the host and every header that begins with x-amz- are part of what is signed. */
const mustBeSigned = ['host', 'x-amz-date', 'x-amz-target']

const credentialPattern = /^AWS4-HMAC-SHA256 Credential=([\w-]{1,128})\//
const keyIdOf = (headers: IncomingHttpHeaders): string | undefined =>
  credentialPattern.exec(headers.authorization ?? '')?.[1]
const authorizationPattern =
  /^AWS4-HMAC-SHA256 Credential=[\w-]{1,128}\/(\d{8})\/([\w-]{1,64})\/(\w{1,32})\/aws4_request, ?SignedHeaders=([a-z0-9;-]{1,1000}), ?Signature=([0-9a-f]{64})$/

/**
 * Decides who may talk to the local backend: AWS clients of this OS user that hold this install's key, or a profile's.
 *
 * The exact `Host` stops DNS rebinding; `Origin` and `Sec-Fetch-Site` come from browsers only, so no web page gets
 * through. `admit` looks at that and at the key id before a body is read; `verify` then checks the signature of the
 * whole request, and its time by the server's clock. Both return null when the request may pass.
 */
export function createRequestGuard({ accessKeyId, secretAccessKey, port, now }: RequestGuardDeps) {
  const signer = new Signer(secretAccessKey)
  /** By key id, those that were admitted: as many as this user has profiles. */
  const callers = new Map<string, string>()

  const admit = ({ method, url, headers }: GuardedRequest): AwsJsonError | null => {
    if (headers.host !== `127.0.0.1:${port()}` && headers.host !== `localhost:${port()}`) {
      return awsJsonError('AccessDenied', 'The local backend answers only to 127.0.0.1 and localhost.', 403)
    }
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
      return awsJsonError('AccessDenied', 'The local backend does not answer web pages.', 403)
    }
    const given = keyIdOf(headers)
    if (given === undefined) {
      return awsJsonError('MissingAuthenticationToken', 'The request is not signed with an access key.', 403)
    }
    if (!callers.has(given)) {
      const caller = callerOf(given, accessKeyId)
      if (caller !== null) callers.set(given, caller)
    }
    if (!callers.has(given)) {
      const message =
        'The access key id is not the one of this installation. See "chatapp backend --print-env".'
      return awsJsonError('InvalidClientTokenId', message, 403)
    }
    if (method !== 'POST' || (url !== '/' && !/^\/\d{12}\/[\w.-]{1,80}$/.test(url))) {
      return awsJsonError('InvalidAction', 'The local backend speaks the SQS JSON protocol: POST to /.', 404)
    }
    return null
  }

  const verify = (request: SignableRequest): AwsJsonError | null => {
    const parts = authorizationPattern.exec(String(request.headers['authorization'] ?? ''))
    const stamp = String(request.headers['x-amz-date'] ?? '')
    const [, date = '', region = '', service = '', names = '', given = ''] = parts ?? []
    const signedHeaders = names.split(';')
    if (!parts || !mustBeSigned.every((name) => signedHeaders.includes(name))) {
      const message = `The Authorization header must hold a whole Signature Version 4 of ${mustBeSigned.join(', ')}.`
      return awsJsonError('IncompleteSignature', message, 403)
    }
    const scope = { date, region, service }
    const signature = signer.sign(request, { scope, stamp, signedHeaders })
    const isOurs = timingSafeEqual(signature, Buffer.from(given, 'hex'))
    const wanted = serviceOf(String(request.headers['x-amz-target']))
    if (!isOurs || service !== wanted || !stamp.startsWith(`${date}T`)) {
      const message =
        'The signature is not one of this installation’s secret. See "chatapp backend --print-env".'
      return awsJsonError('SignatureDoesNotMatch', message, 403)
    }
    // After the signature: who is told about the time is known to hold the key.
    if (!(Math.abs(now() - timeOf(stamp)) <= MAX_SKEW_MS)) {
      const message = `The request is of ${stamp}, more than 15 minutes from this server’s time.`
      return awsJsonError('RequestTimeTooSkewed', message, 403)
    }
    return null
  }

  /** Whom SQS names as the sender of a request that was admitted. */
  const caller = (headers: IncomingHttpHeaders): string => callers.get(keyIdOf(headers) ?? '') ?? ''

  return { admit, verify, caller }
}
