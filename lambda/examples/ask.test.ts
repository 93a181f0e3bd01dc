import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { streamEvent, streamMessage } from '../fake-event-stream'
import { encodeBody } from '../../src/shared/wire'
import { aChatDelivery, aContext, anIncoming, aRequest, setup as processor } from '../fakes'
import { processBatch } from '../process-batch'
import { handler } from './ask'

/** Bedrock, as far as it answers this; what it was asked, and what was told of the answer on the way. */
async function setup(answer: (response: ServerResponse) => void) {
  const asked: { path: string | undefined; authorization: string; body: unknown }[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const body: unknown = JSON.parse(Buffer.concat(await request.toArray()).toString())
      asked.push({ path: request.url, authorization: request.headers.authorization ?? '', body })
      answer(response)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', `http://127.0.0.1:${port}`)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('MODEL_ID', 'some.model-v1:0')
  onTestFinished(() => void vi.unstubAllEnvs())
  const told: unknown[] = []
  const context = { ...aContext(), progress: (what: unknown) => void told.push(what) }
  return {
    asked,
    told,
    ask: async (text: string) => await handler.handle(anIncoming({ argument: text }), context)
  }
}

const refusing = (status: number, answer: object) =>
  setup((response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  )

const streaming = (...messages: readonly Buffer[]) =>
  setup((response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
    for (const message of messages) response.write(message)
    response.end()
  })

const says = (text: string) => streamEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })
const stops = (stopReason: string) => streamEvent('messageStop', { stopReason })
const breaksOff = (type: string, message = 'no') =>
  streamMessage({ ':message-type': 'exception', ':exception-type': type }, { message })

it('asks the model of its environment, tells what it says as it grows, and answers with all of it', async () => {
  const { ask, asked, told } = await streaming(
    streamEvent('messageStart', { role: 'assistant' }),
    says('Because of '),
    says('Rayleigh.'),
    streamEvent('contentBlockStop', { contentBlockIndex: 0 }),
    stops('end_turn'),
    streamEvent('metadata', { usage: { totalTokens: 7 } })
  )

  expect(await ask(' Why is the sky blue? ')).toBe('Because of Rayleigh.')
  expect(told).toEqual(['Because of ', 'Because of Rayleigh.'])
  expect(asked).toEqual([
    {
      path: '/model/some.model-v1%3A0/converse-stream',
      authorization: expect.stringContaining(
        '/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date'
      ),
      body: { messages: [{ role: 'user', content: [{ text: 'Why is the sky blue?' }] }] }
    }
  ])
})

it('shows what the model has said while it speaks, in a progress reply, and then the whole answer', async () => {
  const speaking = Promise.withResolvers<ServerResponse>()
  await setup((response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' })
    response.write(says('Because of '))
    speaking.resolve(response)
  })
  const { deps, queues } = processor({
    route: () => ({ name: 'ask', argument: 'Why?', handle: handler.handle }),
    timeLeft: () => 60_000
  })
  const body = encodeBody(aRequest({ text: '/ask Why?', accepts: ['progress'] }))

  const batch = processBatch([aChatDelivery('', { body })], deps)
  const response = await speaking.promise
  await vi.waitFor(
    () => expect(queues.bodies).toMatchObject([{ kind: 'progress', text: 'Because of ' }]),
    5000
  )
  response.end(Buffer.concat([says('Rayleigh.'), stops('end_turn')]))

  expect(await batch).toEqual({ batchItemFailures: [] })
  expect(queues.bodies).toMatchObject([{ kind: 'progress' }, { kind: 'reply', text: 'Because of Rayleigh.' }])
})

it('says what to allow where it may not ask', async () => {
  const { ask } = await refusing(403, { message: 'no' })

  expect(await ask('Hm?')).toEqual({
    kind: 'error',
    text: expect.stringMatching(/some\.model-v1:0.*bedrock:InvokeModelWithResponseStream/)
  })
})

it('says what Bedrock said of a question that it does not take', async () => {
  const { ask } = await refusing(400, { message: 'The model id is invalid.' })

  expect(await ask('Hm?')).toEqual({
    kind: 'error',
    text: 'Bedrock refused the question: The model id is invalid.'
  })
})

it.each([429, 503])('comes back later when Bedrock is busy: %d', async (status) => {
  const { ask } = await refusing(status, {})

  await expect(ask('Hm?')).rejects.toThrow(`status ${status}`)
})

it.each(['throttlingException', 'modelStreamErrorException', 'internalServerException'])(
  'comes back later when the answer breaks off: %s',
  async (fault) => {
    const { ask } = await streaming(says('Because '), breaksOff(fault))

    await expect(ask('Hm?')).rejects.toThrow(`broke off (${fault})`)
  }
)

it('says what Bedrock said of a question that it refuses in the stream', async () => {
  const { ask } = await streaming(breaksOff('validationException', 'Too long.'))

  expect(await ask('Hm?')).toEqual({ kind: 'error', text: 'Bedrock refused the question: Too long.' })
})

it.each([
  ['before its end', [says('Because ')]],
  ['within a message', [says('Because '), stops('end_turn').subarray(0, 9)]]
])('comes back later when the stream breaks off %s', async (_, messages) => {
  const { ask } = await streaming(...messages)

  await expect(ask('Hm?')).rejects.toThrow(/broke off|ended within/)
})

it('says that the model came to its limit', async () => {
  const { ask } = await streaming(says('Because'), stops('max_tokens'))

  expect(await ask('Hm?')).toMatch(/^Because\n\n\(The model reached its limit/)
})

it('says that the model said nothing', async () => {
  const { ask } = await streaming(stops('end_turn'))

  expect(await ask('Hm?')).toBe('The model said nothing.')
})

it('asks for a question where there is none, and asks nobody', async () => {
  const { ask, asked } = await streaming()

  expect(await ask('  ')).toContain('/ask Why is the sky blue?')
  expect(asked).toEqual([])
})
