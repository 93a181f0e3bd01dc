import { describe, expect, it, onTestFinished } from 'vitest'
import { silentLog } from '../../../test/fakes'
import { temporaryFolder } from '../../../test/temporary-folder'
import { createCloudWatchLogsClient } from '../backends/aws-clients'
import { localNames } from '../backends/backend-names'
import { EmbeddedBackend } from '../backends/embedded-backend'
import { aJsonService, type JsonAnswer } from '../fakes/fake-json-service'
import { logsOn, type LogsOn } from '../fakes/test-logs'
import { anAwsBackend as aws } from '../fakes/test-monitoring'
import { createLogsHandlers } from './logs'
import { backendFile } from '../fakes/test-account'

const now = Date.parse('2026-11-23T12:00:00Z')
const messageId = '019ab0c1-2d3e-7000-8000-000000000001'
const sentAt = Number.parseInt('019ab0c12d3e', 16)
const requestId = '11111111-2222-4333-8444-555555555555'

const event = (timestamp: number, message: unknown) => ({
  eventId: `event-${timestamp}`,
  timestamp,
  message: typeof message === 'string' ? message : JSON.stringify(message)
})

type Input = Record<string, unknown>

async function setup(answer: (input: Input) => JsonAnswer = () => ({}), change: Partial<LogsOn> = {}) {
  const { config, calls } = await aJsonService((_operation, input) => answer(input))
  const cloudWatchLogs = () => createCloudWatchLogsClient(config)
  return { ...logsOn({ backend: aws, cloudWatchLogs, now: () => now, ...change }), calls }
}

const record = {
  level: 'INFO',
  message: 'record',
  correlationId: messageId,
  conversationId: 'c',
  attempts: 2,
  requestId
}

const third = (correlationId: string) => ({ correlationId, conversationId: 'c', attempts: 3 })

