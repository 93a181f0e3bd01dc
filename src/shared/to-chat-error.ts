import { ChatError, type ErrorCode } from './errors'
import { field, networkAdvice, systemFault } from './system-error'

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

const storageAdvice: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space and try again.',
  EDQUOT: 'Your disk quota is used up. Free some space and try again.',
  EACCES: 'The data folder may not be written. Change its permissions or choose another with --data-dir.',
  EPERM: 'The data folder may not be written. Change its permissions or choose another with --data-dir.',
  EMFILE: 'Too many files are open. Close some programs, or raise the limit (ulimit -n), and try again.',
  ENFILE: 'Too many files are open on this computer. Close some programs and try again.',
  EIO: 'The disk reported an error. Check it and try again.',
  EROFS: 'The data folder is on a read-only disk. Choose another with --data-dir.',
  ENOENT: 'It cannot be created there. Choose another with --data-dir.',
  ENOTDIR: 'A part of the data folder’s path is a file. Choose another with --data-dir.'
}

/** SQLite's primary result codes that speak of the disk, not of us (https://sqlite.org/rescode.html). */
const sqliteAdvice: Readonly<Record<number, string>> = {
  5: 'Another program holds the database. Close it and try again.',
  8: 'The database is read-only. Change the permissions of the data folder or choose another with --data-dir.',
  10: 'The disk reported an error. Check it and try again.',
  11: 'The database is damaged. Start ChatAPP again: it keeps a copy and begins a new one.',
  13: 'The disk is full. Free some space and try again.',
  14: 'The database cannot be opened. Check the permissions of the data folder or choose another with --data-dir.',
  26: 'The file is not a database. Start ChatAPP again: it keeps a copy and begins a new one.'
}

/** Maps any thrown value to our one error class. The original stays as `cause`; its text never decides anything. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error
  const name = nameOf(error)
  // The SDK could not read the answer as JSON: whoever answered is not SQS.
  if (name === 'SyntaxError' && field(error, '$metadata') !== undefined)
    return new ChatError('offline', webPageAdvice, { cause: error })
  const skew = clockSkew(error)
  if (skew !== null && isRefusal(error)) return new ChatError('offline', skewAdvice(skew), { cause: error })
  const sqsCode = byName[name]
  if (sqsCode) return new ChatError(sqsCode, describe(sqsCode, name, error), { cause: error })
  if (field(error, 'code') === 'ERR_SQLITE_ERROR') return storageError(error)
  const ofSystem = systemError(error)
  if (ofSystem) return ofSystem
  // The SDK hangs the response on a body that it cannot parse: a captive portal, a proxy, another service.
  if (error instanceof SyntaxError && field(error, '$response') !== undefined) {
    return new ChatError(
      'offline',
      'What answers there is not SQS (a proxy, or a sign-in page of the network?).',
      {
        cause: error
      }
    )
  }
  const status = field(field(error, '$metadata'), 'httpStatusCode')
  if (status === 429 || status === 503) {
    const throttledOrDown = status === 429 ? 'throttled' : 'offline'
    return new ChatError(throttledOrDown, describe(throttledOrDown, name, error), { cause: error })
  }
  if (typeof status === 'number' && status >= 500) {
    return new ChatError('offline', describe('offline', name, error), { cause: error })
  }
  if (status === 403)
    return new ChatError('access_denied', describe('access_denied', name, error), { cause: error })
  return new ChatError('internal', 'Something went wrong inside ChatAPP. The log has the details.', {
    cause: error
  })
}

/** What failed below us: a certificate, the way to the server, or the disk; null when it is none of these. */
function systemError(error: unknown): ChatError | null {
  const fault = systemFault(error)
  if (!fault) return null
  const { code, ofNetwork } = fault
  if (certificateCodes.has(code)) {
    const text = `The server cannot prove who it is (${code}). A proxy may stand between: set NODE_EXTRA_CA_CERTS to its certificate, or correct the endpoint in Settings.`
    return new ChatError('offline', text, { cause: error })
  }
  if (ofNetwork) return new ChatError('offline', networkAdvice(code), { cause: error })
  const advice = storageAdvice[code]
  return advice === undefined ? null : new ChatError('storage', advice, { cause: error })
}

/** A server that answers a web page is a proxy, a captive portal, or the wrong address. */
const webPageAdvice =
  'A web page answered in place of SQS. Sign in to the network if it asks for that, or correct the endpoint in Settings.'

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

function skewAdvice(skewMs: number): string {
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  const direction = skewMs > 0 ? 'ahead of' : 'behind'
  return `The clock of this computer is ${minutes} minutes ${direction} AWS, which refuses such requests. ChatAPP allows for it and tries again; set the clock.`
}

function nameOf(error: unknown): string {
  const name = field(error, 'name')
  return typeof name === 'string' ? name.slice(name.lastIndexOf('.') + 1) : ''
}

function storageError(error: unknown): ChatError {
  const primary = Number(field(error, 'errcode')) & 0xff
  const advice = sqliteAdvice[primary] ?? 'The database refused the change. The log has the details.'
  return new ChatError('storage', advice, { cause: error })
}

function describe(code: ErrorCode, name: string, error: unknown): string {
  switch (code) {
    case 'queue_missing':
      return name === 'QueueDeletedRecently'
        ? 'The queue was deleted less than 60 seconds ago; SQS lets its name be used again after that.'
        : 'The queue does not exist on this backend.'
    case 'access_denied':
      if (name === 'KmsAccessDenied')
        return 'AWS refused the use of the key that encrypts the queue. Allow kms:GenerateDataKey and kms:Decrypt on it.'
      if (name.startsWith('Kms'))
        return `The key that encrypts the queue cannot be used (${name}). Look at it in the KMS console.`
      return 'AWS refused the action. The connection test in Settings names the missing permission.'
    case 'credentials':
      if (name === 'OptInRequired')
        return 'This account may not use SQS here: the account is not activated, or the region is not enabled for it.'
      if (name.startsWith('ExpiredToken'))
        return 'The credentials have expired. Sign in again; ChatAPP goes on by itself once they are renewed.'
      return 'The credentials are missing, expired or refused. Sign in again.'
    case 'throttled':
      return 'The backend asks to slow down. ChatAPP tries again by itself.'
    case 'offline':
      if (name === 'RequestTimeTooSkewed' || name === 'RequestInTheFuture' || name === 'RequestExpired')
        return 'AWS refused the request because of its time. Set the clock of this computer; ChatAPP tries again by itself.'
      if (name === 'TimeoutError') return 'The backend did not answer in time. ChatAPP tries again by itself.'
      return 'The backend cannot be reached. ChatAPP tries again by itself.'
    default: {
      const message = field(error, 'message')
      return `The backend refused the message${typeof message === 'string' ? `: ${message}` : '.'}`
    }
  }
}
