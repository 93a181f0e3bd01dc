import type { BackendTemplate, QueueTemplate } from '../protocol/backend-template'
import type { QueueCall } from '../sqs/queue-service'

/** Makes the template's queues exist, the dead-letter queue first, so that no request is ever without one. */
export async function ensureTemplateQueues(
  { deadLetter, sharedResponse, request }: BackendTemplate['queues'],
  call: QueueCall
): Promise<string> {
  await ensureQueue(deadLetter, call)
  await ensureQueue(sharedResponse, call)
  return await ensureQueue(request, call)
}

/** Makes a queue exist with the template's attributes, messages in it kept; resolves with its URL. */
async function ensureQueue({ name, attributes }: QueueTemplate, call: QueueCall): Promise<string> {
  try {
    return urlIn(await call('CreateQueue', { QueueName: name, Attributes: attributes }))
  } catch (error) {
    if (errorCodeOf(error) !== 'QueueNameExists') throw error
  }
  const QueueUrl = urlIn(await call('GetQueueUrl', { QueueName: name }))
  // AWS: whether a queue is FIFO is fixed for its life.
  const { FifoQueue: _fixed, ...changeable } = attributes
  await call('SetQueueAttributes', { QueueUrl, Attributes: changeable })
  return QueueUrl
}

const urlIn = ({ QueueUrl }: { QueueUrl?: string }): string => QueueUrl ?? ''

/** What AWS calls an error: one of this process carries it as its code, one of the SDK as its name. */
export const errorCodeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