describe('the log of the processor', () => {
  it('is read newest first, and shown oldest first, with what each line says of itself', async () => {
    const { calls, ...handlers } = await setup(
      () => ({ events: [event(2, record), event(1, 'START of something\n')], nextToken: 'older' }),
      { here: { [messageId]: 'processor' } }
    )

    const page = await handlers['logs.read']({ limit: 2 })

    const nothing = {
      level: null,
      messageId: null,
      conversationId: null,
      requestId: null,
      attempt: null,
      here: null
    }
    expect(page).toEqual({
      cursor: 'older',
      entries: [
        { id: 'event-1', at: 1, text: 'START of something', cut: 0, ...nothing },
        {
          id: 'event-2',
          at: 2,
          text: JSON.stringify(record),
          cut: 0,
          level: 'INFO',
          messageId,
          conversationId: 'c',
          requestId,
          attempt: 2,
          here: 'processor'
        }
      ]
    })
    expect(calls.map(({ input }) => input)).toEqual([
      {
        logGroupName: '/aws/lambda/MessageProcessor',
        startTime: now - 14 * 86_400_000,
        startFromHead: false,
        limit: 2
      }
    ])
  })

  it('looks through pages that hold nothing, and says where it goes on when that takes long', async () => {
    let page = 0
    const { calls, ...handlers } = await setup(() => ({ events: [], nextToken: `token ${++page}` }))

    expect(await handlers['logs.read']({ limit: 10 })).toEqual({ entries: [], cursor: 'token 20' })

    await handlers['logs.read']({ limit: 10, cursor: 'token 20' })
    expect(calls[20]?.input['nextToken']).toBe('token 20')
  })

  it('is followed from the last line on, with room for lines that come late', async () => {
    const { calls, ...handlers } = await setup(() => ({ events: [event(now, 'new')] }))

    await handlers['logs.read']({ since: now - 1000, limit: 10 })
    // Who set the clock back meanwhile still sees what is written now.
    await handlers['logs.read']({ since: now + 3_600_000, limit: 10 })

    expect(calls.map(({ input }) => input['startTime'])).toEqual([now - 61_000, now - 60_000])
    expect(calls[0]?.input).not.toHaveProperty('startFromHead')
  })

  it('of a message has the lines that name it, and what its invocations wrote without a name', async () => {
    const died = { type: 'platform.report', record: { requestId, status: 'timeout' } }
    const other = { level: 'INFO', message: 'record', correlationId: 'another', requestId }
    const { calls, ...handlers } = await setup(({ filterPattern }) => ({
      events: String(filterPattern).startsWith('?')
        ? [event(1, record), event(2, died), event(3, other)]
        : [event(1, record)]
    }))

    const { entries } = await handlers['logs.read']({ messageId, limit: 100 })

    expect(entries.map(({ text, level }) => [text, level])).toEqual([
      [JSON.stringify(record), 'INFO'],
      [JSON.stringify(died), 'ERROR']
    ])
    expect(calls.map(({ input }) => [input['filterPattern'], input['startTime']])).toEqual([
      [`"${messageId}"`, sentAt - 300_000],
      [`?"${requestId}"`, 1 - 300_000]
    ])
  })

  it('knows whose attempt it was by the line of a batch', async () => {
    const one = { level: 'INFO', message: 'batch', requestId, records: [third(messageId)] }
    const two = { ...one, records: [third('first'), third(messageId)] }
    const { ...handlers } = await setup(() => ({ events: [event(1, one), event(2, two)] }))

    const all = await handlers['logs.read']({ limit: 10 })
    const mine = await handlers['logs.read']({ messageId, limit: 10 })

    expect(all.entries.map((entry) => [entry.messageId, entry.attempt])).toEqual([
      [messageId, 3],
      [null, null]
    ])
    expect(mine.entries.map((entry) => entry.messageId)).toEqual([messageId, messageId])
  })

  it('of a conversation has the lines that name it, to the letter', async () => {
    const { calls, ...handlers } = await setup(() => ({
      events: [
        event(1, { message: 'a', conversationId: 'processor' }),
        event(2, { message: 'the word processor', conversationId: 'another' }),
        event(3, 'processor')
      ]
    }))

    const { entries } = await handlers['logs.read']({ conversationId: 'processor', limit: 10 })

    expect(entries.map(({ at }) => at)).toEqual([1])
    expect(calls[0]?.input['filterPattern']).toBe('"processor"')
  })

  it('cannot be widened by an id with a quote in it', async () => {
    const { calls, ...handlers } = await setup(() => ({ events: [] }))

    await handlers['logs.read']({ messageId: 'a" "b\\', limit: 10 })

    expect(calls[0]?.input['filterPattern']).toBe(String.raw`"a\" \"b\\"`)
  })

  it.each([
    ['a level', { level: 'warn' }, 'WARN'],
    ['a level of another library', { level: 'CRITICAL' }, 'ERROR'],
    ['Lambda’s report of a crash', { type: 'platform.report', record: { status: 'failure' } }, 'ERROR'],
    ['Lambda’s report of a success', { type: 'platform.report', record: { status: 'success' } }, 'DEBUG'],
    ['metrics', { _aws: {} }, 'DEBUG'],
    ['text of the console', `2026-11-23T12:00:00Z\t${requestId}\tERROR\tboom`, 'ERROR'],
    ['a time-out as text', `2026-11-23T12:00:00Z ${requestId} Task timed out after 30.00 seconds`, 'ERROR'],
    ['Lambda’s end as text', `END RequestId: ${requestId}`, 'DEBUG'],
    ['any text', 'hello', null],
    ['JSON that is no object', '[1]', null],
    ['broken JSON', '{"level":"ERROR"', null],
    ['a level that is none', { level: { a: 1 } }, null]
  ])('reads the level of %s', async (_what, line, level) => {
    const handlers = await setup(() => ({ events: [event(1, line)] }))

    expect((await handlers['logs.read']({ limit: 10 })).entries[0]?.level).toBe(level)
  })

  it('leaves out what is less grave, and has CloudWatch leave it out', async () => {
    const lines = ['ERROR', 'WARN', 'INFO', 'DEBUG'].map((level, at) => event(at, { level }))
    const { calls, ...handlers } = await setup(() => ({ events: [...lines, event(9, 'plain')] }))

    const levels = async (level: 'INFO' | 'WARN') =>
      (await handlers['logs.read']({ level, limit: 10 })).entries.map((entry) => entry.level)

    expect([await levels('INFO'), await levels('WARN')]).toEqual([
      ['ERROR', 'WARN', 'INFO', null],
      ['ERROR', 'WARN']
    ])
    expect(calls.map(({ input }) => input['filterPattern'])).toEqual([
      undefined,
      '?"WARN" ?"ERROR" ?"FATAL" ?"CRITICAL" ?"platform." ?"Error" ?"timed out"'
    ])
  })

  it('never shows a secret, and of a line of a megabyte its beginning', async () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG'
    const { ...handlers } = await setup(
      () => ({
        events: [event(1, `key=${secret}`), event(2, `${'x'.repeat(8190)}${secret}${'y'.repeat(1_000_000)}`)]
      }),
      { secrets: [secret] }
    )

    const { entries } = await handlers['logs.read']({ limit: 10 })

    expect(entries[0]?.text).toBe('key=[secret]')
    expect(entries[1]).toMatchObject({ text: `${'x'.repeat(8190)}[s`, cut: 1_000_006 })
  })

  it('counts what the local backend has cut off a line already', async () => {
    const line = `${'x'.repeat(262_144)}… (1000000 characters more were cut)`
    const { ...handlers } = await setup(() => ({ events: [event(1, line)] }))

    const [entry] = (await handlers['logs.read']({ limit: 10 })).entries

    expect(entry?.cut).toBe(line.length - 8192 + 1_000_000)
  })

  it.each([
    [
      'AccessDeniedException',
      'access_denied',
      /logs:FilterLogEvents on \/aws\/lambda\/MessageProcessor is missing/
    ],
    ['ResourceNotFoundException', 'not_found', /no log group \/aws\/lambda\/MessageProcessor in eu-central-1/]
  ])('says what is missing: %s', async (error, code, message) => {
    const handlers = await setup(() => ({ error }))

    await expect(handlers['logs.read']({ messageId, limit: 10 })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message)
    })
  })

  it('says where it is kept, and the smallest policy for it', async () => {
    const place = await (await setup())['logs.place']()

    expect(place).toMatchObject({
      logGroup: '/aws/lambda/MessageProcessor',
      consoleUrl:
        'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252FMessageProcessor',
      account: true,
      everyMs: 5000
    })
    expect(JSON.parse(place.policy?.policy ?? '')).toMatchObject({
      Statement: [
        {
          Action: ['logs:FilterLogEvents'],
          Resource: 'arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/MessageProcessor:*'
        }
      ]
    })
  })
})

