import { open } from 'node:fs/promises'
import { paginateFilterLogEvents, type CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { z } from 'zod'
import type { AwsBackendConfig, LogLine } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'

/** Lines that are worth showing beside one message. */
const MAX_LINES = 200

/** Pages of the log that are looked through for them; CloudWatch may return empty ones. */
const MAX_PAGES = 20

/** A function's clock and ours may differ, in milliseconds. */
const CLOCK_SLACK_MS = 300_000

/** How much of the local log's end is looked through, in bytes. */
const LOCAL_TAIL_BYTES = 2_000_000

/** Log lines of the function that name a correlation id, oldest first. Throws `access_denied`, naming the permission. */
export async function functionLogLines(
  client: CloudWatchLogsClient,
  { functionName, region }: AwsBackendConfig,
  correlationId: string
): Promise<LogLine[]> {
  const logGroupName = `/aws/lambda/${functionName}`
  const sentAt = timeOfId(correlationId)
  const lines: LogLine[] = []
  let pages = 0
  try {
    const found = paginateFilterLogEvents(
      { client },
      {
        logGroupName,
        filterPattern: `"${correlationId.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
        ...(sentAt === null ? {} : { startTime: sentAt - CLOCK_SLACK_MS })
      }
    )
    for await (const { events = [] } of found) {
      for (const { timestamp = 0, message = '' } of events)
        lines.push({ at: timestamp, text: message.trimEnd() })
      if (lines.length >= MAX_LINES || ++pages >= MAX_PAGES) break
    }
  } catch (error) {
    throw explain(error, logGroupName, region)
  }
  return lines.slice(0, MAX_LINES).toSorted((a, b) => a.at - b.at)
}

function explain(error: unknown, logGroupName: string, region: string): ChatError {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') {
    return new ChatError(
      'not_found',
      `There is no log group ${logGroupName} in ${region}: the function has another name, or has never run.`,
      { cause: error }
    )
  }
  const mapped = toChatError(error)
  if (mapped.code !== 'access_denied') return mapped
  return new ChatError(
    'access_denied',
    `The log may not be read: the permission logs:FilterLogEvents on ${logGroupName} is missing. ` +
      'The client policy of the stack (its output ClientPolicyArn) has it.',
    { cause: error }
  )
}

/** When an id of version 7 was made, in epoch milliseconds; null for other ids. */
function timeOfId(id: string): number | null {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/i.exec(id)
  return match ? Number.parseInt(`${match[1]}${match[2]}`, 16) : null
}

const logFileLine = z.object({ line: z.string(), time: z.coerce.date() })

/** Lines that the local backend's function wrote into the profile's log about a correlation id, oldest first. */
export async function localLogLines(logFile: string, correlationId: string): Promise<LogLine[]> {
  const tail = await readTail(logFile)
  return tail
    .split('\n')
    .filter((text) => text.includes(correlationId))
    .flatMap((text): LogLine[] => {
      const parsed = logFileLine.safeParse(parseJson(text))
      return parsed.success ? [{ at: parsed.data.time.getTime(), text: parsed.data.line }] : []
    })
    .slice(-MAX_LINES)
}

async function readTail(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, LOCAL_TAIL_BYTES)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
