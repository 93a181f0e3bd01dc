import type { BackendTemplate, QueueTemplate } from '../protocol/backend-template'
import type { QueueCall } from '../sqs/queue-service'

/** The request queue of an emulator. */
export interface EmulatorQueue {
  readonly url: string
  readonly arn: string
}

/** What a queue needs to work; the rest of what the template says is left out where an emulator knows no such attribute. */
const needed: ReadonlySet<string> = new Set(['VisibilityTimeout', 'MessageRetentionPeriod', 'RedrivePolicy'])

/**
 * Makes the template's queues at an emulator where they are missing, the dead-letter queue first. One that is there stays
 * as it is. The template's ARNs are put into the emulator's own region and account.
 */
export async function ensureEmulatorQueues(
  { queues, region }: Pick<BackendTemplate, 'queues' | 'region'>,
  call: QueueCall
): Promise<EmulatorQueue> {
  const { deadLetter, sharedResponse, request } = queues
  const { RedriveAllowPolicy: _later, ...dead } = deadLetter.attributes
  const deadUrl = await ensure({ ...deadLetter, attributes: dead }, call)
  const deadArn = await arnOf(deadUrl, call, deadLetter.arn)
  const own = (text: string): string =>
    text.replaceAll(prefixOf(deadLetter.arn), deadArn === '' ? `arn:aws:sqs:${region}:` : prefixOf(deadArn))
  await ensure(sharedResponse, call)
  const attributes = Object.entries(request.attributes).map(([name, value]) => [name, own(value)] as const)
  const url = await ensure({ ...request, attributes: Object.fromEntries(attributes) }, call)
  return { url, arn: await arnOf(url, call, own(request.arn)) }
}

async function ensure({ name, attributes }: QueueTemplate, call: QueueCall): Promise<string> {
  const found = await call('GetQueueUrl', { QueueName: name }).then(urlIn, () => '')
  if (found !== '') return found
  try {
    return urlIn(await call('CreateQueue', { QueueName: name, Attributes: attributes }))
  } catch (error) {
    const fewer = Object.fromEntries(Object.entries(attributes).filter(([key]) => needed.has(key)))
    // What is wrong with the server, the first error says best.
    const created = await call('CreateQueue', { QueueName: name, Attributes: fewer }).then(urlIn, () => '')
    if (created !== '') return created
    throw error
  }
}

/** Its ARN as the emulator tells it; `guess` where it does not. */
async function arnOf(url: string, call: QueueCall, guess: string): Promise<string> {
  const output: { Attributes?: Record<string, string> } = await call('GetQueueAttributes', {
    QueueUrl: url,
    AttributeNames: ['QueueArn']
  }).catch(() => ({}))
  return output.Attributes?.['QueueArn'] ?? guess
}

/** All of an ARN but the queue's name. */
const prefixOf = (arn: string): string => arn.slice(0, arn.lastIndexOf(':') + 1)

const urlIn = ({ QueueUrl }: { QueueUrl?: string }): string => QueueUrl ?? ''
