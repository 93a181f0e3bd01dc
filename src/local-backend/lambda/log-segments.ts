import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A line of the log: its number, which only grows, and when it was written, epoch milliseconds: never before the line before it,
 * whatever was done to the clock.
 */
export interface StoredLine {
  readonly number: number
  readonly at: number
  readonly text: string
}

/** Of the files of a log those that may hold what is looked for. */
export interface FileSearch {
  /** Lines that were written before are not. */
  readonly from: number
  /** Whether a line that is meant may stand in this text. */
  readonly mayMatch: (text: string) => boolean
}

/** A file of the log: the numbers of its lines are `first` and more, and less than `end`. */
interface LogFile {
  readonly first: number
  readonly end: number
  readonly lines: readonly StoredLine[]
}

export interface LogSegmentsOptions {
  folder: string
  /** No file grows beyond it, unless by one line, in bytes. */
  segmentBytes?: number
  /** So many files are kept. */
  keep?: number
}

interface Segment {
  /** The number of its first line, which is its name. */
  readonly first: number
  /** When its newest line was written; null until it was read. */
  newest: number | null
}

const nameOf = (first: number): string => `${String(first).padStart(12, '0')}.log`
const namePattern = /^(\d{12,15})\.log$/
const linePattern = /^(\d+) (\d+) (.*)$/s

/** What waits for the disk at most, in characters. */
const TOGETHER = 65_536

/**
 * Lines on the disk, in files of 1 MiB, of which the newest 64 are kept: a log that is durable and never larger than that.
 *
 * A line is `number time text`, as it can be searched by any tool. Lines go to the disk together with those of the same turn
 * of the event loop, so that only a power cut or the end of the process within that turn loses any. A disk that takes none costs
 * lines, never the backend; how many is said in the log once it takes some again.
 */
export class LogSegments {
  private readonly segments: Segment[]
  private readonly segmentBytes: number
  private readonly keep: number
  private next: number
  private lastAt: number
  private fd: number | null = null
  private size = 0
  private waiting = ''
  private waitingLines = 0
  private lost = 0
  private turn: NodeJS.Immediate | undefined

  constructor(private readonly options: LogSegmentsOptions) {
    this.segmentBytes = options.segmentBytes ?? 1_048_576
    this.keep = options.keep ?? 64
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
    this.segments = readdirSync(options.folder)
      .flatMap((name) => namePattern.exec(name)?.[1] ?? [])
      .map((first) => ({ first: Number(first), newest: null }))
      .toSorted((a, b) => a.first - b.first)
    const { number, at } = this.lastLine()
    this.next = number + 1
    this.lastAt = at
  }

  /** The number of the next line. */
  get end(): number {
    return this.next
  }

  append(now: number, text: string): void {
    const at = Math.max(now, this.lastAt)
    this.lastAt = at
    this.waiting += `${this.next++} ${at} ${text.replaceAll('\n', String.raw`\n`)}\n`
    this.waitingLines++
    if (this.waiting.length > TOGETHER) this.flush()
    else this.turn ??= setImmediate(() => this.flush())
    const segment = this.segments.at(-1)
    if (segment?.newest != null) segment.newest = Math.max(segment.newest, at)
  }

  /** Writes what waits. */
  flush(): void {
    clearImmediate(this.turn)
    this.turn = undefined
    if (this.waitingLines === 0) return
    const [text, lines] = [this.waiting, this.waitingLines]
    this.waiting = ''
    this.waitingLines = 0
    try {
      this.write(text, this.next - lines)
    } catch {
      this.lost += lines
      this.letGo()
    }
  }

  close(): void {
    this.flush()
    this.letGo()
  }

  /**
   * The files that may hold lines of a search, newest first, each with its lines, oldest first. Those written meanwhile may
   * be missing. A file that was dropped meanwhile, or in which no line can be meant, has none.
   */
  async *newestFirst(search: FileSearch, before: number): AsyncGenerator<LogFile> {
    for (const { segment, end } of this.files().toReversed())
      if (segment.first < before && mayHold(segment, search)) yield await this.read(segment, end, search)
  }

