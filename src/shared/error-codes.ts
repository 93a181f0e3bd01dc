/**
 * What went wrong, as a closed list. Callers decide by `code` and `retryable`, never by the text.
 *
 * - `invalid_input`: the caller's value is not acceptable; the message names the field.
 * - `too_large`: the text does not fit into one SQS message; the message holds both sizes.
 * - `forbidden`: the caller may not ask this (unknown call, foreign sender).
 * - `not_found`: the named message or conversation does not exist.
 * - `conflict`: the state does not allow it (cancel of a message that SQS has accepted, a second host).
 * - `queue_missing`: the queue does not exist on this backend.
 * - `access_denied`: AWS knows the caller but does not allow the action.
 * - `credentials`: credentials are missing, expired or refused.
 * - `throttled`: the backend asks to slow down.
 * - `offline`: the backend cannot be reached or did not answer in time.
 * - `storage`: the data folder cannot be read or written (full, read-only, locked, damaged).
 * - `cancelled`: the user cancelled it.
 * - `no_answer`: SQS accepted the request, but no reply came in time, although it was sent again.
 * - `processing_failed`: MessageProcessor gave up on the message.
 * - `internal`: a fault of ours.
 */
export const errorCodes = [
  'invalid_input',
  'too_large',
  'forbidden',
  'not_found',
  'conflict',
  'queue_missing',
  'access_denied',
  'credentials',
  'throttled',
  'offline',
  'storage',
  'cancelled',
  'no_answer',
  'processing_failed',
  'internal'
] as const

export type ErrorCode = (typeof errorCodes)[number]
