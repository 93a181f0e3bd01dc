import { describe, expect, it } from 'vitest'
import { parseQueueAddress } from './queue-address'

const parse = (requestQueue: string, fields: { region?: string; endpoint?: string } = {}) =>
  parseQueueAddress({ region: 'eu-central-1', endpoint: null, ...fields, requestQueue })

describe('a queue that is one', () => {
  it.each([
    ['ChatAPP', null, 'ChatAPP'],
    ['orders.fifo', null, 'orders.fifo'],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP', '123456789012', 'ChatAPP'],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP.fifo', '123456789012', 'ChatAPP.fifo'],
    ['https://eu-central-1.queue.amazonaws.com/123456789012/ChatAPP', '123456789012', 'ChatAPP'],
    ['https://sqs-fips.eu-central-1.amazonaws.com/123456789012/ChatAPP', '123456789012', 'ChatAPP'],
    ['https://sqs.eu-central-1.api.aws/123456789012/ChatAPP', '123456789012', 'ChatAPP'],
    ['https://vpce-0a-1b.sqs.eu-central-1.vpce.amazonaws.com/123456789012/ChatAPP', '123456789012', 'ChatAPP']
  ])('is read from %s', (text, accountId, queueName) => {
    expect(parse(text)).toEqual({ accountId, queueName, endpoint: null })
  })

  it('is read from a URL of the custom endpoint', () => {
    const endpoint = 'http://127.0.0.1:5000'

    expect(parse('http://localhost:5000/123456789012/ChatAPP', { endpoint })).toMatchObject({
      queueName: 'ChatAPP'
    })
  })
})

describe('anything else names its field and says what to do', () => {
  it.each([
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/Chat APP', /^requestQueue: .*space/],
    ['Chat APP', /^requestQueue: .*space/],
    ['Chat?APP', /^requestQueue: /],
    ['https://s3.eu-central-1.amazonaws.com/123456789012/ChatAPP', /^requestQueue: .*is not SQS/],
    ['https://sns.eu-central-1.amazonaws.com/123456789012/ChatAPP', /^requestQueue: .*is not SQS/],
    [
      'https://sqs.eu-central-1.amazonaws.com.evil.example/123456789012/ChatAPP',
      /^requestQueue: .*is not SQS/
    ],
    ['https://evil.example/123456789012/ChatAPP', /^requestQueue: .*endpoint/],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/../ChatAPP', /^requestQueue: .*12-digit/],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/%2e%2e/ChatAPP', /^requestQueue: .*12-digit/],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/Chat%2fAPP', /^requestQueue: .*not a queue name/],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP?Action=DeleteQueue', /^requestQueue: /],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP#x', /^requestQueue: /],
    ['https://me:pass@sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP', /^requestQueue: .*password/],
    ['https://sqs.eu-central-1.amazonaws.com/ChatAPP', /^requestQueue: .*12-digit/],
    ['http://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP', /^requestQueue: .*https/],
    ['https://sqs.us-west-2.amazonaws.com/123456789012/ChatAPP', /^region: .*us-west-2.*eu-central-1/],
    ['https://queue.amazonaws.com/123456789012/ChatAPP', /^region: .*us-east-1/],
    ['arn:aws:sqs:eu-central-1:123456789012:ChatAPP', /^requestQueue: /],
    ['file:///123456789012/ChatAPP', /^requestQueue: /],
    ['../ChatAPP', /^requestQueue: /]
  ])('%s', (text, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(message) })
    )
  })

  it.each([
    ['http://queues.example:9324', /^endpoint: .*in the clear/],
    ['ftp://queues.example', /^endpoint: /],
    ['https://user:secret@queues.example', /^endpoint: /],
    ['not a url', /^endpoint: /]
  ])('the endpoint %s', (endpoint, message) => {
    expect(() => parse('ChatAPP', { endpoint })).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(message) })
    )
  })

  it('refuses a queue of another server than the endpoint', () => {
    const endpoint = 'https://queues.example'

    expect(() => parse('https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP', { endpoint })).toThrow(
      /^requestQueue: /
    )
  })
})
