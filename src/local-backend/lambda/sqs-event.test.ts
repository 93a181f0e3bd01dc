import { expect, it } from 'vitest'
import { failedIds, toSqsEvent } from './sqs-event'

it('writes an event with the field names of AWS', () => {
  const event = toSqsEvent(
    [
      {
        MessageId: 'id-1',
        ReceiptHandle: 'handle-1',
        Body: 'hello',
        MD5OfBody: 'md5',
        MD5OfMessageAttributes: 'md5-attributes',
        Attributes: { ApproximateReceiveCount: '1' },
        MessageAttributes: {
          text: { DataType: 'String', StringValue: 'x' },
          bytes: { DataType: 'Binary', BinaryValue: 'AQID' }
        }
      }
    ],
    { arn: 'arn:aws:sqs:us-east-1:000000000000:ChatAPP', region: 'us-east-1' }
  )

  expect(event).toEqual({
    Records: [
      {
        messageId: 'id-1',
        receiptHandle: 'handle-1',
        body: 'hello',
        attributes: { ApproximateReceiveCount: '1' },
        messageAttributes: {
          text: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
          bytes: { binaryValue: 'AQID', stringListValues: [], binaryListValues: [], dataType: 'Binary' }
        },
        md5OfMessageAttributes: 'md5-attributes',
        md5OfBody: 'md5',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:ChatAPP',
        awsRegion: 'us-east-1'
      }
    ]
  })
})

it.each([
  ['null', []],
  ['{}', []],
  ['{"batchItemFailures":null}', []],
  ['{"batchItemFailures":[]}', []],
  ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', ['b']],
  ['{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"unknown"}]}', ['a', 'b']],
  ['{"batchItemFailures":[{"itemIdentifier":""}]}', ['a', 'b']],
  ['{"batchItemFailures":[{"itemIdentifier":null}]}', ['a', 'b']],
  ['{"batchItemFailures":[{"item":"b"}]}', ['a', 'b']],
  ['{"batchItemFailures":"b"}', ['a', 'b']],
  ['"text"', ['a', 'b']],
  ['not JSON', ['a', 'b']]
])('after the answer %s of a batch a, b, these failed: %j', (payload, failed) => {
  expect([...failedIds(payload, ['a', 'b'])]).toEqual(failed)
})
