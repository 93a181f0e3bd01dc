import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import type { GivenMessage } from './play-schedule'

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)
/** A line that says more than a body; what "dlq export" writes is one, too. */
const lineSchema = z.looseObject({
  body: z.string().min(1),
  attributes: z.record(z.string(), scalar).catch({}).default({}),
  group: z.string().optional()
})

/**
 * Reads messages, one a line: a line is the body as it stands, unless it is a JSON object with a text as `body`, which
 * may have `attributes` and, for a FIFO queue, a `group`. Empty lines do not count.
 */
export function readMessages(file: string | undefined, bodies: readonly string[]): GivenMessage[] {
  const lines = file === undefined ? [] : readLines(file)
  const messages = [...lines, ...bodies.map((body) => ({ body, attributes: {} }))]
  if (messages.length === 0) throw new ChatError('messages_file.empty')
  return messages.map((message, index) => ({ ...message, number: index + 1 }))
}

function readLines(file: string): Omit<GivenMessage, 'number'>[] {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ChatError('messages_file.unreadable', { file, detail: (cause as Error).message }, { cause })
  }
  return text
    .split(/\r?\n/)
    .flatMap((line, index) => (line.trim() === '' ? [] : [messageOf(line, file, index + 1)]))
}

function messageOf(line: string, file: string, number: number): Omit<GivenMessage, 'number'> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { body: line, attributes: {} }
  }
  if (typeof value !== 'object' || value === null || !('body' in value)) return { body: line, attributes: {} }
  const parsed = lineSchema.safeParse(value)
  if (!parsed.success) {
    throw new ChatError('messages_file.line', { file, line: number, detail: z.prettifyError(parsed.error) })
  }
  const { body, attributes, group } = parsed.data
  return {
    body,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])
    ),
    group
  }
}
