import { ChatError, keysBy, type ErrorCode } from './errors'
import { field, networkErrorKey, systemFault } from './system-error'

/** Error names of SQS and of the SDK, without the `AWS.SimpleQueueService.` that some servers put before them. */
const byName: Readonly<Record<string, ErrorCode>> = {
  QueueDoesNotExist: 'queue_missing',
  NonExistentQueue: 'queue_missing',
  QueueDeletedRecently: 'queue_missing',
  InvalidAddress: 'queue_missing',
  AccessDenied: 'access_denied',
  AccessDeniedException: 'access_denied',
  KmsAccessDenied: 'access_denied',
  KmsDisabled: 'access_denied',
  KmsInvalidKeyUsage: 'access_denied',
  KmsInvalidState: 'access_denied',
  KmsNotFound: 'access_denied',
  KmsOptInRequired: 'access_denied',
  KmsThrottled: 'throttled',
  OptInRequired: 'credentials',
  InvalidAccessKeyId: 'credentials',
  AuthFailure: 'credentials',
  MissingAuthenticationToken: 'credentials',
  MissingAuthenticationTokenException: 'credentials',
  InvalidSecurity: 'credentials',
  RequestTimeTooSkewed: 'offline',
  RequestInTheFuture: 'offline',
  ExpiredToken: 'credentials',
  ExpiredTokenException: 'credentials',
  RequestExpired: 'offline',
  InvalidClientTokenId: 'credentials',
  UnrecognizedClientException: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  InvalidSignatureException: 'credentials',
  CredentialsProviderError: 'credentials',
  TokenProviderError: 'credentials',
  RequestThrottled: 'throttled',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  OverLimit: 'throttled',
  ServiceUnavailable: 'offline',
  InternalError: 'offline',
  InternalFailure: 'offline',
  TimeoutError: 'offline',
  InvalidMessageContents: 'invalid_input',
  InvalidParameterValue: 'invalid_input',
  InvalidParameterValueException: 'invalid_input',
  InvalidParameterCombination: 'invalid_input',
  InvalidAttributeName: 'invalid_input',
  InvalidAttributeValue: 'invalid_input',
  UnsupportedOperation: 'invalid_input',
  BatchRequestTooLong: 'too_large'
}

/** Node: what a TLS connection fails with when the other side is not who it should be, or speaks no TLS. */
const certificateCodes: ReadonlySet<unknown> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'EPROTO'
])

/** What the disk refused a file with, beside what `diskFault` looks into. */
const storageKeys = keysBy({
  ENOSPC: 'storage.full',
  EDQUOT: 'storage.quota',
  EACCES: 'storage.refused',
  EPERM: 'storage.refused',
  EMFILE: 'storage.too_many_files',
  ENFILE: 'storage.too_many_files_here',
  EIO: 'storage.disk_error',
  EROFS: 'storage.read_only',
  ENOENT: 'storage.no_such_place',
  ENOTDIR: 'storage.not_a_folder'
})

/** SQLite's primary result codes that speak of the disk, not of us (https://sqlite.org/rescode.html). */
const sqliteKeys = keysBy({
  5: 'storage.database_held',
  8: 'storage.database_read_only',
  10: 'storage.disk_error',
  11: 'storage.database_damaged',
  13: 'storage.full',
  14: 'storage.database_closed',
  26: 'storage.no_database'
})

