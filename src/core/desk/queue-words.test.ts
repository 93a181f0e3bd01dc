import { expect, it } from 'vitest'
import { costOf, describeAttributes, timeWords } from './queue-words'

const wordsOf = (attributes: Record<string, string>): string[] =>
  describeAttributes(attributes).words.map(({ detail }) => detail)

it.each([
  [0, '0 s'],
  [59, '59 s'],
  [90, '1 min 30 s'],
  [3600, '1 h'],
  [90_061, '1 d 1 h'],
  [1_209_600, '14 d']
])('says %d seconds as %s', (seconds, words) => expect(timeWords(seconds)).toBe(words))

it('says nothing of what a server does not tell, and takes garbage for what it is', () => {
  expect(describeAttributes({})).toMatchObject({
    depth: { visible: 0, inFlight: 0, delayed: 0 },
    deadLetterQueue: null,
    encryption: 'none',
    createdAt: null
  })
  const garbage = {
    ApproximateNumberOfMessages: '-1',
    VisibilityTimeout: 'soon',
    CreatedTimestamp: '1e400',
    RedrivePolicy: '{"deadLetterTargetArn":7}',
    RedriveAllowPolicy: '[['
  }
  expect(wordsOf(garbage)).toEqual([
    'Standard: messages may come twice, and in any order.',
    'Its redrive policy cannot be read; it stands below as the server tells it.',
    'It is not encrypted at rest.'
  ])
  expect(describeAttributes(garbage)).toMatchObject({ createdAt: null, raw: garbage })
})

it('says of a FIFO queue by what it knows a message again, whose dead letters it takes, and its key', () => {
  const words = wordsOf({
    FifoQueue: 'true',
    ContentBasedDeduplication: 'true',
    KmsMasterKeyId: 'alias/shop',
    RedriveAllowPolicy:
      '{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:eu-west-1:123456789012:orders"]}'
  })

  expect(words[0]).toContain('with the same content')
  expect(words).toContain('It takes dead letters of orders alone.')
  expect(words.at(-1)).toBe('It is encrypted with the key alias/shop.')
})

it('says what a look does to a FIFO queue with a function, where requests are paid for', () => {
  const cost = costOf({
    free: false,
    paid: true,
    fifo: true,
    hiddenSeconds: 30,
    attributes: null,
    functions: ['Ship']
  })

  expect(cost.map(({ said }) => said[0]?.key)).toEqual([
    'desk.look.receives',
    'desk.look.function',
    'desk.look.fifo',
    'desk.look.take',
    'desk.look.paid'
  ])
})
