import { describe, expect, it } from 'vitest'
import { encodeBody } from '../src/shared/wire'
import { REQUEST_ID, aChatDelivery, aDelivery, aRequest, setup } from './fakes'
import { processBatch, retrySeconds } from './process-batch'
import { derivedId } from './reply-id'
import { createRouter } from './route'

const failedIds = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier }))
})

const fifo = (text: string, messageId: string, group: string, attempts = 1) =>
  aChatDelivery(text, { messageId, group, attempts, queue: 'ChatAPP.fifo' })

describe('processBatch', () => {
  it('answers every record and reports no failure', async () => {
    const { deps, queues } = setup()

    const response = await processBatch(
      [aChatDelivery('/echo one', { messageId: 'a' }), aChatDelivery('/echo two', { messageId: 'b' })],
      deps
    )

    expect(response).toEqual(failedIds())
    expect(queues.bodies.map(({ text, kind }) => [text, kind])).toEqual([
      ['one', 'reply'],
      ['two', 'reply']
    ])
    expect(queues.retries).toEqual([])
  })

  it('fails only the record whose handler throws, and brings it back soon', async () => {
    const { deps, queues } = setup()

    const response = await processBatch(
      [aChatDelivery('/fail', { messageId: 'bad' }), aChatDelivery('/echo fine', { messageId: 'good' })],
      deps
    )

    expect(response).toEqual(failedIds('bad'))
    expect(queues.bodies.map(({ text }) => text)).toEqual(['fine'])
    expect(queues.retries).toEqual([{ queue: 'ChatAPP', receiptHandle: 'handle-of-bad', seconds: 1 }])
  })

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 8],
    [5, 1],
    [6, 1]
  ])('after attempt %i waits %i s', (attempts, seconds) => {
    expect(retrySeconds(attempts, 5)).toBe(seconds)
  })

  it('tells the user once when the last attempt failed, and still fails the record', async () => {
    const { deps, queues, log } = setup()

    const response = await processBatch([aChatDelivery('/fail no luck', { attempts: 5 })], deps)

    expect(response).toEqual(failedIds('sqs-1'))
    expect(queues.bodies).toMatchObject([
      { kind: 'error', text: 'Your message failed after 5 attempts: no luck', inReplyTo: REQUEST_ID }
    ])
    expect(queues.retries.map(({ seconds }) => seconds)).toEqual([1])
    expect(log()[0]).toMatchObject({ outcome: 'gave-up', handler: 'fail', attempts: 5, level: 'ERROR' })
  })

  it('says nothing before the last attempt', async () => {
    const { deps, queues } = setup()

    await processBatch([aChatDelivery('/fail', { attempts: 4 })], deps)

    expect(queues.sent).toEqual([])
    expect(queues.retries.map(({ seconds }) => seconds)).toEqual([8])
  })

  it('makes the same reply for a message that is delivered again', async () => {
    const { deps, queues } = setup()

    await processBatch([aChatDelivery('hello')], deps)
    await processBatch([aChatDelivery('hello', { attempts: 2 })], deps)

    expect(queues.sent.map(({ id }) => id)).toEqual([
      derivedId(`${REQUEST_ID}/0`),
      derivedId(`${REQUEST_ID}/0`)
    ])
  })

  it('counts a client that is gone and does not retry', async () => {
    const { deps, queues, log } = setup({ result: () => ({ status: 'gone' }) })

    const response = await processBatch([aChatDelivery('hello')], deps)

    expect(response).toEqual(failedIds())
    expect(queues.retries).toEqual([])
    expect(log()).toMatchObject([{ outcome: 'client-gone' }, { Processed: 1, Failed: 0, ClientGone: 1 }])
  })

  it('retries a record whose reply SQS did not take', async () => {
    const { deps, queues } = setup({ result: () => ({ status: 'failed', cause: new Error('throttled') }) })

    const response = await processBatch([aChatDelivery('hello')], deps)

    expect(response).toEqual(failedIds('sqs-1'))
    expect(queues.retries.map(({ seconds }) => seconds)).toEqual([1])
  })

  it('lets a handler that never ends fail its own record only', async () => {
    const route = createRouter([
      { command: null, handle: () => 'fine' },
      { command: '/hang', usage: '', summary: '', handle: () => new Promise<never>(() => {}) }
    ])
    const { deps, queues } = setup({ route, timeLeft: () => 20 })

    const response = await processBatch(
      [aChatDelivery('/hang', { messageId: 'slow' }), aChatDelivery('hi', { messageId: 'quick' })],
      deps
    )

    expect(response).toEqual(failedIds('slow'))
    expect(queues.bodies.map(({ text }) => text)).toEqual(['fine'])
  })

  it('fails a record whose handler returns something that is no reply', async () => {
    const route = createRouter([{ command: null, handle: () => undefined as unknown as string }])
    const { deps, queues } = setup({ route })

    await processBatch([aChatDelivery('hi', { attempts: 5 })], deps)

    expect(queues.bodies.map(({ text }) => text)).toEqual([
      'Your message failed after 5 attempts: the handler "plain" returned something that is no reply'
    ])
  })

  it('answers a body that is not JSON as plain text of the console', async () => {
    const { deps, queues } = setup()

    const response = await processBatch([aDelivery({ body: '/whoami' })], deps)

    expect(response).toEqual(failedIds())
    expect(queues.sent.map(({ queue }) => queue)).toEqual(['ChatAPP-responses'])
    expect(queues.bodies).toMatchObject([
      {
        inReplyTo: 'sqs-1',
        conversationId: 'console',
        text: expect.stringContaining('You are AWS console (id console), in conversation console.')
      }
    ])
  })

  it.each([
    [
      'newer',
      { ...aRequest(), v: 2 },
      'The message has format version 2; this function reads version 1. Update the function.'
    ],
    ['malformed', { ...aRequest(), text: 5 }, 'The message cannot be read: "text" must be a text.']
  ])('tells the sender of a %s message what to do, and does not retry', async (handler, body, text) => {
    const { deps, queues, log } = setup()

    const response = await processBatch([aDelivery({ body: JSON.stringify(body) })], deps)

    expect(response).toEqual(failedIds())
    expect(queues.bodies).toMatchObject([
      { kind: 'error', inReplyTo: REQUEST_ID, text: expect.stringContaining(text) }
    ])
    expect(log()[0]).toMatchObject({ outcome: 'refused', handler })
  })

  it.each(['{"v":1}', '{"v":230.4}', '{"v":2,"unit":"volt"}', '{"v":null,"id":"a","conversationId":"c"}'])(
    'answers JSON of somebody else as plain text, though it has a key "v": %s',
    async (body) => {
      const { deps, queues } = setup()

      const response = await processBatch([aDelivery({ body })], deps)

      expect(response).toEqual(failedIds())
      expect(queues.bodies).toMatchObject([{ kind: 'reply', inReplyTo: 'sqs-1', conversationId: 'console' }])
    }
  )

  it('stops a FIFO group at its first failure and goes on with the other groups', async () => {
    const { deps, queues, log } = setup()

    const response = await processBatch(
      [
        fifo('/echo a1', 'a1', 'a'),
        fifo('/fail', 'a2', 'a'),
        fifo('/echo a3', 'a3', 'a'),
        fifo('/echo b1', 'b1', 'b')
      ],
      deps
    )

    expect(response).toEqual(failedIds('a2', 'a3'))
    expect(queues.bodies.map(({ text }) => text).toSorted()).toEqual(['a1', 'b1'])
    expect(queues.retries.map(({ receiptHandle }) => receiptHandle)).toEqual(['handle-of-a2', 'handle-of-a3'])
    expect(log().find(({ sqsMessageId }) => sqsMessageId === 'a3')).toMatchObject({ outcome: 'held-back' })
  })

  it('goes on with a FIFO group behind a message that leaves for the dead-letter queue', async () => {
    const { deps, queues } = setup()

    const response = await processBatch([fifo('/fail', 'a1', 'a', 5), fifo('/echo next', 'a2', 'a', 5)], deps)

    expect(response).toEqual(failedIds('a1'))
    expect(queues.bodies.map(({ text }) => text)).toEqual([
      'Your message failed after 5 attempts: you asked me to fail',
      'next'
    ])
  })

  it('logs ids, counts and times, one line of the batch, one per record and one of metrics, and never a text', async () => {
    const { deps, lines, log, begun } = setup()

    await processBatch(
      [aChatDelivery('/fail canary-one'), aChatDelivery('canary-two', { messageId: 'b' })],
      deps
    )

    expect(lines.join('\n')).not.toContain('canary')
    const recordLines = log().filter(({ message }) => message === 'record')
    expect(lines).toHaveLength(4)
    expect(
      new Set(recordLines.map(({ outcome, sqsMessageId }) => `${String(outcome)} ${String(sqsMessageId)}`))
    ).toEqual(new Set(['answered b', 'failed sqs-1']))
    expect(recordLines.map(({ correlationId }) => correlationId)).toEqual([REQUEST_ID, REQUEST_ID])
    const ids = { correlationId: REQUEST_ID, conversationId: 'processor', attempts: 1 }
    expect(recordLines[0]).toMatchObject({ ...ids, requestId: 'aws-1' })
    expect(begun()).toMatchObject([
      {
        requestId: 'aws-1',
        records: [
          { ...ids, sqsMessageId: 'sqs-1' },
          { ...ids, sqsMessageId: 'b' }
        ]
      }
    ])
    expect(log().at(-1)).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'ChatAPP', Dimensions: [['FunctionName']] }] },
      FunctionName: 'MessageProcessor',
      Processed: 1,
      Failed: 1,
      ClientGone: 0,
      Duration: 0,
      QueueLatency: [10, 10]
    })
  })

  it('writes what a handler logs with the ids of its message', async () => {
    const { deps, log } = setup({
      route: () => ({
        name: '/order',
        argument: '',
        handle: (_message, { log: write }) => {
          write('ordered')
          write('late', 'WARN')
          return 'done'
        }
      })
    })

    await processBatch([aChatDelivery('/order', { attempts: 2 })], deps)

    const ids = { correlationId: REQUEST_ID, sqsMessageId: 'sqs-1', attempts: 2, requestId: 'aws-1' }
    expect(log()).toMatchObject([
      { level: 'INFO', message: 'ordered', ...ids },
      { level: 'WARN', message: 'late', ...ids },
      { message: 'record' },
      {}
    ])
  })

  it.each([
    'emoji 👩‍👩‍👧 end',
    'nul \0 here',
    'lone \ud83d surrogate',
    'rtl \u202eabc\u202c عربى',
    ' spaces \n\t '
  ])('echoes %j to the character', async (text) => {
    const { deps, queues } = setup()

    await processBatch([aDelivery({ body: encodeBody(aRequest({ text: `/echo ${text}` })) })], deps)

    expect(queues.bodies.map((body) => body.text)).toEqual([text])
  })
})
