import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand
} from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import { aReply } from '../../../test/fakes'
import { createLocalClient } from '../../local-backend/sqs/sqs-client'
import { encodeBody, parseRequestBody } from '../../shared/message'
import { anAccount, anApp, answered, connect } from '../fakes/test-account'

/** A processor of FIFO queues: answers each request in the order of arrival, on the queue that it names. */
async function setup() {
  const account = await anAccount()
  const client = createLocalClient(account.endpoint)
  onTestFinished(() => client.destroy())
  const create = async (QueueName: string): Promise<string> =>
    (await client.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true' } }))).QueueUrl ??
    ''
  const requests = await create('Orders.fifo')
  await create('ChatAPP-responses-team.fifo')
  const seen: string[] = []
  const answerNext = async (count: number): Promise<void> => {
    while (seen.length < count) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: requests, WaitTimeSeconds: 2, MessageAttributeNames: ['All'] })
      )
      for (const { Body = '', ReceiptHandle, MessageAttributes } of Messages) {
        const parsed = parseRequestBody(Body)
        if (!parsed.ok) throw new Error(parsed.detail)
        const { body } = parsed
        seen.push(body.text)
        const { QueueUrl } = await client.send(
          new GetQueueUrlCommand({ QueueName: MessageAttributes?.['replyTo']?.StringValue })
        )
        const MessageBody = encodeBody(aReply(body, { text: `re: ${body.text}` }))
        await client.send(
          new SendMessageCommand({
            QueueUrl,
            MessageBody,
            MessageGroupId: 'g',
            MessageDeduplicationId: body.id
          })
        )
        await client.send(new DeleteMessageCommand({ QueueUrl: requests, ReceiptHandle }))
      }
    }
  }
  return { ...account, client, seen, answerNext }
}

const fifo = { requestQueue: 'Orders.fifo', sharedResponseQueue: 'ChatAPP-responses-team.fifo' }

it('keeps the order of a conversation on FIFO queues, and answers come on a FIFO queue of its own', async () => {
  const { config, client, seen, answerNext } = await setup()
  const app = await anApp()
  await connect(app, config(fifo))
  const texts = ['one', 'two', 'three', 'four', 'five']

  const sent = []
  for (const text of texts) sent.push({ text, ...(await app.handlers['chat.send']({ text })) })
  await answerNext(texts.length)

  expect(seen).toEqual(texts)
  for (const { id, text } of sent) expect(await answered(app, id)).toEqual([`re: ${text}`])
  const { responseQueue } = app.info
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: responseQueue }))
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
  )
  expect(responseQueue).toMatch(/^ChatAPP-responses-team-o-[0-9a-z]{9}\.fifo$/)
  expect(Attributes).toMatchObject({ FifoQueue: 'true', VisibilityTimeout: '10' })
})

it('shares a FIFO response queue too, when it may not create one', async () => {
  const { config, aws, answerNext } = await setup()
  aws.denied.add('CreateQueue')
  const app = await anApp()
  await connect(app, config(fifo))

  const { id } = await app.handlers['chat.send']({ text: 'shared' })
  await answerNext(1)

  expect(await answered(app, id)).toEqual(['re: shared'])
  expect(app.info.responseQueue).toBe('ChatAPP-responses-team.fifo')
})
