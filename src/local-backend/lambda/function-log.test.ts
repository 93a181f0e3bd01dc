import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput
} from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aFolder, aServer, testKey } from '../sqs/test-server'
import { FunctionLog, type FunctionLogOptions } from './function-log'
import { eachLine, MAX_LINE } from './line-splitter'

type LogChange = Partial<FunctionLogOptions>

function aLog(change: LogChange = {}): FunctionLog {
  const log = new FunctionLog({
    folder: aFolder(),
    functionName: 'MessageProcessor',
    secrets: [testKey.secretAccessKey.repeat(3)],
    ...change
  })
  onTestFinished(() => log.close())
  return log
}

/** A log behind the real server, asked by the real SDK. */
async function asked(change: LogChange = {}) {
  const log = aLog(change)
  const { server } = await aServer({ functionLog: log.answer })
  const { accessKeyId, secretAccessKey, region } = testKey
  const client = new CloudWatchLogsClient({
    endpoint: server.url,
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1
  })
  onTestFinished(() => client.destroy())
  const filter = (input: Partial<FilterLogEventsCommandInput> = {}) =>
    client.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/MessageProcessor', ...input }))
  const texts = async (input: Partial<FilterLogEventsCommandInput> = {}) =>
    (await filter(input)).events?.map(({ message }) => message)
  return { log, filter, texts }
}

