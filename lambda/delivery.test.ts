import { expect, it } from 'vitest'
import { REQUEST_ID, aDelivery } from './fakes'

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
