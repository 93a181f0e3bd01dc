import { describe, expect, it } from 'vitest'
import { parseReplyBody } from '../src/shared/message'
import { NOW, REQUEST_ID, aChatDelivery, identity } from './fakes'
import { derivedId } from './reply-id'
import { writeReply, type ReplyFacts } from './write-reply'

const facts = (change: Partial<ReplyFacts> = {}): ReplyFacts => ({
  delivery: aChatDelivery('hello'),
  address: { id: REQUEST_ID, conversationId: 'processor' },
  identity,
  place: '0',
  processedAt: NOW,
  now: NOW + 1,
  ...change
})

describe('writeReply', () => {
  it('brings back the trace of its request, that of X-Ray, and when the attempt began', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const delivery = { ...aChatDelivery('hello'), traceparent }
    const traced = { ...identity, xrayTrace: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1' }

    const { body } = writeReply({ text: 'hi' }, facts({ delivery, identity: traced, startedAt: NOW - 5 }))

    expect(JSON.parse(body).trace).toMatchObject({
      traceparent,
      xrayTrace: traced.xrayTrace,
      startedAt: NOW - 5
    })
    const ofQueue = { ...delivery, xrayTrace: 'Root=of-the-queue' }
    expect(
      JSON.parse(writeReply({ text: 'hi' }, facts({ delivery: ofQueue, identity: traced })).body).trace
        .xrayTrace
    ).toBe('Root=of-the-queue')
  })

  it('writes a reply that the app reads, with its whole way', () => {
    const { body, ...outgoing } = writeReply({ text: 'hi' }, facts())

    const id = derivedId(`${REQUEST_ID}/0`)
    expect(outgoing).toEqual({
      queue: 'ChatAPP-responses-install-1',
      id,
      groupId: 'processor',
      delaySeconds: 0
    })
    expect(parseReplyBody(body)).toEqual({
      ok: true,
      body: {
        v: 1,
        id,
        inReplyTo: REQUEST_ID,
        conversationId: 'processor',
        sender: { id: 'MessageProcessor', name: 'MessageProcessor' },
        text: 'hi',
        sentAt: NOW + 1,
        kind: 'reply',
        trace: {
          enqueuedAt: NOW - 10,
          firstReceivedAt: NOW - 2,
          processedAt: NOW,
          repliedAt: NOW + 1,
          attempts: 1,
          sqsMessageId: 'sqs-1',
          functionName: 'MessageProcessor',
          awsRequestId: 'aws-1'
        }
      }
    })
  })

  it('says so, with both sizes, when a reply does not fit into an SQS message', () => {
    const { body } = writeReply({ text: '😀'.repeat(90_000) }, facts())

    const parsed = parseReplyBody(body)
    expect(parsed).toMatchObject({ ok: true, body: { kind: 'error' } })
    expect(parsed).toHaveProperty(
      'body.text',
      expect.stringMatching(/^The reply is 1,080,\d{3} bytes after escaping; SQS takes at most 1,048,064\. /)
    )
  })

  it.each(['two words', 'ünïcode', 'x'.repeat(129)])(
    'makes a group id that SQS takes of the conversation %.20j',
    (conversationId) => {
      const { groupId } = writeReply({ text: 'hi' }, facts({ address: { id: REQUEST_ID, conversationId } }))

      expect(groupId).toBe(derivedId(conversationId))
    }
  )

  it.each([-1, 0.5, 901, Number.NaN])('refuses a delay of %d s', (delaySeconds) => {
    expect(() => writeReply({ text: 'hi', delaySeconds }, facts())).toThrow(
      'SQS takes whole seconds from 0 to 900'
    )
  })

  it('refuses a delay on a FIFO queue', () => {
    const delivery = aChatDelivery('hello', { replyTo: 'ChatAPP-responses-install-1.fifo' })

    expect(() => writeReply({ text: 'hi', delaySeconds: 1 }, facts({ delivery }))).toThrow(
      'standard queues only'
    )
  })
})
