import { expect, it } from 'vitest'
import { ChatError } from './errors'
import { toChatError } from './to-chat-error'

const named = (name: string, extra: object = {}): Error =>
  Object.assign(new Error('secret text'), { name }, extra)

it.each<[error: unknown, code: string, retryable: boolean]>([
  [named('AWS.SimpleQueueService.NonExistentQueue'), 'queue_missing', false],
  [named('QueueDoesNotExist'), 'queue_missing', false],
  [named('ExpiredTokenException'), 'credentials', true],
  [named('AccessDeniedException'), 'access_denied', false],
  [named('KmsAccessDenied'), 'access_denied', false],
  [named('com.amazonaws.sqs.KmsDisabled'), 'access_denied', false],
  [named('RequestTimeTooSkewed'), 'offline', true],
  [named('SyntaxError', { $metadata: { httpStatusCode: 200 } }), 'offline', true],
  [named('Error', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'offline', true],
  [named('RequestThrottled'), 'throttled', true],
  [named('TimeoutError'), 'offline', true],
  [named('Error', { code: 'ECONNREFUSED' }), 'offline', true],
  [named('Unheard', { $metadata: { httpStatusCode: 500 } }), 'offline', true],
  ...[
    'EMFILE',
    'ENFILE',
    'ENOBUFS',
    'ENETDOWN',
    'EADDRNOTAVAIL',
    'EHOSTDOWN',
    'EAI_FAIL',
    'ECANCELED',
    'EIO'
  ].map(
    (code) => [named('Error', { code, syscall: 'connect' }), 'offline', true] as [Error, string, boolean]
  ),
  // What a firewall gives, and what an unheard code of a connection gives; never the disk.
  [named('Error', { code: 'EACCES', syscall: 'connect' }), 'offline', true],
  [named('Error', { code: 'EPERM', syscall: 'connect' }), 'offline', true],
  [
    named('AggregateError', { code: 'EACCES', errors: [{ code: 'EACCES', syscall: 'connect' }] }),
    'offline',
    true
  ],
  [named('TypeError', { cause: named('Error', { code: 'EPERM', syscall: 'connect' }) }), 'offline', true],
  [named('Error', { code: 'ENOENT', syscall: 'getaddrinfo' }), 'offline', true],
  [named('Error', { code: 'ENETDOWN' }), 'offline', true],
  [named('Error', { code: 'HPE_INVALID_CONSTANT' }), 'offline', true],
  [named('Error', { code: 'EIO', $metadata: { attempts: 1 } }), 'offline', true],
  [named('Error', { code: 'EIO', syscall: 'read' }), 'storage', false],
  [named('Error', { code: 'EACCES', syscall: 'open' }), 'storage', false],
  [named('Error', { code: 'EMFILE', syscall: 'open' }), 'storage', false],
  [named('Error', { code: 'ENOSPC' }), 'storage', false],
  [named('Error', { code: 'ERR_SQLITE_ERROR', errcode: 13 }), 'storage', false],
  [named('Error', { code: 'ERR_SQLITE_ERROR', errcode: 1555 }), 'storage', false],
  [new Error('bug'), 'internal', false],
  ['thrown text', 'internal', false],
  [null, 'internal', false]
])('maps %s to a code that callers decide by', (error, code, retryable) => {
  const mapped = toChatError(error)

  const { key, params, ...wire } = mapped.toWire()
  expect(wire).toEqual({ code, retryable, message: expect.any(String) })
  expect(key).toBeDefined()
  expect(JSON.stringify(params ?? {})).not.toMatch(/secret text|bug/)
  expect(mapped.cause).toBe(error)
})

it('shows nothing of a fault of ours to the page', () => {
  expect(toChatError(new Error('AKIAEXAMPLE')).toWire().message).not.toContain('AKIAEXAMPLE')
})

it('leaves our own error as it is', () => {
  const error = ChatError.of('conflict', 'no')

  expect(toChatError(error)).toBe(error)
})