  /** The same, oldest first, from a line's number on. */
  async *oldestFirst(search: FileSearch, after: number): AsyncGenerator<LogFile> {
    for (const { segment, end } of this.files())
      if (end > after && mayHold(segment, search)) yield await this.read(segment, end, search)
  }

  /** The files there are now, with all that was written. */
  private files(): { segment: Segment; end: number }[] {
    this.flush()
    return this.segments.map((segment, index) => ({
      segment,
      end: this.segments[index + 1]?.first ?? this.next
    }))
  }

  private async read(segment: Segment, end: number, { mayMatch }: FileSearch): Promise<LogFile> {
    const { first } = segment
    let text: string
    try {
      text = await readFile(join(this.options.folder, nameOf(first)), 'utf8')
    } catch {
      return { first, end, lines: [] }
    }
    if (segment.newest !== null && !mayMatch(text)) return { first, end, lines: [] }
    const lines = linesOf(text)
    segment.newest = lines.reduce((newest, { at }) => Math.max(newest, at), segment.newest ?? 0)
    return { first, end, lines }
  }

  private write(text: string, first: number): void {
    const said = this.lost === 0 ? text : `${first - 1} ${timeOf(text)} ${lostLine(this.lost)}\n${text}`
    const bytes = Buffer.byteLength(said)
    if (this.fd !== null && this.size + bytes > this.segmentBytes) this.letGo()
    const fd = (this.fd ??= this.open(first, bytes))
    const before = this.size
    try {
      appendFileSync(fd, said)
    } catch (error) {
      // Half a line would swallow the beginning of the next.
      ftruncateSync(fd, before)
      throw error
    }
    this.size += bytes
    this.lost = 0
  }

  /** Goes on with the last file while it has room, else begins one and drops the oldest. */
  private open(first: number, bytes: number): number {
    const last = this.segments.at(-1)
    if (last) {
      const fd = openSync(join(this.options.folder, nameOf(last.first)), 'a', 0o600)
      const { size } = fstatSync(fd)
      if (size + bytes <= this.segmentBytes) {
        this.size = size
        this.endTornLine(fd, last)
        return fd
      }
      closeSync(fd)
    }
    const fd = openSync(join(this.options.folder, nameOf(first)), 'a', 0o600)
    this.size = 0
    this.segments.push({ first, newest: null })
    for (const old of this.segments.splice(0, Math.max(0, this.segments.length - this.keep)))
      rmSync(join(this.options.folder, nameOf(old.first)), { force: true })
    return fd
  }

  private endTornLine(fd: number, { first }: Segment): void {
    const text = readFileSync(join(this.options.folder, nameOf(first)))
    if (text.length === 0 || text.at(-1) === 0x0a) return
    appendFileSync(fd, '\n')
    this.size++
  }

  private letGo(): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }

  private lastLine(): Omit<StoredLine, 'text'> {
    for (const { first } of this.segments.toReversed()) {
      try {
        const text = readFileSync(join(this.options.folder, nameOf(first)), 'utf8')
        return linesOf(text).at(-1) ?? { number: first - 1, at: 0 }
      } catch {
        // Another may be readable.
      }
    }
    return { number: 0, at: 0 }
  }
}

const mayHold = ({ newest }: Segment, { from }: FileSearch): boolean => newest === null || newest >= from

const linesOf = (text: string): StoredLine[] =>
  text.split('\n').flatMap((line): StoredLine[] => {
    const [, number, at, said] = linePattern.exec(line) ?? []
    return number === undefined || at === undefined || said === undefined
      ? []
      : [{ number: Number(number), at: Number(at), text: said }]
  })

/** Has the number of the last line that was lost. */
const lostLine = (lost: number): string =>
  JSON.stringify({ level: 'WARN', message: 'Lines of this log were lost: the disk took none.', lost })

const timeOf = (line: string): string => line.split(' ', 2)[1] ?? '0'
