import { expect, it } from 'vitest'
import { aReply, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { traceparentOf } from '../../shared/traceparent'
import { exchangeOf } from './exchange'

const clock = { aheadMs: -2000, withinMs: 30 }
const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

/** A request that was sent under `sqs-1`, again under `sqs-2`, and answered. */
function anExchange(trace: object = {}) {
  const { store, add } = aProfile()
  const request = add()
  const { id } = request
  store.markSent([{ ids: [id], replyTo: 'q', at: 1005, sqsMessageIds: new Map([[id, 'sqs-1']]), clock }])
  store.markSentAgain([id], 2005, new Map([[id, 'sqs-2']]))
  const body = aReply(request, { trace: { sqsMessageId: 'sqs-2', attempts: 1, ...trace } })
  store.addReplies([{ ...received(body), sqsMessageId: 'reply-1', clock: { aheadMs: 5, withinMs: 10 } }])
  return { store, id, replyId: body.id }
}

it('tells the same exchange of a request and of its reply, with SQS’s ids and how the clocks stood', () => {
  const { store, id, replyId } = anExchange()

  const exchange = exchangeOf(store.exchange(id), null)

  expect(exchangeOf(store.exchange(replyId), null)).toEqual(exchange)
  expect(exchange.request).toMatchObject({
    message: { id },
    evidence: {
      sendings: [
        { sqsMessageId: 'sqs-1', at: 1005 },
        { sqsMessageId: 'sqs-2', at: 2005 }
      ],
      clock: { aheadMs: 5, withinMs: 10 }
    }
  })
  expect(exchange.replies).toMatchObject([
    {
      message: { id: replyId },
      evidence: { sqsMessageId: 'reply-1' },
      trace: { sqsMessageId: 'sqs-2' },
      xrayUrl: null
    }
  ])
  expect(JSON.parse(exchange.replies[0]?.rawBody ?? '')).toMatchObject({ inReplyTo: id })
})

it('names the trace that the request went out with, which the reply brings back', () => {
  const outer = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const { store, id } = anExchange()
  const brought = anExchange({ traceparent: outer })
  const { store: other, add } = aProfile()
  const queued = add()

  expect(exchangeOf(store.exchange(id), null).traceparent).toBe(traceparentOf(id))
  expect(exchangeOf(brought.store.exchange(brought.id), null).traceparent).toBe(outer)
  expect(exchangeOf(other.exchange(queued.id), null).traceparent).toBeNull()
})

it.each([
  [
    header,
    'eu-central-1',
    'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#xray:traces/1-5759e988-bd862e3fe1be46a994272793'
  ],
  [header, null, null],
  [header.replace('Sampled=1', 'Sampled=0'), 'eu-central-1', null],
  ['Root=javascript:alert(1);Sampled=1', 'eu-central-1', null]
])('links the trace of X-Ray %j in %s', (xrayTrace, region, url) => {
  const { store, id } = anExchange({ xrayTrace })

  expect(exchangeOf(store.exchange(id), region).replies[0]?.xrayUrl).toBe(url)
})

it('tells a reply whose request is not here, and no more than twenty replies beside the one asked for', () => {
  const { store, add } = aProfile()
  const orphan = aReply({ id: crypto.randomUUID(), conversationId: 'processor' })
  const request = add()
  const many = Array.from({ length: 30 }, () => aReply(request))
  store.addReplies([orphan, ...many].map((body) => received(body)))
  const last = many.at(-1)?.id ?? ''

  expect(exchangeOf(store.exchange(orphan.id), null)).toMatchObject({
    request: null,
    replies: [{ message: { id: orphan.id } }]
  })
  expect(store.exchange(request.id).replies).toHaveLength(20)
  expect(store.exchange(last).replies.map(({ message }) => message.id)).toContain(last)
})
