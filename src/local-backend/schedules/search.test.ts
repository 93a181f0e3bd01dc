import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { filesIn, workerFile } from '../functions/test-function'
import { aFolder } from '../sqs/test-server'
import { readCheck } from './run-state'
import { scheduleText } from './schedule'
import { Search, type SearchOptions } from './search'

const sdk = pathToFileURL(
  join(import.meta.dirname, '../../../node_modules/@aws-sdk/client-sqs/dist-cjs/index.js')
).href

/** Functions that keep what they did in files of the run, or send it to a queue. */
const withFiles = `import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
const at = (name) => process.env.CHATAPP_RUN_FOLDER + '/' + name
`
const withQueue = (options = '{}') => `import sdk from '${sdk}'
const sqs = new sdk.SQSClient(${options})
const queueOf = async (QueueName) => (await sqs.send(new sdk.GetQueueUrlCommand({ QueueName }))).QueueUrl
const put = async (MessageBody) => sqs.send(new sdk.SendMessageCommand({ QueueUrl: await queueOf('receipts'), MessageBody }))
`

async function aSearch(code: string, options: Partial<SearchOptions> & { bodies?: string[] } = {}) {
  const path = filesIn(aFolder(), { 'handler.mjs': code })
  const { bodies = ['one', 'two', 'three'], ...rest } = options
  const search = await Search.open({
    fn: {
      file: path('handler.mjs'),
      handler: 'handler',
      timeoutSeconds: 5,
      memoryMb: 512,
      environment: {},
      workerFile
    },
    queue: 'orders',
    queues: [
      { name: 'orders', attributes: {}, tags: {} },
      { name: 'receipts', attributes: {}, tags: {} }
    ],
    batchSize: 10,
    region: 'us-east-1',
    messages: bodies.map((body, index) => ({ number: index + 1, body, attributes: {} })),
    check: null,
    kinds: ['duplicate', 'reorder', 'throttle', 'kill', 'overlap'],
    seed: 1,
    runs: 100,
    log: () => {},
    progress: () => {},
    stop: new AbortController().signal,
    ...rest
  })
  onTestFinished(() => search.close())
  return search
}

/** Remembers in its own memory what it has done: lost with its process. */
const forgetful = `${withQueue()}
const seen = new Set()
export const handler = async ({ Records }) => {
  for (const { messageId, body } of Records) {
    if (seen.has(messageId)) continue
    await put('paid ' + body)
    seen.add(messageId)
  }
}`

it('finds the kill that a memory of what was done does not survive, with one message and one fault', async () => {
  const search = await aSearch(forgetful, { bodies: ['one', 'two'] })

  const found = await search.find()

  expect(found).toMatchObject({
    steady: true,
    why: expect.stringMatching(/receipts has "paid \w+" 2 times; without faults once/)
  })
  expect(found?.only).toHaveLength(1)
  expect(scheduleText(found?.schedule ?? [])).toMatch(/^(kill 1 (after 2|at the end)|overlap 1 at \d)$/)
}, 60_000)

it('is the same search for the same seed, and another one for another', async () => {
  const texts: string[] = []
  const code = `${withFiles}export const handler = async ({ Records }) => Records.forEach(({ body }) => appendFileSync(at('ledger'), body + '\\n'))`
  for (const seed of [3, 3, 4, 5]) {
    const found = await (
      await aSearch(code, { seed, bodies: ['a', 'b', 'c', 'd'], kinds: ['duplicate'] })
    ).find()
    texts.push(`${found?.run} ${found?.only.join(',')} ${scheduleText(found?.schedule ?? [])}`)
  }

  expect(texts[0]).toBe(texts[1])
  expect(new Set(texts).size).toBeGreaterThan(1)
}, 90_000)

it('plays what it has found again, to the same end', async () => {
  const found = await (await aSearch(forgetful, { kinds: ['kill'], bodies: ['one'] })).find()

  const again = await (
    await aSearch(forgetful, { bodies: ['one'] })
  ).replay(found?.schedule ?? [], found?.only ?? [])

  expect([again.why, again.played.invocations]).toEqual([found?.why, found?.played.invocations])
}, 60_000)

