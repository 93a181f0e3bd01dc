import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import type { Context, SQSEvent } from 'aws-lambda'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { packed } from '../../scripts/template.mjs'
import type { handler as Handler } from './index'
import { NOW, aRecord, aRequest } from '../fakes'
import { encodeBody } from '../../src/shared/wire'
import { readReply, startQueueServer } from '../queue-server'

const root = join(import.meta.dirname, '../..')

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

/** The template's text of the function in a folder of its own, as Lambda puts it there; its SDK is the runtime's. */
function inLambda(): string {
  const { Resources } = JSON.parse(readFileSync(join(root, 'out/backend.template'), 'utf8')) as {
    Resources: {
      MessageProcessor: { Properties: { Code: { 'Fn::If': [string, object, { ZipFile: string }] } } }
    }
  }
  const task = mkdtempSync(join(tmpdir(), 'chatapp-task-'))
  onTestFinished(() => rmSync(task, { recursive: true, force: true }))
  symlinkSync(join(root, 'node_modules'), join(task, 'node_modules'), 'junction')
  // Nothing that lies around above the folder says what kind of file it is.
  writeFileSync(join(task, 'package.json'), '{}')
  writeFileSync(join(task, 'index.js'), Resources.MessageProcessor.Properties.Code['Fn::If'][2].ZipFile)
  return join(task, 'index.js')
}

const load = (file: string) => createRequire(import.meta.url)(file) as { handler: typeof Handler }

describe('the bundle', () => {
  it.each([
    ['a file', () => join(root, 'out/lambda/index.js')],
    ['packed into the template', inLambda]
  ])('is CommonJS whose handler answers as the source does: %s', async (_where, file) => {
    await using server = await startQueueServer()
    await server.createQueue('ChatAPP-responses')
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', server.endpoint)
    const { handler } = load(file())
    vi.spyOn(process.stdout, 'write').mockReturnValue(true)

    const response = await handler({ Records: [aRecord({ body: '/help' })] }, context)

    expect(response).toEqual({ batchItemFailures: [] })
    const [reply] = await server.receive('ChatAPP-responses')
    expect(readReply(reply?.Body).text).toContain('- `/echo <text>` sends your text back')
  })

  it('names the file and the place that were packed when it fails', async () => {
    const { handler } = load(inLambda())

    const failed = await handler({} as SQSEvent, context).catch((error: unknown) => error)

    expect((failed as Error).stack).toMatch(/message-processor\.js:\d+:\d+/)
  })

  it('may import when it is packed, too', async () => {
    const file = inLambda()
    writeFileSync(file, packed("exports.handler = async () => (await import('node:path')).sep", 'code.js'))

    expect(await load(file).handler({} as SQSEvent, context)).toBe(sep)
  })
})
