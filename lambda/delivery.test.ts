import { expect, it } from 'vitest'
import { readDelivery } from './delivery'
import { REQUEST_ID, aDelivery, aRecord } from './fakes'

it('answers where replyTo says', () => {
  expect(aDelivery({ replyTo: 'ChatAPP-responses-install-1' }).replyQueue).toBe('ChatAPP-responses-install-1')
})

it.each([
  'https://sqs.eu-west-1.amazonaws.com/1/ChatAPP-responses-x',
  'ChatAPP',
  'ChatAPP-responses-x/../ChatAPP',
  'ChatAPP-responses-X',
  'ChatAPP-responses-x\n',
  ''
])('answers on the shared queue when replyTo is %j', (replyTo) => {
  expect(aDelivery({ replyTo }).replyQueue).toBe('ChatAPP-responses')
})

it.each([
  ['a request by its id', {}, { id: REQUEST_ID, conversationId: 'processor' }],
  ['plain text by its SQS message id', { body: 'hi' }, { id: 'sqs-1', conversationId: 'console' }],
  ['JSON that is not ours likewise', { body: '{"a":1}' }, { id: 'sqs-1', conversationId: 'console' }],
  [
    'a newer request by its id',
    { body: '{"v":2,"id":"a","conversationId":"c"}' },
    { id: 'a', conversationId: 'c' }
  ],
  ['JSON with a key "v" likewise', { body: '{"v":1}' }, { id: 'sqs-1', conversationId: 'console' }],
  [
    'a broken request by its id',
    { body: '{"v":1,"id":"b","conversationId":"c"}' },
    { id: 'b', conversationId: 'c' }
  ]
])('addresses %s', (_what, change, address) => {
  const found = aDelivery(change).address

  expect({ id: found.id, conversationId: found.conversationId }).toEqual(address)
})

const OWN_TRACE = '00-01932c07209c7b5f9a3e1d2c3b4a5f60-9a3e1d2c3b4a5f60-01'
const OUTER_TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const traced = (stringValue: string) =>
  aDelivery({ attributes: { traceparent: { dataType: 'String', stringValue } } })

it('knows the trace of a message; one that its sender gave it is an attribute of its own as well', () => {
  expect(traced(OWN_TRACE)).toMatchObject({ traceparent: OWN_TRACE, attributes: {} })
  expect(traced(OUTER_TRACE)).toMatchObject({
    traceparent: OUTER_TRACE,
    attributes: { traceparent: { type: 'String', value: OUTER_TRACE } }
  })
  expect(traced('nonsense')).toMatchObject({ traceparent: null, attributes: { traceparent: {} } })
  expect(aDelivery().traceparent).toBeNull()
})

it('keeps the header of X-Ray, and of one that is too long its beginning', () => {
  const record = aRecord()
  const xrayOf = (AWSTraceHeader: string) =>
    readDelivery({ ...record, attributes: { ...record.attributes, AWSTraceHeader } }, 'ChatAPP-responses')
      .xrayTrace

  expect(xrayOf('Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1')).toMatch(/^Root=1-5759e988-/)
  expect(xrayOf('x'.repeat(10_000))).toHaveLength(500)
  expect(aDelivery().xrayTrace).toBeNull()
})

it('hands on the sender’s attributes, with their types, and keeps ours to itself', () => {
  const { attributes } = aDelivery({
    replyTo: 'ChatAPP-responses-install-1',
    correlationId: REQUEST_ID,
    attributes: {
      team: { dataType: 'String', stringValue: 'blue' },
      amount: { dataType: 'Number.int', stringValue: '12' },
      seal: { dataType: 'Binary', binaryValue: 'AAE=' }
    }
  })

  expect(attributes).toEqual({
    team: { type: 'String', value: 'blue' },
    amount: { type: 'Number.int', value: '12' },
    seal: { type: 'Binary', value: 'AAE=' }
  })
})
