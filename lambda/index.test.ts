import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Context, SQSEvent } from 'aws-lambda'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { handler as Handler } from './index'
import { NOW, aRecord, aRequest } from './fakes'
import { encodeBody } from '../src/shared/wire'
import { readReply, startQueueServer } from './queue-server'

const context = {
  functionName: 'MessageProcessor',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:MessageProcessor',
  awsRequestId: 'aws-1',
  getRemainingTimeInMillis: () => 15_000
} as Context

beforeEach(() => {
  vi.resetModules()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
})

describe('MessageProcessor', () => {
  it('answers a request on its own queue and a console message on the shared one, over real SQS', async () => {
    await using server = await startQueueServer()
    await server.createQueue('ChatAPP-responses')
    await server.createQueue('ChatAPP-responses-install-1')
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', server.endpoint)
    const { handler } = await import('./index')
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const text = 'emoji 👩‍👩‍👧, nul \0, lone \ud83d, rtl \u202eabc\u202c عربى'

    const response = await handler(
      {
        Records: [
          aRecord({
            body: encodeBody(aRequest({ text: `/echo ${text}` })),
            replyTo: 'ChatAPP-responses-install-1',
            messageId: 'a'
          }),
          aRecord({ body: 'hello from the console', messageId: 'b' })
        ]
      },
      context
    )

    expect(response).toEqual({ batchItemFailures: [] })
    const [own] = await server.receive('ChatAPP-responses-install-1')
    const [shared] = await server.receive('ChatAPP-responses')
    expect(readReply(own?.Body)).toMatchObject({
      text,
      trace: { enqueuedAt: NOW - 10, functionName: 'MessageProcessor' }
    })
    expect(write.mock.calls.map(([line]) => Object.keys(JSON.parse(String(line)) as object)[0])).toEqual([
      'timestamp',
      'timestamp',
      'timestamp',
      '_aws'
    ])
    expect(readReply(shared?.Body)).toMatchObject({
      inReplyTo: 'b',
      text: expect.stringContaining('hello from the console')
    })
  })

  it('says what is wrong when something else than SQS calls it', async () => {
    const { handler } = await import('./index')

    await expect(handler({ key1: 'value1' } as unknown as SQSEvent, context)).rejects.toThrow(
      'The event has no Records'
    )
  })

  it('does not start with an environment it cannot use', async () => {
    vi.stubEnv('MAX_RECEIVE_COUNT', 'many')

    await expect(import('./index')).rejects.toThrow('MAX_RECEIVE_COUNT is "many"')
  })
})

describe('the bundle', () => {
  it('is a CommonJS file whose handler answers as the source does', async () => {
    await using server = await startQueueServer()
    await server.createQueue('ChatAPP-responses')
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', server.endpoint)
    const bundle = createRequire(import.meta.url)(join(import.meta.dirname, '../out/lambda/index.js')) as {
      handler: typeof Handler
    }

    vi.spyOn(process.stdout, 'write').mockReturnValue(true)

    const response = await bundle.handler({ Records: [aRecord({ body: '/help' })] }, context)

    expect(response).toEqual({ batchItemFailures: [] })
    const [reply] = await server.receive('ChatAPP-responses')
    expect(readReply(reply?.Body).text).toContain('- `/echo <text>` sends your text back')
  })
})
