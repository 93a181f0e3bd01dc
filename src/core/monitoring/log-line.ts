import type { LogEntry } from '../../shared/contract'
import type { LogLevel } from '../../shared/log-levels'
import { parseJson } from '../../platform/json-file'
import { isShortText } from '../../shared/wire'

/** What a line says of itself. */
export type LineFacts = Pick<LogEntry, 'level' | 'messageId' | 'conversationId' | 'requestId' | 'attempt'> & {
  /** Every message and conversation it names. */
  readonly names: readonly { messageId: string | null; conversationId: string | null }[]
}

const levels: Readonly<Record<string, LogLevel>> = {
  TRACE: 'DEBUG',
  DEBUG: 'DEBUG',
  INFO: 'INFO',
  WARN: 'WARN',
  WARNING: 'WARN',
  ERROR: 'ERROR',
  CRITICAL: 'ERROR',
  FATAL: 'ERROR'
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shortText = (value: unknown): string | null => (isShortText(value) ? value : null)

const countOf = (value: unknown): number | null =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null

/** Reads what a line of a function's log says of itself; any text is one. Never throws. */
export function readLine(text: string): LineFacts {
  const value = text.startsWith('{') ? parseJson(text) : undefined
  return isObject(value) ? ofJson(value) : ofText(text)
}

function ofJson(line: Fields): LineFacts {
  const record = isObject(line['record']) ? line['record'] : {}
  const names = (Array.isArray(line['records']) ? line['records'].filter(isObject) : [line]).map(namesOf)
  const [only] = names.length === 1 ? names : []
  const attempts = (Array.isArray(line['records']) ? line['records'].filter(isObject)[0] : line) ?? {}
  return {
    level: levelOf(line, record),
    messageId: only?.messageId ?? null,
    conversationId: only?.conversationId ?? null,
    requestId: shortText(line['requestId'] ?? line['function_request_id'] ?? record['requestId']),
    attempt: only ? countOf(attempts['attempts'] ?? attempts['attempt']) : null,
    names
  }
}

const namesOf = (line: Fields) => ({
  messageId: shortText(line['correlationId']),
  conversationId: shortText(line['conversationId'])
})

/** Lambda's own lines say how an invocation ended; metrics are nobody's to read line by line. */
function levelOf(line: Fields, record: Fields): LogLevel | null {
  if ('_aws' in line) return 'DEBUG'
  if (String(line['type']).startsWith('platform.')) {
    const { status } = record
    return status === undefined || status === 'success' ? 'DEBUG' : 'ERROR'
  }
  return levels[String(line['level']).toUpperCase()] ?? null
}

/** Lambda's format of text: what the console wrote, and what Lambda says itself. */
function ofText(text: string): LineFacts {
  const [, requestId, level] = /^\S+\t([0-9a-f-]{36}|undefined)\t([A-Z]+)\t/.exec(text) ?? []
  const [, ended] = /^(?:START|END|REPORT) RequestId: ([0-9a-f-]{36})/.exec(text) ?? []
  const [, died] =
    /(?:^|\s)([0-9a-f-]{36}) Task timed out|RequestId: ([0-9a-f-]{36}) Error: /.exec(text) ?? []
  const own = level === undefined ? null : (levels[level] ?? null)
  return {
    level: died === undefined ? (ended === undefined ? own : 'DEBUG') : 'ERROR',
    messageId: null,
    conversationId: null,
    requestId: died ?? ended ?? (requestId === 'undefined' ? null : (requestId ?? null)),
    attempt: null,
    names: []
  }
}
