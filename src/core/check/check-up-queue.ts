import { isUsualSqsHost, regionOfSqsHost } from '../../shared/aws-partition'
import { queueNameSchema } from '../../shared/backend-config'
import type { CallOutput } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { Backend } from '../backends/backend'
import { queueOfArn, type QueuePlace, type QueueRef } from '../backends/queue-inspector'
import { awsCommands } from './aws-commands'
import { checkUp } from './queue-check-up'
import { readFacts } from './queue-facts'

/**
 * Looks over a queue that is named by name, URL or ARN, with its function and its dead-letter queue; changes nothing.
 * Throws `invalid_input` for what names no queue of this backend's place, `queue_missing` for one that is not there.
 */
export async function checkUpQueue(backend: Backend, text: string): Promise<CallOutput<'queues.checkUp'>> {
  await backend.recover()
  const place = backend.place()
  const queue = queueOf(text, place)
  const inspector = await backend.inspector(queue.region)
  try {
    const caller = await backend.identity().catch(() => null)
    const account = queue.account ?? place.account ?? caller?.account ?? null
    const target = { region: queue.region, account, callerArn: caller?.arn ?? null }
    const facts = await readFacts(inspector, queue, target)
    const { sharedResponseQueue } = backend.names
    const findings = checkUp({
      facts,
      target,
      commands: awsCommands({ region: queue.region, endpoint: place.endpoint }),
      ofOurReplies: queue.name === sharedResponseQueue || queue.name.startsWith(`${sharedResponseQueue}-`)
    })
    return { queue: queue.name, arn: facts.arn, findings }
  } finally {
    inspector.close()
  }
}

/** What a person named. AWS is one place, whatever the region; another server is one of its own. */
function queueOf(text: string, place: QueuePlace): QueueRef {
  const { region, endpoint } = place
  if (queueNameSchema.safeParse(text).success) return { name: text, region, account: null }
  const elsewhere = (): ChatError =>
    new ChatError('checkup.elsewhere', { queue: text, place: endpoint ?? 'AWS' })
  const ofArn = queueOfArn(text)
  if (ofArn) {
    const isHere = ofArn.region === region && ofArn.account === (place.account ?? ofArn.account)
    if (endpoint !== null && !isHere) throw elsewhere()
    return endpoint === null ? ofArn : { ...ofArn, account: null }
  }
  const url = URL.canParse(text) ? new URL(text) : null
  const [, account = null, name = ''] =
    /(?:\/(\d{12}))?\/([\w-]{1,80}(?:\.fifo)?)\/?$/.exec(url?.pathname ?? '') ?? []
  if (url === null || !/^https?:$/.test(url.protocol) || name === '')
    throw new ChatError('checkup.no_queue', { text })
  if (endpoint !== null) {
    if (url.host !== new URL(endpoint).host) throw elsewhere()
    return { name, region, account: null }
  }
  const found = regionOfSqsHost(url.host)
  if (found === null || !isUsualSqsHost(url.host)) throw elsewhere()
  return { name, region: found, account }
}
