import type { ErrorKey } from './errors'

/** Reads a field of any value; undefined where there is none. */
export const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined

/** What the operating system, TLS or the HTTP parser reported, and whether a connection failed by it or a file. */
export interface SystemFault {
  readonly code: string
  readonly ofNetwork: boolean
}

/** Calls of the operating system that are made for a connection, never for a file. */
const networkCalls: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo'])

/** Codes that no file ever fails with. */
const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'ENOTCONN',
  'ESHUTDOWN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENOBUFS',
  'EADDRNOTAVAIL',
  'ECANCELED'
])

/** Name look-up, Node's HTTP parser, Node's fetch. */
const networkFamilies = /^(EAI_|HPE_|UND_ERR_)/

/** The fault that an error tells of, in itself, in its cause, or in the first of the addresses that were tried. */
export function systemFault(error: unknown): SystemFault | null {
  // A service that answered with an error may call a field of it `code`.
  if (field(error, '$fault') !== undefined) return null
  const cause = field(error, 'cause')
  const candidates = [error, firstOf(error), cause, firstOf(cause)]
  const found = candidates.filter((one) => typeof field(one, 'code') === 'string')
  if (found.length === 0) return null
  const code = String(field(found[0], 'code'))
  // The SDK writes `$metadata` on what went wrong after a request was signed: from there on there are no files.
  const called =
    field(error, '$metadata') !== undefined || found.some((one) => networkCalls.has(field(one, 'syscall')))
  return { code, ofNetwork: called || networkCodes.has(code) || networkFamilies.test(code) }
}

const firstOf = (error: unknown): unknown => {
  const errors = field(error, 'errors')
  return Array.isArray(errors) ? errors[0] : undefined
}

/** What to say of a connection that could not be made or held. */
export function networkErrorKey(code: string): ErrorKey & `network.${string}` {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'network.refused'
    case 'EMFILE':
    case 'ENFILE':
      return 'network.too_many_files'
    case 'ENOBUFS':
    case 'ENOMEM':
    case 'EADDRNOTAVAIL':
      return 'network.no_room'
    case 'ENETDOWN':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'EHOSTUNREACH':
      return 'network.down'
    default:
      if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'network.name_unknown'
      return networkFamilies.test(code) ? 'network.not_sqs' : 'network.unreachable'
  }
}
