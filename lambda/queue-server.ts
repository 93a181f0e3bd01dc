import type { AddressInfo } from 'node:net'
import { CreateQueueCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { S3Store } from '#fauxqs/s3/s3Store.js'
import { SnsStore } from '#fauxqs/sns/snsStore.js'
import { SqsStore } from '#fauxqs/sqs/sqsStore.js'
import { buildApp } from 'fauxqs'
import { parseReplyBody, type ReplyBody } from '../src/shared/message'

/** A real SQS server on loopback, for tests that talk to it with the real SDK. */
export async function startQueueServer() {
  const sqsStore = new SqsStore()
  sqsStore.host = ''
  const app = buildApp({
    logger: false,
    stores: { sqsStore, snsStore: new SnsStore(), s3Store: new S3Store() }
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const endpoint = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const sqs = new SQSClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' }
  })
  return {
    endpoint,
    sqs,
    createQueue: async (QueueName: string, Attributes: Record<string, string> = {}) => {
      await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))
    },
    /** Receives what a queue holds, waiting up to the given seconds for the first message. */
    receive: async (QueueName: string, waitSeconds = 1) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
      const request = {
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: 60
      }
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          ...request,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All']
        })
      )
      return Messages
    },
    [Symbol.asyncDispose]: async () => {
      sqs.destroy()
      sqsStore.shutdown()
      await app.close()
    }
  }
}

/** Reads a reply as the app reads it; throws if the app could not. */
export function readReply(body: string | undefined): ReplyBody {
  const parsed = parseReplyBody(body ?? '')
  if (!parsed.ok) throw new Error(parsed.detail)
  return parsed.body
}
