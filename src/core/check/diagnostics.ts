import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { homedir, release, totalmem } from 'node:os'
import type { AppInfo, Connection, Faults, QueueStatus } from '../../shared/contract'
import type { Log } from '../../platform/log'
import type { Redactor } from '../../platform/redactor'
import type { Stores } from '../store/stores'

/** What of the log's end is taken, in bytes. */
const LOG_BYTES = 1_000_000

/** Variables whose values are secrets; of the others that concern AWS it is said that they are set. */
const SECRET_VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN']

/** What the backend said a moment ago, or why it did not. */
export interface BackendFacts {
  readonly queues: readonly QueueStatus[] | string
  readonly faults: Faults | null | string
}

export interface DiagnosticsDeps {
  info: () => AppInfo
  connection: () => Connection
  stores: Pick<
    Stores,
    'profile' | 'backends' | 'messages' | 'notices' | 'recovery' | 'exporter' | 'conversations'
  >
  redactor: Redactor
  log: Pick<Log, 'flush'>
  now: () => number
}

/**
 * What helps others to find a fault, as one JSON document: versions, settings, backends, counts, notices, the end of the
 * log. Never the text of a message, a chat's title, the user's name or a credential; the home folder is written `~`.
 */
export function diagnostics(
  { info, connection, stores, redactor, log, now }: DiagnosticsDeps,
  { queues, faults }: BackendFacts
): string {
  redactor.learn(...SECRET_VARIABLES.map((name) => process.env[name]))
  const app = info()
  log.flush()
  const { profile, backends, messages, notices, recovery, exporter, conversations } = stores
  const { senderName: _name, ...settings } = profile.settings()
  const { activeId, backends: known } = backends.list()
  const document = {
    madeAt: new Date(now()).toISOString(),
    app,
    system: {
      node: process.version,
      electron: process.versions['electron'] ?? null,
      system: `${process.platform} ${process.arch} ${release()}`,
      memoryMB: Math.round(totalmem() / 1e6),
      locale: Intl.DateTimeFormat().resolvedOptions().locale,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      upSeconds: Math.round(process.uptime())
    },
    variables: Object.keys(process.env)
      .filter((name) => /^(AWS_|CHATAPP_|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS)/i.test(name))
      .toSorted(),
    settings,
    backends: { activeId, known },
    connection: connection(),
    queues,
    faults,
    counts: {
      conversations: conversations.list().length,
      outbox: messages.outboxSize(),
      setAside: profile.quarantineCount(),
      ...exporter.storage()
    },
    databases: recovery.list(),
    notices: notices.list(),
    log: endOf(app.logFile).split('\n').filter(Boolean).map(parsed)
  }
  const text = redactor.apply(JSON.stringify(document, null, 2))
  const home = JSON.stringify(homedir()).slice(1, -1)
  // Of a user without a folder of its own it is the root.
  return home.length > 3 ? text.replaceAll(home, '~') : text
}

/** The last lines of a log; empty when there is none. */
function endOf(file: string): string {
  try {
    const open = openSync(file, 'r')
    try {
      const { size } = fstatSync(open)
      const bytes = Buffer.alloc(Math.min(size, LOG_BYTES))
      readSync(open, bytes, 0, bytes.length, size - bytes.length)
      const text = bytes.toString('utf8')
      return size > LOG_BYTES ? text.slice(text.indexOf('\n') + 1) : text
    } finally {
      closeSync(open)
    }
  } catch {
    return ''
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}