/** Maps any thrown value to our one error class. The original stays as `cause`; its text never decides anything. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error
  const options = { cause: error }
  const name = nameOf(error)
  // The SDK could not read the answer as JSON: whoever answered is not SQS.
  if (name === 'SyntaxError' && field(error, '$metadata') !== undefined)
    return new ChatError('sqs.web_page', {}, options)
  const skew = clockSkew(error)
  if (skew !== null && isRefusal(error)) {
    const minutes = Math.round(Math.abs(skew) / 60_000)
    return new ChatError(skew > 0 ? 'clock.ahead' : 'clock.behind', { minutes }, options)
  }
  const sqsCode = byName[name]
  if (sqsCode) return ofService(sqsCode, name, error)
  if (field(error, 'code') === 'ERR_SQLITE_ERROR') {
    const primary = Number(field(error, 'errcode')) & 0xff
    return new ChatError(sqliteKeys[primary] ?? 'storage.refused_change', {}, options)
  }
  const ofSystem = systemError(error)
  if (ofSystem) return ofSystem
  // The SDK hangs the response on a body that it cannot parse: a captive portal, a proxy, another service.
  if (error instanceof SyntaxError && field(error, '$response') !== undefined)
    return new ChatError('sqs.not_sqs', {}, options)
  const status = Number(field(field(error, '$metadata'), 'httpStatusCode'))
  if (status === 429) return ofService('throttled', name, error)
  if (status >= 500) return ofService('offline', name, error)
  if (status === 403) return ofService('access_denied', name, error)
  return new ChatError('internal', {}, options)
}

/** What failed below us: a certificate, the way to the server, or the disk; null when it is none of these. */
function systemError(error: unknown): ChatError | null {
  const fault = systemFault(error)
  if (!fault) return null
  const { code, ofNetwork } = fault
  const options = { cause: error }
  if (certificateCodes.has(code)) return new ChatError('network.unproven', { code }, options)
  if (ofNetwork) return new ChatError(networkErrorKey(code), { code }, options)
  const key = storageKeys[code]
  return key === undefined ? null : new ChatError(key, {}, options)
}

/** AWS: a signature is refused when its time is more than 5 minutes off. */
const MAX_SKEW_MS = 300_000

/** How far the clock here is from the server's in milliseconds, from the answer's `Date`; null when it is near enough. */
function clockSkew(error: unknown): number | null {
  const headers = field(field(error, '$response'), 'headers')
  const date = field(headers, 'date') ?? field(headers, 'Date')
  const skew = typeof date === 'string' ? Date.now() - Date.parse(date) : Number.NaN
  return Math.abs(skew) > MAX_SKEW_MS ? skew : null
}

const isRefusal = (error: unknown): boolean => {
  const status = field(field(error, '$metadata'), 'httpStatusCode')
  return status === 400 || status === 401 || status === 403
}

function nameOf(error: unknown): string {
  const name = field(error, 'name')
  return typeof name === 'string' ? name.slice(name.lastIndexOf('.') + 1) : ''
}

/** An error that the service names, in the words for its name where there are any, else for its code. */
function ofService(code: ErrorCode, name: string, error: unknown): ChatError {
  const options = { cause: error, code }
  const key = serviceKeys[name] ?? (name.startsWith('Kms') ? 'sqs.key_unusable' : codeKeys[code])
  if (key) return new ChatError(key, { name }, options)
  const detail = field(error, 'message')
  return typeof detail === 'string'
    ? new ChatError('sqs.refused', { detail }, options)
    : new ChatError('sqs.refused_unexplained', {}, options)
}

const serviceKeys = keysBy({
  QueueDeletedRecently: 'sqs.queue_deleted_recently',
  KmsAccessDenied: 'sqs.key_refused',
  KmsThrottled: 'sqs.throttled',
  OptInRequired: 'sqs.not_activated',
  ExpiredToken: 'sqs.credentials_expired',
  ExpiredTokenException: 'sqs.credentials_expired',
  RequestTimeTooSkewed: 'sqs.time_refused',
  RequestInTheFuture: 'sqs.time_refused',
  RequestExpired: 'sqs.time_refused',
  TimeoutError: 'sqs.no_answer'
})

const codeKeys = keysBy({
  queue_missing: 'sqs.no_queue',
  access_denied: 'sqs.access_denied',
  credentials: 'sqs.credentials',
  throttled: 'sqs.throttled',
  offline: 'sqs.unreachable'
})
