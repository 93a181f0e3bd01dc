import { readQueueAges, readQueueTriggers } from '../../local-backend/client/queue-facts'
import type { LocalBackend } from '../../local-backend/client/start-local-backend'
import { ChatError } from '../../shared/errors'
import { readAttributes, readSources, readTags, type QueueInspector } from './queue-inspector'
import type { SqsGateway } from './sqs-gateway'

/** The account that the local backend's ARNs name. */
export const LOCAL_ACCOUNT = '000000000000'

/** Reads the queues of the local backend and its one function. */
export function localInspector(gateway: SqsGateway, endpoint: LocalBackend['endpoint']): QueueInspector {
  const told = async () => {
    try {
      return await readQueueTriggers(endpoint)
    } catch (cause) {
      // A backend of an earlier version, which another host of the user has started.
      throw new ChatError('checkup.not_told', {}, { cause })
    }
  }
  return {
    attributes: ({ name }) => readAttributes(gateway, name),
    sources: ({ name }) => readSources(gateway, name),
    tags: ({ name }) => readTags(gateway, name),
    triggers: async (queueArn) =>
      (await told())
        .filter((one) => one.queueArn === queueArn)
        .map((one) => ({ ...one, id: null, enabled: true, windowSeconds: 0 })),
    functionTimeout: async (arn) =>
      (await told()).find(({ functionArn }) => functionArn === arn)?.timeoutSeconds ?? 3,
    // It reserves nothing and throttles nobody: what is too much waits.
    reservedConcurrency: async () => null,
    throttles: async () => 0,
    oldestMs: async ({ name }) => (await readQueueAges(endpoint)).get(name) ?? null,
    close: () => {}
  }
}
