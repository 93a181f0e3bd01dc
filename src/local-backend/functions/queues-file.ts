import { readFileSync } from 'node:fs'
import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import { LOCAL_ACCOUNT } from '../protocol/backend-template'
import { fifoOnly, readJsonAs, redriveSchema, settable } from '../protocol/settable-attributes'

/** A queue as a file wants it: attributes as CreateQueue takes them, texts all of them. */
export interface WantedQueue {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

/** Nobody writes so long a file of queues. */
const MAX_CHARACTERS = 1_000_000

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const queueSchema = z
  .strictObject({
    attributes: z.record(z.string(), z.unknown()).nullish(),
    tags: z.record(z.string(), scalar).nullish()
  })
  .nullable()
const fileSchema = z.strictObject({ queues: z.record(z.string(), queueSchema) })

type Path = readonly PropertyKey[]
/** What is wrong with a file, and where. */
type Problem = (path: Path, what: string) => void

/**
 * Reads a file of queues: YAML, or JSON, which is YAML too.
 *
 * Throws `invalid_input` that names each line which is wrong, and what may stand there.
 */
export function readQueuesFile(file: string, region: string): WantedQueue[] {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ChatError('queues_file.unreadable', { file, detail: (cause as Error).message }, { cause })
  }
  if (text.length > MAX_CHARACTERS) throw refused(file, [`It has more than ${MAX_CHARACTERS} characters.`])
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problems: { line: number; text: string }[] = document.errors.map(({ pos, code, message }) => {
    // A place may stand before the line end that leads to it.
    const { line } = lines.linePos(pos[0] + (/^\s*/.exec(text.slice(pos[0]))?.[0].length ?? 0))
    return {
      line,
      text: `line ${line}: ${code === 'DUPLICATE_KEY' ? 'A name stands here a second time.' : message}`
    }
  })
  const problem: Problem = (path, what) => {
    const line = lineOf(document, lines, path)
    problems.push({ line, text: `line ${line}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${what}` })
  }
  const queues = problems.length > 0 ? [] : queuesIn(document, problem, region)
  if (problems.length === 0) return queues
  throw refused(
    file,
    problems.toSorted((a, b) => a.line - b.line).map(({ text }) => text)
  )
}

const refused = (file: string, problems: readonly string[]): ChatError => {
  const more = problems.length - 10
  const shown = [...problems.slice(0, 10), ...(more > 0 ? [`(${more} more)`] : [])]
  return new ChatError('queues_file.invalid', { file, problems: shown.map((one) => `\n  ${one}`).join('') })
}

/** The line of what a path leads to, or of the nearest thing around it. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    // A key says better where a thing is than its value.
    const parent = length > 0 ? document.getIn(path.slice(0, length - 1), true) : undefined
    const pair = (parent as { items?: { key?: unknown }[] } | undefined)?.items?.find(
      ({ key }) => String(isNode(key) ? key.toJSON() : key) === String(path[length - 1])
    )
    const node = isNode(pair?.key) ? pair.key : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

function queuesIn(document: Document, problem: Problem, region: string): WantedQueue[] {
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    problem([], (error as Error).message)
    return []
  }
  const parsed = fileSchema.safeParse(value)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      if (issue.code !== 'unrecognized_keys') problem(issue.path, wordsOf(issue))
      else
        for (const key of issue.keys)
          problem([...issue.path, key], 'is not known here. A queue has attributes and tags, a file queues.')
    }
    return []
  }
  const names = Object.keys(parsed.data.queues)
  if (names.length === 0) problem(['queues'], 'names no queue.')
  return Object.entries(parsed.data.queues).map(([name, queue]) => {
    const path = ['queues', name]
    if (!/^[\w-]+(\.fifo)?$/.test(name) || name.length > 80) {
      problem(
        path,
        'A name has 1 to 80 letters, digits, "-" and "_"; that of a FIFO queue ends with ".fifo".'
      )
    }
    const attributes = attributesOf({ name, names, region }, queue?.attributes ?? {}, (at, what) =>
      problem([...path, 'attributes', ...at], what)
    )
    return { name, attributes, tags: queue?.tags ?? {} }
  })
}

const wordsOf = ({ code, path, message }: z.core.$ZodIssue): string =>
  code === 'invalid_type' && path.length <= 1
    ? 'A file of queues begins with "queues:", and below it a name for each queue.'
    : `${message}.`

interface Surroundings {
  readonly name: string
  /** Every queue of the file. */
  readonly names: readonly string[]
  readonly region: string
}

function attributesOf(
  { name, names, region }: Surroundings,
  given: Readonly<Record<string, unknown>>,
  problem: Problem
): Record<string, string> {
  const isFifo = name.endsWith('.fifo')
  const attributes: Record<string, string> = isFifo ? { FifoQueue: 'true' } : {}
  for (const [key, value] of Object.entries(given)) {
    const allowed = settable[key]
    const text = textOf(value)
    if (!allowed)
      problem([key], `is no attribute of a queue. Attributes are ${Object.keys(settable).join(', ')}.`)
    else if (fifoOnly.includes(key) && !isFifo)
      problem([key], 'is for FIFO queues, whose names end with ".fifo".')
    else if (!allowed.has(text)) problem([key], `"${text}" is not ${allowed.words}.`)
    else if (key === 'FifoQueue' && (text === 'true') !== isFifo) {
      problem([key], 'A FIFO queue has a name that ends with ".fifo", and no other queue has.')
    } else attributes[key] = text
  }
  const policy = attributes['RedrivePolicy']
  if (policy) {
    attributes['RedrivePolicy'] = redriveOf(policy, { name, names, region }, (what) =>
      problem(['RedrivePolicy'], what)
    )
  }
  return attributes
}

/** As SQS takes a value: a text, where an object is JSON. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)

/** A redrive policy with the ARN of its target, which a file may call by its name. */
function redriveOf(text: string, { name, region }: Surroundings, problem: (what: string) => void): string {
  const policy = readJsonAs(text, redriveSchema)
  if (!policy) {
    problem(
      'needs a deadLetterTargetArn (an ARN, or the name of a queue) and a maxReceiveCount of 1 to 1000.'
    )
    return text
  }
  const { deadLetterTargetArn: given, maxReceiveCount } = policy
  const arn = given.startsWith('arn:') ? given : `arn:aws:sqs:${region}:${LOCAL_ACCOUNT}:${given}`
  const target = arn.split(':').at(-1) ?? ''
  if (target === name) problem('A queue cannot be its own dead-letter queue.')
  else if (target.endsWith('.fifo') !== name.endsWith('.fifo')) {
    problem(`"${target}": the dead-letter queue of a FIFO queue is FIFO, of a standard queue standard.`)
  }
  return JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount })
}
