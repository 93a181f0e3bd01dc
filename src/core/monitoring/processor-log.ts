import {
  FilterLogEventsCommand,
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  type FilterLogEventsCommandInput
} from '@aws-sdk/client-cloudwatch-logs'
import type { CallInput, LogEntry } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { logLevels } from '../../shared/log-levels'
import { nearestTime } from '../../shared/wire'
import { toChatError } from '../../shared/to-chat-error'
import { readLine, type LineFacts } from './log-line'

export type LogQuery = CallInput<'logs.read'>
/** A line, whole. */
export type LogLine = Omit<LogEntry, 'here' | 'cut'>
export interface LogPage {
  readonly entries: LogLine[]
  readonly cursor: string | null
}

/** Where a log is kept: CloudWatch Logs, or what answers like it. */
export interface LogSource {
  /** A client for one look, which is ended after it. */
  readonly client: CloudWatchLogsClient
  readonly logGroup: string
  readonly region: string
  /** The clock of who keeps it. */
  readonly now: number
  /** How late a line may show up there, in milliseconds. */
  readonly lateMs: number
}

/** Pages that one look asks for; CloudWatch may return empty ones. Where they end, it goes on when it is asked to. */
const MAX_PAGES = 20

/** AWS: newest first goes back to 2024 at most; a log is kept for two weeks unless told otherwise. */
const LOOK_BACK_MS = 14 * 86_400_000

/** A function's clock and ours may differ, in milliseconds. */
const CLOCK_SLACK_MS = 300_000

/** Invocations of one message whose lines are looked for. */
const MAX_INVOCATIONS = 20

/** Reads a page of a function's log. Throws `access_denied`, naming the permission, and `not_found`. */
export async function readProcessorLog(source: LogSource, query: LogQuery): Promise<LogPage> {
  try {
    const look = new Look(source, query)
    return query.since === undefined ? await look.newest() : await look.since(query.since)
  } catch (error) {
    throw whyNoLog(error, source)
  } finally {
    source.client.destroy()
  }
}

class Look {
  private pagesLeft = MAX_PAGES

  constructor(
    private readonly source: LogSource,
    private readonly query: LogQuery
  ) {}

  /** The newest lines, or those before the cursor. */
  async newest(): Promise<LogPage> {
    const { messageId, cursor, limit } = this.query
    const sentAt = messageId === undefined ? null : timeOfId(messageId)
    const startTime = sentAt === null ? this.source.now - LOOK_BACK_MS : sentAt - CLOCK_SLACK_MS
    const endTime = this.query.until
    const page = await this.collect({
      startTime,
      startFromHead: false,
      limit,
      ...(endTime === undefined ? {} : { endTime }),
      nextToken: cursor
    })
    const entries = [...page.entries, ...(await this.ofInvocations(page.entries))]
    return { ...page, entries: inOrder(entries) }
  }

  /** What was written since; a clock that was set back hides nothing. */
  async since(since: number): Promise<LogPage> {
    const { now, lateMs } = this.source
    const startTime = Math.max(0, Math.min(since, now) - lateMs)
    const page = await this.collect({ startTime, nextToken: this.query.cursor, limit: this.query.limit })
    return { ...page, entries: inOrder(page.entries) }
  }

  /** What was written in the invocations of a message without naming one: why it ended, what the console was told. */
  private async ofInvocations(known: readonly LogLine[]): Promise<LogLine[]> {
    if (this.query.messageId === undefined) return []
    const requests = [...new Set(known.flatMap(({ requestId }) => requestId ?? []))].slice(-MAX_INVOCATIONS)
    if (requests.length === 0) return []
    const there = new Set(known.map(({ id }) => id))
    const { entries } = await this.collect(
      {
        startTime: Math.min(...known.map(({ at }) => at)) - CLOCK_SLACK_MS,
        filterPattern: requests.map((id) => `?${quoted(id)}`).join(' '),
        limit: this.query.limit
      },
      ({ names, requestId }) =>
        requestId !== null &&
        requests.includes(requestId) &&
        names.every(({ messageId }) => messageId === null)
    )
    return entries.filter(({ id }) => !there.has(id))
  }

  private async collect(
    first: Partial<FilterLogEventsCommandInput> & { limit: number },
    isMeant: (line: LineFacts) => boolean = (line) => this.isAskedFor(line)
  ): Promise<LogPage> {
    const { client, logGroup: logGroupName } = this.source
    const filterPattern = first.filterPattern ?? patternOf(this.query)
    const entries: LogLine[] = []
    let { nextToken } = first
    do {
      const input = { ...first, ...(filterPattern === '' ? {} : { filterPattern }), logGroupName, nextToken }
      const { events = [], nextToken: next } = await client.send(new FilterLogEventsCommand(input))
      for (const event of events) {
        const facts = readLine(event.message?.trimEnd() ?? '')
        if (isMeant(facts) && this.isGrave(facts)) entries.push(lineOf(event, facts, this.query.messageId))
      }
      nextToken = next
      this.pagesLeft--
    } while (nextToken !== undefined && entries.length < first.limit && this.pagesLeft > 0)
    return { entries, cursor: nextToken ?? null }
  }

  private isAskedFor({ names }: LineFacts): boolean {
    const { conversationId } = this.query
    // A message's id is looked for as it stands; a conversation's may be any word.
    return conversationId === undefined || names.some((one) => one.conversationId === conversationId)
  }

  private isGrave({ level }: LineFacts): boolean {
    const least = this.query.level
    return least === undefined || logLevels.indexOf(level ?? 'INFO') >= logLevels.indexOf(least)
  }
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`

/** Words that stand in every line that may be so grave: CloudWatch leaves out the others. */
const graveWords = {
  WARN: ['WARN', 'ERROR', 'FATAL', 'CRITICAL', 'platform.', 'Error', 'timed out'],
  ERROR: ['ERROR', 'FATAL', 'CRITICAL', 'platform.', 'Error', 'timed out']
}

function patternOf({ messageId, conversationId, level }: LogQuery): string {
  const id = messageId ?? conversationId
  if (id !== undefined) return quoted(id)
  return level === 'WARN' || level === 'ERROR'
    ? graveWords[level].map((word) => `?${quoted(word)}`).join(' ')
    : ''
}

function lineOf(event: FilteredLogEvent, facts: LineFacts, asked: string | undefined): LogLine {
  const { timestamp = 0, message = '', eventId = `${timestamp} ${message.slice(0, 200)}` } = event
  const { names, level, requestId, attempt, conversationId } = facts
  const own = facts.messageId ?? names.find(({ messageId }) => messageId === asked)?.messageId ?? null
  const ids = { messageId: own, conversationId, requestId, attempt }
  return { id: eventId, at: nearestTime(timestamp), level, text: message.trimEnd(), ...ids }
}

const inOrder = (lines: readonly LogLine[]): LogLine[] =>
  lines.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))

function whyNoLog(error: unknown, { logGroup, region }: LogSource): ChatError {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') {
    return new ChatError('log.not_found', { logGroup, region }, { cause: error })
  }
  const mapped = toChatError(error)
  if (mapped.code !== 'access_denied') return mapped
  return new ChatError('log.forbidden', { logGroup }, { cause: error })
}

/** When an id of version 7 was made, in epoch milliseconds; null for other ids. */
function timeOfId(id: string): number | null {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/i.exec(id)
  return match ? Number.parseInt(`${match[1]}${match[2]}`, 16) : null
}
