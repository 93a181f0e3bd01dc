import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { SqsError } from '#fauxqs/common/errors.js'
import { actions } from './sqs-actions'
import { aFolder, aServer } from './test-server'

const parameters = [
  'QueueName',
  'QueueUrl',
  'Attributes',
  'AttributeNames',
  'tags',
  'Tags',
  'TagKeys',
  'QueueNamePrefix',
  'MaxResults',
  'NextToken',
  'MessageBody',
  'DelaySeconds',
  'MessageAttributes',
  'MessageSystemAttributes',
  'MessageGroupId',
  'MessageDeduplicationId',
  'Entries',
  'MaxNumberOfMessages',
  'VisibilityTimeout',
  'MessageAttributeNames',
  'MessageSystemAttributeNames',
  'ReceiveRequestAttemptId',
  'ReceiptHandle',
  'SourceArn',
  'DestinationArn',
  'MaxNumberOfMessagesPerSecond',
  'TaskHandle',
  'Label',
  'AWSAccountIds',
  'Actions',
  'QueueOwnerAWSAccountId'
]

it('refuses what is malformed in the words of SQS, whatever the action, and goes on', async () => {
  const { createQueue, send, receive, server } = await aServer({ dataDir: aFolder() })
  const unheard: unknown[] = []
  const hear = (reason: unknown): void => void unheard.push(reason)
  process.on('unhandledRejection', hear)
  onTestFinished(() => void process.off('unhandledRejection', hear))
  const some = await createQueue('some')
  const fifo = await createQueue('some.fifo', { Attributes: { FifoQueue: 'true' } })
  await send(some, 'there')
  const value = fc.oneof(
    fc.constantFrom(
      some,
      fifo,
      `${server.url}/000000000000/none`,
      'some',
      'arn:aws:sqs:us-east-1:000000000000:some'
    ),
    fc.jsonValue({ maxDepth: 2 }),
    fc.array(
      fc.record(
        { Id: fc.string(), MessageBody: fc.string(), ReceiptHandle: fc.uuid() },
        { requiredKeys: [] }
      ),
      { maxLength: 3 }
    )
  )
  const body = fc.dictionary(fc.constantFrom(...parameters), value, { maxKeys: 6 })
  const usual = fc.record({ QueueUrl: fc.constantFrom(some, fifo) })
  const call = fc.tuple(fc.constantFrom(...actions.keys(), 'ReceiveMessage'), body, usual)

  await fc.assert(
    fc.asyncProperty(call, fc.boolean(), async ([action, given, known], isKnown) => {
      // What deletes or empties the queues that the others are tried on is tried on queues that are not there.
      const spared = action === 'DeleteQueue' || action === 'PurgeQueue'
      const input = { ...given, ...(isKnown && !spared ? known : {}), WaitTimeSeconds: 0 }
      if (spared && JSON.stringify(input.QueueUrl ?? '').includes('some')) return
      const outcome = await server.service.call(action, input).catch((error: unknown) => error)
      expect(outcome, `${action} ${JSON.stringify(input)}`).toSatisfy(
        (one) => !(one instanceof Error) || one instanceof SqsError
      )
    }),
    { numRuns: 1500 }
  )

  await send(some, 'still taken')
  expect(await receive(some)).not.toEqual([])
  expect(unheard).toEqual([])
})
