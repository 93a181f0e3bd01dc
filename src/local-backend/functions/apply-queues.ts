import { isDeepStrictEqual } from 'node:util'
import { ChatError } from '../../shared/errors'
import { errorCodeOf } from '../lambda/ensure-queues'
import type { QueueCall } from '../sqs/queue-service'
import type { WantedQueue } from './queues-file'

/** What became of a queue: each change in words; none where it was as wanted. */
export interface AppliedQueue {
  readonly name: string
  readonly created: boolean
  readonly changes: readonly string[]
}

/**
 * Makes queues be as they are wanted, with what is in them; done again it does nothing.
 *
 * What a queue has that the file does not name stays. Dead-letter queues are there before a policy names them. Throws
 * `ChatError` with the queue's name when the server refuses one.
 */
export async function applyQueues(wanted: readonly WantedQueue[], call: QueueCall): Promise<AppliedQueue[]> {
  const urls = new Map<string, string>()
  const created = new Set<string>()
  const each = async <T>(work: (queue: WantedQueue) => Promise<T>): Promise<T[]> => {
    const all: T[] = []
    for (const queue of wanted) {
      try {
        all.push(await work(queue))
      } catch (cause) {
        const detail = cause instanceof Error ? cause.message : String(cause)
        throw new ChatError('queues_file.refused', { queue: queue.name, detail }, { cause })
      }
    }
    return all
  }
  await each(async ({ name, attributes: { RedrivePolicy: _later, ...attributes }, tags }) => {
    const found = await urlOf(name, call)
    if (found === null) created.add(name)
    const made = found ?? urlIn(await call('CreateQueue', { QueueName: name, Attributes: attributes, tags }))
    urls.set(name, made)
  })
  return await each(async (queue) => {
    const url = urls.get(queue.name) ?? ''
    const changes = [...(await setAttributes(url, queue, call)), ...(await setTags(url, queue, call))]
    return { name: queue.name, created: created.has(queue.name), changes }
  })
}

const urlIn = (output: object): string => (output as { QueueUrl?: string }).QueueUrl ?? ''

async function urlOf(name: string, call: QueueCall): Promise<string | null> {
  try {
    return urlIn(await call('GetQueueUrl', { QueueName: name }))
  } catch (error) {
    if (errorCodeOf(error) === 'QueueDoesNotExist') return null
    throw error
  }
}

async function setAttributes(url: string, { attributes }: WantedQueue, call: QueueCall): Promise<string[]> {
  const output = await call('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] })
  const { Attributes: present = {} } = output as { Attributes?: Record<string, string> }
  const differing = Object.entries(attributes).filter(([name, value]) => !isSame(present[name] ?? '', value))
  if (differing.length === 0) return []
  await call('SetQueueAttributes', { QueueUrl: url, Attributes: Object.fromEntries(differing) })
  return differing.map(
    ([name, value]) => `${name} ${present[name] ?? '(none)'} → ${value === '' ? '(none)' : value}`
  )
}

async function setTags(url: string, { tags }: WantedQueue, call: QueueCall): Promise<string[]> {
  if (Object.keys(tags).length === 0) return []
  const output = await call('ListQueueTags', { QueueUrl: url })
  const { Tags: present = {} } = output as { Tags?: Record<string, string> }
  const differing = Object.entries(tags).filter(([name, value]) => present[name] !== value)
  if (differing.length === 0) return []
  await call('TagQueue', { QueueUrl: url, Tags: Object.fromEntries(differing) })
  return differing.map(([name, value]) => `tag ${name} ${present[name] ?? '(none)'} → ${value}`)
}

/** Policies are the same when they say the same, however they are written. */
function isSame(present: string, wanted: string): boolean {
  if (present === wanted) return true
  try {
    return isDeepStrictEqual(comparable(present), comparable(wanted))
  } catch {
    return false
  }
}

/** AWS takes a count as a number and as a text. */
const comparable = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) => (typeof value === 'number' ? String(value) : value))
