import { GetQueueUrlCommand, SendMessageCommand, type Message } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { encodeBody } from '../src/shared/wire'
import { readDelivery } from './delivery'
import { REQUEST_ID, aRecord, aRequest, setup } from './fakes'
import { processBatch } from './process-batch'
import { readReply, startQueueServer } from './queue-server'
import { SqsReplyQueues } from './reply-queues'

const REPLY_QUEUE = 'ChatAPP-responses-install-1'

const delivered = (message: Message) =>
  readDelivery(
    {
      ...aRecord({ body: message.Body ?? '', messageId: message.MessageId ?? '', replyTo: REPLY_QUEUE }),
      receiptHandle: message.ReceiptHandle ?? '',
      attributes: { ...aRecord().attributes, ...message.Attributes }
    },
    'ChatAPP-responses'
  )

it('retries a poison message soon, tells the user once, and lets SQS move it to the dead-letter queue', async () => {
  await using server = await startQueueServer()
  await server.createQueue('ChatAPP-dlq')
  await server.createQueue(REPLY_QUEUE)
  await server.createQueue('ChatAPP', {
    VisibilityTimeout: '90',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:000000000000:ChatAPP-dlq',
      maxReceiveCount: 2
    })
  })
  const { QueueUrl } = await server.sqs.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP' }))
  const MessageBody = encodeBody(aRequest({ text: '/fail no luck' }))
  await server.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  const { deps } = setup({ maxReceiveCount: 2, now: Date.now })
  const queues = new SqsReplyQueues(server.sqs)

  const attempts: unknown[] = []
  for (let round = 0; round < 3; round++) {
    const batch = (await server.receive('ChatAPP', 4)).map(delivered)
    await processBatch(batch, { ...deps, queues })
    attempts.push(...batch.map((delivery) => delivery.attempts))
  }

  expect(attempts).toEqual([1, 2])
  const dead = await server.receive('ChatAPP-dlq')
  expect(dead.map(({ Body }) => Body)).toEqual([MessageBody])
  const replies = await server.receive(REPLY_QUEUE)
  expect(replies.map(({ Body }) => readReply(Body))).toMatchObject([
    { kind: 'error', inReplyTo: REQUEST_ID, text: 'Your message failed after 2 attempts: no luck' }
  ])
})
