import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'
import { Redactor } from '../../platform/redactor'
import { parseBody, type ActionBody } from '../sqs/action-body'
import { MAX_LINE } from './line-splitter'
import { parsePattern, type Matches } from './log-pattern'
import { LogSegments, type LogSegmentsOptions, type StoredLine } from './log-segments'

export interface FunctionLogOptions extends LogSegmentsOptions {
  functionName: string
  /** What no line may hold. */
  secrets: readonly string[]
  now?: () => number
}

const time = z.number().int().nonnegative()
const filterInput = z.looseObject({
  logGroupName: z.string().optional(),
  logGroupIdentifier: z.string().optional(),
  startTime: time.default(0),
  endTime: time.default(Number.MAX_SAFE_INTEGER),
  filterPattern: z.string().max(1024).default(''),
  limit: z.number().int().min(1).max(10_000).default(10_000),
  startFromHead: z.boolean().default(true),
  nextToken: z.string().optional()
})

/** Where a search goes on: from which line, in which direction. */
const placeSchema = z.object({ line: z.number().int(), forward: z.boolean() })

/** AWS: a page of events is at most 1 MB. */
const PAGE_CHARACTERS = 1_000_000
/** Files that one call looks through: a search in a long log comes back with what it has, as on AWS. */
const FILES_A_CALL = 16

/** An event as CloudWatch Logs tells it. */
export interface LogEvent {
  readonly logStreamName: string
  readonly timestamp: number
  readonly message: string
  readonly ingestionTime: number
  readonly eventId: string
}

interface Page {
  readonly events: LogEvent[]
  readonly searchedLogStreams: []
  readonly nextToken?: string
}

interface Search {
  readonly from: number
  readonly to: number
  readonly limit: number
  readonly matches: Matches
  readonly mayMatch: Matches
  readonly place: z.output<typeof placeSchema>
}

/** What the function of the local backend has written, kept on the disk and asked for as CloudWatch Logs is asked on AWS. */
export class FunctionLog {
  private readonly segments: LogSegments
  private readonly redactor = new Redactor()

  constructor(private readonly options: FunctionLogOptions) {
    this.segments = new LogSegments(options)
    this.redactor.learn(...options.secrets)
  }

  /** Takes a line. One that is very long loses its end. */
  readonly append = (line: string): void => {
    const text = line.length > MAX_LINE + 100 ? line.slice(0, MAX_LINE) : line
    this.segments.append((this.options.now ?? Date.now)(), this.redactor.apply(text))
  }

  close(): void {
    this.segments.close()
  }

  /** Answers a call of CloudWatch Logs; it knows `FilterLogEvents`. Rejects with an `SqsError`, as other calls do. */
  readonly answer = async (action: string, body: ActionBody): Promise<object> => {
    if (action !== 'FilterLogEvents') {
      throw new SqsError('InvalidAction', `The local backend knows no action "${action}" of CloudWatch Logs.`)
    }
    const input = parseBody(filterInput, body)
    const group = `/aws/lambda/${this.options.functionName}`
    const asked = input.logGroupName ?? input.logGroupIdentifier?.replace(/^.*:log-group:/, '')
    if (asked !== group) {
      throw new SqsError('ResourceNotFoundException', 'The specified log group does not exist.')
    }
    const { startTime: from, endTime: to, limit, filterPattern } = input
    const pattern = parsePattern(filterPattern)
    return await this.search({ from, to, limit, ...pattern, place: this.placeOf(input) })
  }

  private placeOf({ nextToken, startFromHead }: z.output<typeof filterInput>): Search['place'] {
    if (nextToken === undefined)
      return { line: startFromHead ? 0 : this.segments.end, forward: startFromHead }
    try {
      return placeSchema.parse(JSON.parse(Buffer.from(nextToken, 'base64url').toString()))
    } catch {
      throw new SqsError('InvalidParameterException', 'The specified nextToken is invalid.')
    }
  }

  private async search(search: Search): Promise<Page> {
    const { from, place, limit } = search
    const events: LogEvent[] = []
    let [line, characters, files] = [place.line, 0, 0]
    const page = (more: boolean): Page => ({
      events,
      searchedLogStreams: [],
      ...(more ? { nextToken: tokenOf({ ...place, line }) } : {})
    })
    const wanted = { from, mayMatch: search.mayMatch }
    const found = place.forward
      ? this.segments.oldestFirst(wanted, line)
      : this.segments.newestFirst(wanted, line)
    for await (const { first, end, lines } of found) {
      for (const one of place.forward ? lines : lines.toReversed()) {
        if (place.forward ? one.number < line : one.number >= line) continue
        if (events.length >= limit || characters > PAGE_CHARACTERS) return page(true)
        line = place.forward ? one.number + 1 : one.number
        if (one.at < from || one.at > search.to || !search.matches(one.text)) continue
        characters += one.text.length
        events.push(eventOf(one))
      }
      line = place.forward ? Math.max(line, end) : Math.min(line, first)
      if (++files >= FILES_A_CALL) return page(true)
    }
    return page(false)
  }
}

const tokenOf = (place: Search['place']): string => Buffer.from(JSON.stringify(place)).toString('base64url')

const eventOf = ({ number, at, text }: StoredLine): LogEvent => ({
  logStreamName: 'local',
  timestamp: at,
  message: text,
  ingestionTime: at,
  eventId: String(number).padStart(20, '0')
})
