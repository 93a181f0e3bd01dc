import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  QueueNameExists,
  SetQueueAttributesCommand,
  type SQSClient
} from '@aws-sdk/client-sqs'
import type { BackendTemplate, QueueTemplate } from '../protocol/backend-template'

/** URLs of the template's queues. */
export interface ProvisionedQueues {
  readonly request: string
}

/**
 * Makes the template's queues exist with the template's attributes, messages in them kept.
 *
 * The dead-letter queue comes first, so that no request is ever without one.
 */
export async function provisionQueues(
  client: SQSClient,
  { queues }: Pick<BackendTemplate, 'queues'>
): Promise<ProvisionedQueues> {
  await ensureQueue(client, queues.deadLetter)
  await ensureQueue(client, queues.sharedResponse)
  return { request: await ensureQueue(client, queues.request) }
}

async function ensureQueue(client: SQSClient, { name, attributes }: QueueTemplate): Promise<string> {
  try {
    const { QueueUrl } = await client.send(
      new CreateQueueCommand({ QueueName: name, Attributes: attributes })
    )
    return QueueUrl ?? ''
  } catch (error) {
    if (!(error instanceof QueueNameExists)) throw error
  }
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }))
  // AWS: whether a queue is FIFO is fixed for its life.
  const { FifoQueue: _fixed, ...changeable } = attributes
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: changeable }))
  return QueueUrl ?? ''
}