it('is the same on the local backend, where the function itself writes it', async () => {
  const folder = temporaryFolder()
  const options = { folder, names: localNames, log: silentLog, warn: () => {}, childFile: backendFile }
  const backend = new EmbeddedBackend(options)
  onTestFinished(() => backend.stop())
  await backend.recover()
  const messages = { find: () => null }
  const handlers = createLogsHandlers({
    backend: () => backend,
    messages,
    redactor: { apply: (text) => text }
  })
  expect(await handlers['logs.read']({ limit: 10 })).toEqual({ entries: [], cursor: null })

  await backend.gateway().sendPlain('ChatAPP', '/fail because of a test')

  const read = async () => (await handlers['logs.read']({ level: 'WARN', limit: 10 })).entries
  await expect.poll(async () => (await read()).length, { timeout: 10_000 }).toBeGreaterThan(0)
  const [first] = await read()
  expect(first).toMatchObject({ level: 'WARN', conversationId: 'console', attempt: 1 })
  const ofMessage = await handlers['logs.read']({ messageId: first?.messageId ?? '', limit: 10 })
  expect(ofMessage.entries.map(({ text }) => JSON.parse(text).message)).toEqual(
    expect.arrayContaining(['batch', 'record'])
  )
  expect(await handlers['logs.place']()).toMatchObject({ account: false, policy: null, everyMs: 1000 })
})