it.each([
  [
    'a counter that a duplicate counts twice',
    'duplicate',
    `${withFiles}export const handler = async ({ Records }) => Records.forEach(({ body }) => appendFileSync(at('ledger'), body + '\\n'))`,
    /^duplicate \d$/
  ],
  [
    'the last word of whoever comes last',
    'reorder',
    `${withFiles}export const handler = async ({ Records }) => Records.forEach(({ body }) => writeFileSync(at('last'), body))`,
    /^move 3 before 2$/
  ],
  [
    'a client that takes one refusal for an end',
    'throttle',
    `${withQueue('{ maxAttempts: 1 }')}export const handler = async ({ Records }) => {
      for (const { body } of Records) await put(body).catch(() => {}) }`,
    /^throttle 1 at \d$/
  ],
  [
    'a look before the act that two make at once',
    'overlap',
    `${withFiles}${withQueue()}export const handler = async ({ Records }) => {
      for (const { messageId, body } of Records) {
        if (existsSync(at(messageId))) continue
        await queueOf('receipts')
        appendFileSync(at('ledger'), body + '\\n')
        writeFileSync(at(messageId), '') } }`,
    /^overlap 1 at 1$/
  ],
  [
    'a batch that one message nobody can read takes along',
    'poison',
    `${withFiles}export const handler = async ({ Records }) => Records.forEach(({ body }) => {
      appendFileSync(at('ledger'), JSON.parse(body) + '\\n') })`,
    /^poison \d$/
  ]
] as const)(
  'finds %s',
  async (_what, kind, code, schedule) => {
    const search = await aSearch(code, {
      kinds: [kind],
      bodies: kind === 'poison' ? ['1', '2', '3'] : ['a', 'b', 'c']
    })

    const found = await search.find()

    expect(scheduleText(found?.schedule ?? [])).toMatch(schedule)
  },
  60_000
)

it('finds nothing where each message has its effect once whatever happens', async () => {
  const search = await aSearch(
    `${withFiles}export const handler = async ({ Records }) => Records.forEach(({ messageId, body }) => writeFileSync(at(messageId), body))`,
    { runs: 10 }
  )

  expect(await search.find()).toBeNull()
}, 60_000)

it('asks a check of the user’s own, and says why it is not content', async () => {
  const path = filesIn(aFolder(), {
    'check.mjs': `export const check = ({ queues, messages }) => {
      if (queues.receipts.length > messages.length) throw new Error('more receipts than orders') }`
  })
  const search = await aSearch(forgetful, {
    check: await readCheck(path('check.mjs')),
    kinds: ['kill'],
    bodies: ['one']
  })

  expect(await search.find()).toMatchObject({ why: 'more receipts than orders' })
}, 60_000)

it('makes a schedule that needs two faults no smaller than these', async () => {
  const path = filesIn(aFolder(), {
    'check.mjs': `export default ({ files }) => (files.ledger ?? '').split('a').length > 3 ? 'a three times' : null`
  })
  const search = await aSearch(
    `${withFiles}export const handler = async ({ Records }) => Records.forEach(({ body }) => appendFileSync(at('ledger'), body + '\\n'))`,
    {
      check: await readCheck(path('check.mjs')),
      kinds: ['duplicate', 'kill', 'reorder'],
      bodies: ['b', 'a', 'c']
    }
  )

  const found = await search.find()

  expect(found?.only).toEqual([2])
  expect(found?.schedule.map(({ kind }) => kind).toSorted()).toEqual(['duplicate', 'kill-end'])
}, 60_000)

it.each([
  [
    'breaks without any fault',
    'export const handler = async () => { throw new Error("no") }',
    /breaks without any fault: message 1 was never done: Error: no/
  ],
  [
    'differs from run to run',
    `${withFiles}export const handler = async () => writeFileSync(at('when'), String(process.hrtime.bigint()))`,
    /Two runs without faults do not end alike/
  ],
  ['cannot be loaded', 'export const handler = ', /cannot be loaded: .*SyntaxError/s]
])(
  'does not search in a function that %s',
  async (_what, code, why) => {
    await expect((await aSearch(code)).find()).rejects.toThrow(why)
  },
  60_000
)

it('gives the same random numbers and ids to the same request, so that they are no difference', async () => {
  const search = await aSearch(
    `${withFiles}import { randomUUID } from 'node:crypto'
    export const handler = async ({ Records }) => Records.forEach(({ messageId }) => writeFileSync(at(messageId), Math.random() + randomUUID() + crypto.randomUUID()))`,
    { kinds: [], runs: 5 }
  )

  expect(await search.find()).toBeNull()
})

it('sends what is received too often to the dead-letter queue of the file', async () => {
  const attributes = {
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
      maxReceiveCount: 3
    })
  }
  const search = await aSearch(
    `export const handler = async ({ Records }) => ({
      batchItemFailures: Records.filter(({ body }) => body === 'two').map(({ messageId }) => ({ itemIdentifier: messageId })) })`,
    {
      queues: [
        { name: 'orders', attributes, tags: {} },
        { name: 'dead', attributes: {}, tags: {} }
      ]
    }
  )

  const { played } = await search.replay([], [1, 2, 3])

  expect(played.state).toMatchObject({ unfinished: [], queues: { dead: [{ body: 'two' }], orders: [] } })
  expect(played.invocations.map(({ messages }) => messages)).toEqual([
    ['message 1', 'message 2', 'message 3'],
    ['message 2 (time 2)'],
    ['message 2 (time 3)']
  ])
})