describe('the log of the local function', () => {
  it('is asked as CloudWatch Logs is, by the SDK, oldest first or newest first, page by page', async () => {
    const { log, filter } = await asked()
    for (const text of ['one', 'two', 'three']) log.append(text)

    const first = await filter({ limit: 2 })
    const rest = await filter({ limit: 2, nextToken: first.nextToken })
    const newest = await filter({ limit: 2, startFromHead: false, startTime: 1 })
    const older = await filter({ limit: 2, nextToken: newest.nextToken })

    expect([first, rest, newest, older].map(({ events }) => events?.map(({ message }) => message))).toEqual([
      ['one', 'two'],
      ['three'],
      ['three', 'two'],
      ['one']
    ])
    expect([rest.nextToken, older.nextToken]).toEqual([undefined, undefined])
    expect(new Set(first.events?.map(({ eventId }) => eventId)).size).toBe(2)
  })

  it('gives the lines of a time, its ends included', async () => {
    let now = 1000
    const { log, texts } = await asked({ now: () => now++ })
    for (const text of ['1000', '1001', '1002', '1003']) log.append(text)

    expect(await texts({ startTime: 1001, endTime: 1002 })).toEqual(['1001', '1002'])
  })

  it('keeps the order of its lines when the clock is set back, also over a restart', async () => {
    const folder = aFolder()
    let now = 3_600_000
    const before = aLog({ folder, now: () => now })
    before.append('first')
    now = 0
    before.append('second')
    before.close()

    const { log, filter } = await asked({ folder, now: () => now })
    log.append('third')

    const { events = [] } = await filter({ startTime: 3_600_000 })
    expect(events.map(({ message, timestamp }) => [message, timestamp])).toEqual([
      ['first', 3_600_000],
      ['second', 3_600_000],
      ['third', 3_600_000]
    ])
  })

  it.each([
    ['a text', '"a b"', ['x a b', 'a b c']],
    ['all of several', '"a" x', ['x a b']],
    ['one of several', '?"b c" ?"q"', ['a b c', 'q']],
    ['none', 'a -x', ['a b c']],
    ['a text with a quotation mark', String.raw`"\"id\":\"7\""`, ['{"id":"7"}']]
  ])('finds %s by the pattern of CloudWatch', async (_what, filterPattern, found) => {
    const { log, texts } = await asked()
    for (const text of ['x a b', 'a b c', 'q', '{"id":"7"}']) log.append(text)

    expect(await texts({ filterPattern })).toEqual(found)
  })

  it.each([
    [{ filterPattern: '{ $.level = "ERROR" }' }, 'InvalidParameterException'],
    [{ filterPattern: '"open' }, 'InvalidParameterException'],
    [{ nextToken: 'nonsense' }, 'InvalidParameterException'],
    [{ logGroupName: '/aws/lambda/Other' }, 'ResourceNotFoundException']
  ])('refuses %j as AWS does', async (input, name) => {
    const { filter } = await asked()

    await expect(filter(input)).rejects.toMatchObject({ name })
  })

  it('outlives its process, to the last whole line', async () => {
    const folder = aFolder()
    const before = aLog({ folder })
    before.append('kept')
    before.close()
    const [file = ''] = readdirSync(folder)
    appendFileSync(join(folder, file), '2 1000 torn')

    const { log, filter } = await asked({ folder })
    log.append('after')

    const { events = [] } = await filter()
    expect(events.map(({ message }) => message)).toEqual(['kept', 'torn', 'after'])
    expect(events.map(({ eventId }) => Number(eventId))).toEqual([1, 2, 3])
  })

  it('never grows beyond its bound, and drops the oldest', async () => {
    const folder = aFolder()
    const { log, texts } = await asked({ folder, segmentBytes: 1000, keep: 3 })
    for (let line = 0; line < 200; line++) {
      log.append(`line ${line} ${'x'.repeat(80)}`)
      if (line % 5 === 0) await new Promise(setImmediate)
    }
    await new Promise(setImmediate)

    const files = readdirSync(folder)
    const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
    expect([files.length, bytes <= 3000]).toEqual([3, true])
    const lines = (await texts()) ?? []
    expect(lines.at(-1)).toMatch(/^line 199 /)
    expect(lines[0]).not.toMatch(/^line 0 /)
  })

  it('is searched from end to end however many files hold nothing of it', async () => {
    const { log, filter } = await asked({ segmentBytes: 100, keep: 100 })
    for (let line = 0; line < 50; line++) {
      log.append(line === 3 ? 'the needle' : `hay ${line} ${'x'.repeat(50)}`)
      await new Promise(setImmediate)
    }
    const search = async (startFromHead: boolean): Promise<[calls: number, found: number]> => {
      let [calls, found, nextToken]: [number, number, string | undefined] = [0, 0, undefined]
      do {
        const page: Awaited<ReturnType<typeof filter>> = await filter({
          filterPattern: '"needle"',
          startTime: 1,
          startFromHead,
          nextToken
        })
        calls++
        found += page.events?.length ?? 0
        nextToken = page.nextToken
      } while (nextToken !== undefined && calls < 100)
      return [calls, found]
    }

    // Once to learn what is where, and once knowing it.
    for (const startFromHead of [true, false, true, false])
      expect(await search(startFromHead)).toEqual([4, 1])
  })

  it('is read by nobody else on this computer, and holds no key of the backend', async () => {
    const folder = aFolder()
    const log = aLog({ folder })
    log.append(`AWS_SECRET_ACCESS_KEY=${testKey.secretAccessKey.repeat(3)}`)
    log.close()

    const [file = ''] = readdirSync(folder)
    expect(readFileSync(join(folder, file), 'utf8')).toMatch(/AWS_SECRET_ACCESS_KEY=\[secret\]\n$/)
    expect(statSync(join(folder, file)).mode & 0o077).toBe(0)
  })
})

/** The lines that these bytes become. */
async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough()
  const lines: string[] = []
  eachLine(stream, (line) => lines.push(line))
  for (const chunk of chunks) stream.write(chunk)
  stream.end()
  await new Promise((resolve) => stream.once('close', resolve))
  return lines
}

describe('what a function writes', () => {
  it.each([
    ['lines, whatever the pieces', ['a\nb', 'c\r\n', 'd'], ['a', 'bc', 'd']],
    ['an empty line', ['a\n\nb\n'], ['a', '', 'b']],
    ['a character in two pieces', [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], ['é']],
    ['bytes that are no UTF-8', [Buffer.from([0x61, 0xff, 0xfe, 0x0a])], ['a\ufffd\ufffd']],
    ['nothing', [], []]
  ])('becomes %s', async (_what, chunks, lines) => {
    expect(await linesOf(...chunks)).toEqual(lines)
  })

  it('loses the end of a line that is too long, and says how much', async () => {
    const [line = '', next] = await linesOf('x'.repeat(MAX_LINE), 'y'.repeat(1000), '\nnext\n')

    expect(line.slice(MAX_LINE - 1)).toBe('x… (1000 characters more were cut)')
    expect(next).toBe('next')
  })
})
