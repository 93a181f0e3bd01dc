import type { ChatApp } from '../core/chat-app'
import { pause } from '../platform/pause'
import { stoppedExitCode } from '../platform/stop'
import type { CallArgument, CallOutput, LogEntry } from '../shared/contract'
import { ChatError } from '../shared/errors'
import type { LogLevel } from '../shared/log-levels'
import { exitCodes, type CliDeps, type PlaceOptions, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { findChat } from '../shared/find-chat'

export interface LogsOptions extends ProfileOptions, PlaceOptions {
  readonly follow?: boolean
  readonly message?: string
  readonly chat?: string
  readonly level?: LogLevel
  readonly limit?: number
  readonly json?: boolean
}

type Query = CallArgument<'logs.read'>

/** How long a backend that is just starting is waited for, in milliseconds. */
const STARTING_MS = 15_000
const RETRY_MS = 200

/** Lines whose repetition is recognised while the log is followed. */
const MAX_KNOWN = 20_000

/** `chatapp logs`: what MessageProcessor wrote, and with `--follow` what it writes until the user stops it. */
export async function logsCommand(deps: CliDeps, options: LogsOptions): Promise<number> {
  return await withChatApp(deps, { ...options, elsewhere: options }, async (app) => {
    const { message: messageId, chat, level = 'INFO', limit = 100 } = options
    const conversationId = chat === undefined ? undefined : await chatId(app, chat)
    const query: Query = {
      ...(messageId === undefined ? { level } : { messageId, ...(options.level ? { level } : {}) }),
      ...(conversationId === undefined ? {} : { conversationId })
    }
    const printer = new Printer(deps, options.json ?? false)
    try {
      printer.print((await readPatiently(deps, app, { ...query, limit })).entries)
      if (options.follow) await follow(deps, app, { query, printer })
    } catch (error) {
      if (error instanceof ChatError && error.code === 'access_denied') await tellPolicy(deps, app)
      throw error
    }
    if (printer.printed === 0 && !options.follow) deps.err('MessageProcessor has written no such line.')
    return deps.stop.aborted && !options.follow ? stoppedExitCode(deps.stop) : exitCodes.done
  })
}

async function chatId(app: ChatApp, wanted: string): Promise<string> {
  const chat = findChat(await call(app, 'conversations.list', undefined), wanted)
  if (!chat) throw new ChatError('chat.none_called', { wanted })
  return chat.id
}

/** Prints each line once. */
class Printer {
  printed = 0
  /** When the newest line was written. */
  newest = 0
  private known = new Set<string>()

  constructor(
    private readonly deps: Pick<CliDeps, 'out'>,
    private readonly json: boolean
  ) {}

  print(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      this.newest = Math.max(this.newest, entry.at)
      if (this.known.has(entry.id)) continue
      this.known.add(entry.id)
      this.printed++
      this.deps.out(this.json ? JSON.stringify(entry) : lineOf(entry))
    }
    if (this.known.size > MAX_KNOWN) this.known = new Set([...this.known].slice(-MAX_KNOWN / 2))
  }
}

function lineOf({ at, level, text, cut }: LogEntry): string {
  const more = cut > 0 ? ` … ${cut} more characters` : ''
  return `${new Date(at).toISOString()} ${(level ?? '-').padEnd(5)} ${text}${more}`
}

async function follow(
  deps: CliDeps,
  app: ChatApp,
  { query, printer }: { query: Query; printer: Printer }
): Promise<void> {
  const { everyMs, account } = await call(app, 'logs.place', undefined)
  deps.err(
    account
      ? `Reading CloudWatch every ${everyMs / 1000} s. Ctrl+C ends it.`
      : 'Waiting for lines. Ctrl+C ends it.'
  )
  let cursor: string | null = null
  while (!deps.stop.aborted) {
    if (cursor === null) await pause(everyMs, deps.stop)
    if (deps.stop.aborted) return
    // Of a message always all: what an invocation wrote is known as its own only later.
    const since = query.messageId === undefined && printer.newest > 0 ? { since: printer.newest } : {}
    const page: CallOutput<'logs.read'> = await readPatiently(deps, app, {
      ...query,
      ...since,
      limit: 1000,
      ...(cursor === null ? {} : { cursor })
    })
    printer.print(page.entries)
    await deps.drained()
    cursor = 'since' in since ? page.cursor : null
  }
}

/** Waits for a backend that is just starting, or that cannot be reached for a moment. */
async function readPatiently(
  { stop }: Pick<CliDeps, 'stop'>,
  app: ChatApp,
  query: Query
): Promise<CallOutput<'logs.read'>> {
  const deadline = performance.now() + STARTING_MS
  for (;;) {
    try {
      return await call(app, 'logs.read', query)
    } catch (error) {
      const waits = error instanceof ChatError && error.code === 'offline'
      if (!waits || stop.aborted || performance.now() > deadline) throw error
      await pause(RETRY_MS, stop)
    }
  }
}

async function tellPolicy({ err }: CliDeps, app: ChatApp): Promise<void> {
  const { policy } = await call(app, 'logs.place', undefined)
  if (!policy) return
  err(`Missing: ${policy.action}`)
  err(`In the console: ${policy.consolePath}`)
  for (const line of policy.policy.split('\n')) err(`  ${line}`)
}
