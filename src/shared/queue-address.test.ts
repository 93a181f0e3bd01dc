import { describe, expect, it } from 'vitest'
import { parseQueueAddress } from './queue-address'

const parse = (requestQueue: string, fields: { region?: string; endpoint?: string } = {}) =>
  parseQueueAddress({ region: 'eu-central-1', endpoint: null, ...fields, requestQueue })

describe('a queue that is one', () => {
  it.each([
    ['ChatAPP', null, 'ChatAPP'],
    ['orders.fifo', null, 'orders.fifo'],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP', '123456789012', 'ChatAPP'],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP/', '123456789012', 'ChatAPP'],
    ['https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP.fifo', '123456789012', 'ChatAPP.fifo'],
    ['https://eu-central-1.queue.amazonaws.com/123456789012/ChatAPP', '123456789012', 'ChatAPP']
  ])('is read from %s', (text, accountId, queueName) => {
    expect(parse(text)).toEqual({ accountId, queueName, endpoint: null, aws: true })
  })

  it.each([
    ['eu-central-1', 'https://sqs-fips.eu-central-1.amazonaws.com'],
    ['eu-central-1', 'https://sqs.eu-central-1.api.aws'],
    ['us-east-1', 'https://sqs-fips.us-east-1.api.aws'],
    ['eusc-de-east-1', 'https://sqs.eusc-de-east-1.api.amazonwebservices.eu'],
    ['cn-north-1', 'https://sqs.cn-north-1.api.amazonwebservices.com.cn'],
    ['eu-central-1', 'https://vpce-0a-1b.sqs.eu-central-1.vpce.amazonaws.com']
  ])('of %s is called at %s, as given', (region, host) => {
    expect(parse(`${host}/123456789012/ChatAPP`, { region })).toEqual({
      accountId: '123456789012',
      queueName: 'ChatAPP',
      endpoint: host,
      aws: true
    })
  })

  it.each([
    ['eusc-de-east-1', 'https://sqs.eusc-de-east-1.amazonaws.eu'],
    ['cn-north-1', 'https://sqs.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'https://sqs.us-gov-west-1.amazonaws.com']
  ])('is one of AWS in %s', (region, host) => {
    expect(parse(`${host}/123456789012/ChatAPP`, { region })).toMatchObject({ endpoint: null, aws: true })
  })

  it.each([
    ['http://localhost:4566', 'http://sqs.eu-central-1.localhost.localstack.cloud:4566/000000000000/ChatAPP'],
    [
      'http://localhost:4566',
      'http://eu-central-1.queue.localhost.localstack.cloud:4566/000000000000/ChatAPP'
    ],
    [
      'http://localhost.localstack.cloud:4566',
      'http://localhost:4566/queue/eu-central-1/000000000000/ChatAPP'
    ],
    ['http://localhost:4566', 'http://localhost:4566/000000000000/ChatAPP/'],
    ['http://localhost:9324', 'http://localhost:9324/queue/ChatAPP'],
    ['http://localhost:9324', 'http://localhost:9324/000000000000/ChatAPP'],
    ['http://localhost:4100', 'http://localhost:4100/ChatAPP'],
    ['https://queues.example/sqs', 'https://queues.example/sqs/000000000000/ChatAPP'],
    ['https://queues.example', 'https://sqs.eu-central-1.queues.example/000000000000/ChatAPP']
  ])('of the server %s is read from %s', (endpoint, text) => {
    expect(parse(text, { endpoint })).toMatchObject({ queueName: 'ChatAPP', endpoint, aws: false })
  })

  it('of a server on this machine needs no endpoint beside its URL', () => {
    expect(parse('http://localhost:9324/queue/ChatAPP')).toEqual({
      accountId: null,
      queueName: 'ChatAPP',
      endpoint: 'http://localhost:9324',
      aws: false
    })
  })

  it('of AWS may be called at another endpoint of AWS', () => {
    const endpoint = 'https://vpce-0a-1b.sqs.eu-central-1.vpce.amazonaws.com'

    expect(parse('https://sqs.eu-central-1.amazonaws.com/123456789012/ChatAPP', { endpoint })).toMatchObject({
      endpoint,
      aws: true
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
    ['https://sqs.eusc-de-east-1.amazonaws.com/123456789012/ChatAPP', /^requestQueue: .*is not SQS/],
    ['http://localhost:4566/queue/us-east-1/000000000000/ChatAPP', /^region: .*us-east-1/],
    ['http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/ChatAPP', /^region: .*us-east-1/],
    ['http://localhost:9324/a/b/c', /^requestQueue: .*12-digit/],
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
