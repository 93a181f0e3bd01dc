import { resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../test/temporary-folder'
import { createChatApp } from '../src/core/app'
import { errorCodes, type ErrorCode } from '../src/shared/error-codes'
import { RequestError, type Progress, type RequestErrorCode, type RequestOptions } from './api'
import { Client, connectClient } from './client'

const backendFile = resolve(import.meta.dirname, '../out/main/local-backend.cjs')

/** A connection to the built local backend; `connect: false` sends nothing. */
async function aClient({ dataDir = temporaryFolder(), connect = true } = {}) {
  const app = await createChatApp({ host: 'cli', version: '0', dataDir, backendFile, connect })
  const client = new Client(app)
  onTestFinished(() => client.close())
  return { client, app, dataDir }
}

/** What a promise of the library is rejected with. */
async function failureOf(promise: Promise<unknown>): Promise<RequestError> {
  const error = await promise.then(
    () => null,
    (error: unknown) => error
  )
  if (!(error instanceof RequestError)) throw new Error(`Not a RequestError: ${String(error)}`)
  return error
}

it('resolves to the reply', async () => {
  const { client } = await aClient()

  expect(await client.request('/echo ping')).toEqual({
    id: expect.any(String),
    requestId: expect.any(String),
    chatId: expect.any(String),
    text: 'ping',
    roundTripMs: expect.any(Number),
    attempts: 1
  })
})

it('sends once what is asked for twice under one key, also after another start', async () => {
  const { client, app, dataDir } = await aClient()
  const [one, same] = await Promise.all([
    client.request('/echo once', { key: 'k' }),
    client.request('/echo once', { key: 'k' })
  ])
  await client.close()

  const again = await (await aClient({ dataDir })).client.request('/echo once', { key: 'k' })

  expect([same, again]).toEqual([one, one])
  expect(app.info.responseQueue).not.toBe('')
})

it('refuses another text under a key that is taken, and stores nothing of it', async () => {
  const { client } = await aClient()
  await client.request('/echo one', { key: 'k' })

  expect(await failureOf(client.request('/echo two', { key: 'k' }))).toMatchObject({
    code: 'conflict',
    retryable: false,
    requestId: null
  })
})

it('gives the same key another request in another installation, whose requests may meet on one queue', async () => {
  const [one, other] = [await aClient({ connect: false }), await aClient({ connect: false })]

  expect((await one.client.send('hi', { key: 'k' })).id).not.toBe(
    (await other.client.send('hi', { key: 'k' })).id
  )
})

it('is timed out with the id of a request that goes on, whose reply can be waited for', async () => {
  const { client } = await aClient()
  const failure = await failureOf(client.request('/count 3', { timeoutMs: 1 }))

  expect(failure).toMatchObject({ code: 'timed_out', retryable: true, requestId: expect.any(String) })
  expect((await client.reply(failure.requestId ?? '')).requestId).toBe(failure.requestId)
})

it('does not send a request that was aborted before SQS had it, until it is asked for again', async () => {
  const { client, app, dataDir } = await aClient({ connect: false })
  const controller = new AbortController()
  const aborted = failureOf(client.request('/echo stay', { key: 'k', signal: controller.signal }))
  controller.abort(new Error('enough'))

  expect(await aborted).toMatchObject({
    code: 'aborted',
    cause: expect.objectContaining({ message: 'enough' })
  })
  const { message } = await app.handlers['chat.detail']({ id: (await aborted).requestId ?? '' })
  expect(message).toMatchObject({ status: 'failed', reason: { code: 'cancelled' } })

  await client.close()
  const { client: next } = await aClient({ dataDir })
  expect((await next.request('/echo stay', { key: 'k' })).text).toBe('stay')
})

it('stores nothing where the signal was aborted before', async () => {
  const { client, app } = await aClient({ connect: false })

  expect(await failureOf(client.request('hi', { signal: AbortSignal.abort() }))).toMatchObject({
    code: 'aborted',
    requestId: null
  })
  expect((await app.handlers['chat.history']({ conversationId: 'processor', limit: 10 })).messages).toEqual(
    []
  )
})

it('tells what the handler tells of its attempt', async () => {
  const { client } = await aClient()
  const told: Progress[] = []

  await client.request('/count 3', { onProgress: (progress) => told.push(progress) })

  expect(told.length).toBeGreaterThan(0)
  expect(told[0]).toMatchObject({ attempt: 1, of: 5 })
})

it('tells of each failed attempt with its cause, before the last one ends it', async () => {
  const { client } = await aClient()
  const told: Progress[] = []
  const controller = new AbortController()
  const failing = failureOf(
    client.request('/fail on purpose', {
      signal: controller.signal,
      onProgress: (progress) => {
        told.push(progress)
        if (progress.failed) controller.abort()
      }
    })
  )

  expect((await failing).code).toBe('aborted')
  expect(told.at(-1)?.failed?.cause).toContain('on purpose')
})

it.each([
  ['an empty text', '  ', {}, 'invalid_input'],
  ['a misspelt option', 'hi', { timeout: 5 }, 'invalid_input'],
  ['a time of none', 'hi', { timeoutMs: 0 }, 'invalid_input'],
  ['a key of none', 'hi', { key: '' }, 'invalid_input'],
  ['an attribute that SQS takes not', 'hi', { attributes: { 'AWS.x': '1' } }, 'invalid_input'],
  ['a number that is none', 'hi', { attributes: { n: Number.NaN } }, 'invalid_input'],
  ['a chat that is none', 'hi', { chat: 'nowhere' }, 'not_found'],
  ['a text that fits no message', 'x'.repeat(2_000_000), {}, 'too_large']
] satisfies [string, string, object, RequestErrorCode][])(
  'refuses %s, and says so by a code',
  async (_, text, options, code) => {
    const { client } = await aClient({ connect: false })

    expect(await failureOf(client.request(text, options as RequestOptions))).toMatchObject({
      code,
      requestId: null
    })
  }
)

it('refuses the reply to what is no request', async () => {
  const { client } = await aClient()
  const { id } = await client.request('/echo hi')

  expect((await failureOf(client.reply(id))).code).toBe('invalid_input')
  expect((await failureOf(client.reply('nothing'))).code).toBe('not_found')
})

it('sends to a chat by its title, with attributes of each type', async () => {
  const { client, app } = await aClient()
  const { id } = await app.handlers['conversations.create']({ title: 'Orders' })

  const { requestId, chatId } = await client.request('/echo hi', {
    chat: 'Orders',
    attributes: { team: 'blue', amount: 12.5, seal: new Uint8Array([0, 1, 255]) }
  })

  expect(chatId).toBe(id)
  const { message } = await app.handlers['chat.detail']({ id: requestId })
  expect(message).toMatchObject({
    attributes: [
      { name: 'team', type: 'String', value: 'blue' },
      { name: 'amount', type: 'Number', value: '12.5' },
      { name: 'seal', type: 'Binary', value: 'AAH/' }
    ]
  })
})

it('ends what is waited for when it is closed, and loses none of it', async () => {
  const { client, dataDir } = await aClient({ connect: false })
  const waiting = failureOf(client.request('/echo kept', { key: 'k' }))
  await client.close()

  expect((await waiting).code).toBe('aborted')
  expect((await failureOf(client.request('late'))).code).toBe('aborted')
  expect((await (await aClient({ dataDir })).client.request('/echo kept', { key: 'k' })).text).toBe('kept')
})

it('rejects with a code where the data folder cannot be used', async () => {
  expect((await failureOf(connectClient({ dataDir: '/dev/null/nowhere' }))).code).toBe('storage')
  expect((await failureOf(connectClient({ profile: '../up' }))).code).toBe('invalid_input')
})

it('has a code for every error of the core', () => {
  const known: readonly RequestErrorCode[] = errorCodes satisfies readonly ErrorCode[]

  expect(known.length).toBe(15)
})
