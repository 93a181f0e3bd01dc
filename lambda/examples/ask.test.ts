import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { aContext, anIncoming } from '../fakes'
import { handler } from './ask'

/** Bedrock, as far as it answers this; what it was asked. */
async function setup(status: number, answer: object) {
  const asked: { path: string | undefined; authorization: string; body: unknown }[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const body: unknown = JSON.parse(Buffer.concat(await request.toArray()).toString())
      asked.push({ path: request.url, authorization: request.headers.authorization ?? '', body })
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
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
  return {
    asked,
    ask: async (text: string) => await handler.handle(anIncoming({ argument: text }), aContext())
  }
}

it('asks the model of its environment, and answers with all that it said', async () => {
  const content = [{ text: 'Because of ' }, { text: 'Rayleigh.' }]
  const { ask, asked } = await setup(200, { output: { message: { content } } })

  expect(await ask(' Why is the sky blue? ')).toBe('Because of Rayleigh.')
  expect(asked).toEqual([
    {
      path: '/model/some.model-v1%3A0/converse',
      authorization: expect.stringContaining(
        '/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date'
      ),
      body: { messages: [{ role: 'user', content: [{ text: 'Why is the sky blue?' }] }] }
    }
  ])
})

it('says what to allow where it may not ask', async () => {
  const { ask } = await setup(403, { message: 'no' })

  expect(await ask('Hm?')).toEqual({
    kind: 'error',
    text: expect.stringMatching(/bedrock:InvokeModel.*some\.model-v1:0|some\.model-v1:0.*bedrock:InvokeModel/)
  })
})

it('says what Bedrock said of a question that it does not take', async () => {
  const { ask } = await setup(400, { message: 'The model id is invalid.' })

  expect(await ask('Hm?')).toEqual({
    kind: 'error',
    text: 'Bedrock refused the question: The model id is invalid.'
  })
})

it.each([429, 503])('comes back later when Bedrock is busy: %d', async (status) => {
  const { ask } = await setup(status, {})

  await expect(ask('Hm?')).rejects.toThrow(`status ${status}`)
})

it('asks for a question where there is none, and asks nobody', async () => {
  const { ask, asked } = await setup(200, {})

  expect(await ask('  ')).toContain('/ask Why is the sky blue?')
  expect(asked).toEqual([])
})
