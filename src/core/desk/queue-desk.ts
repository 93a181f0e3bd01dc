import type { CallOutput, DeskQueue } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import type { Backend } from '../backends/backend'
import { LOOK_SECONDS } from '../backends/dead-letters'
import { readAttributes, type QueueRef } from '../backends/queue-inspector'
import { isUnknownAction } from '../backends/queue-moves'
import { isFifo } from '../backends/sqs-batch'
import {
  deniedAction,
  missingPermission,
  queueArn,
  type Permission,
  type PermissionTarget
} from '../check/permissions'
import { read, type Read } from '../check/queue-facts'
import { costOf, describeAttributes, glanceOf } from './queue-words'

/** Queues in one part of the list. AWS: at most 1,000. */
const PAGE = 100
/** Calls under way at the same time: a page of rows must not be throttled, nor throttle the chats. */
const AT_ONCE = 8

type ReadOf<T> = { ok: true; value: T } | Extract<DeskQueue['tags'], { ok: false }>

/** A part of the names of the backend's queues that begin so. */
export async function listQueues(
  backend: Backend,
  { prefix, next }: { prefix: string; next: string | null }
): Promise<{ queues: string[]; next: string | null }> {
  const found = await read({ actions: ['sqs:ListQueues'], resource: '*' }, () =>
    backend.gateway().listQueues(prefix, { next, limit: PAGE })
  )
  if (!found.ok) throw inWords(found)
  return found.value
}

/** How full some queues are; one that may not be read, or is not there, says so. */
export async function glanceAt(
  backend: Backend,
  queues: readonly string[]
): Promise<CallOutput<'desk.glance'>> {
  const target = await targetOf(backend)
  const waiting = [...queues.entries()]
  const glances: CallOutput<'desk.glance'> = []
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, name] = next
      const found = await read(permissionOn('sqs:GetQueueAttributes', name, target), async () =>
        glanceOf(await readAttributes(backend.gateway(), name))
      )
      const told = found.ok ? found : { ...found, error: named(found.error, name) }
      glances[index] = { name, glance: toldOf(told, target) }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return glances
}

/** A queue with its attributes in words, its tags, and what is around it. Throws `queue_missing` where it is not. */
export async function describeQueue(
  backend: Backend,
  name: string
): Promise<Omit<DeskQueue, 'pinned' | 'table'>> {
  const target = await targetOf(backend)
  const { region, account } = target
  const queue: QueueRef = { name, region, account: backend.queueAccount() }
  const inspector = await backend.inspector(region)
  try {
    const ask = <T>(action: string, work: () => Promise<T>): Promise<Read<T>> =>
      read(permissionOn(action, name, target), work)
    const [attributes, tags, sources] = await Promise.all([
      ask('sqs:GetQueueAttributes', async () => describeAttributes(await inspector.attributes(queue))),
      ask('sqs:ListQueueTags', () => inspector.tags(queue)),
      ask('sqs:ListDeadLetterSourceQueues', () => inspector.sources(queue))
    ])
    if (!attributes.ok && attributes.error.code === 'queue_missing') throw named(attributes.error, name)
    const arn = (attributes.ok && attributes.value.arn) || queueArn(name, { ...target, account })
    // AWS: listing takes the permission on all resources.
    const found = await read({ actions: ['lambda:ListEventSourceMappings'], resource: '*' }, () =>
      inspector.triggers(arn)
    )
    const triggers = toldOf(found, target)
    const functions = triggers.ok ? triggers.value.map(({ functionArn }) => nameOfFunction(functionArn)) : []
    const [fifo, free] = [isFifo(name), backend.letterLook !== null]
    return {
      name,
      role: roleOf(backend, name),
      fifo,
      attributes: toldOf(attributes, target),
      tags: toldOf(tags, target),
      sources: withoutReadonly(toldOf(sources, target)),
      triggers: triggers.ok
        ? {
            ok: true,
            value: triggers.value.map(({ functionArn, enabled, batchSize, maximumConcurrency }) => ({
              functionName: nameOfFunction(functionArn),
              enabled,
              batchSize,
              maximumConcurrency
            }))
          }
        : triggers,
      look: {
        free,
        words: costOf({
          free,
          paid: backend.capabilities.account,
          fifo,
          hiddenSeconds: LOOK_SECONDS,
          attributes: attributes.ok ? attributes.value : null,
          functions
        })
      }
    }
  } finally {
    inspector.close()
  }
}

/** A server that only says that there is no such queue does not say which. */
const named = (error: ChatError, queue: string): ChatError =>
  error.toWire().key === 'sqs.no_queue'
    ? new ChatError('desk.queue_gone', { queue }, { cause: error })
    : error

const nameOfFunction = (arn: string): string => arn.split(':')[6] ?? arn

const permissionOn = (action: string, queue: string, target: PermissionTarget) => ({
  actions: [action],
  resource: queueArn(queue, target)
})

const withoutReadonly = <T>(found: ReadOf<readonly T[]>): ReadOf<T[]> =>
  found.ok ? { ok: true, value: [...found.value] } : found

/** Where permissions are named. */
async function targetOf(backend: Backend): Promise<PermissionTarget> {
  const { region, account } = backend.place()
  // Who calls is asked only where permissions are given out.
  const caller = backend.capabilities.account ? await backend.identity().catch(() => null) : null
  const owner = backend.queueAccount() ?? account ?? caller?.account ?? null
  return { region, account: owner, callerArn: caller?.arn ?? null }
}

/** What was read, or why it was not: which permission is missing, or that the server knows no such question. */
function toldOf<T>(found: Read<T>, target: PermissionTarget): ReadOf<T> {
  if (found.ok) return { ok: true, value: found.value }
  const isDenied = found.error.code === 'access_denied'
  return {
    ok: false,
    error: inWords(found).toWire(),
    fix: isDenied ? missingPermission([deniedOf(found)], target) : null
  }
}

type NotRead = Extract<Read<unknown>, { ok: false }>

/** What is missing: the permission itself, or the one to find the queue by its name. */
function deniedOf({ error, permission }: NotRead): Permission {
  const named = deniedAction(error, ['sqs:GetQueueUrl', ...permission.actions])
  return named.length === 1 ? { ...permission, actions: named } : permission
}

function inWords(found: NotRead): ChatError {
  const cause = toChatError(found.error)
  const { actions, resource } = deniedOf(found)
  const action = actions.join(', ')
  if (cause.code === 'access_denied') return new ChatError('desk.forbidden', { action, resource }, { cause })
  return isUnknownAction(cause) ? new ChatError('desk.not_told', { action }, { cause }) : cause
}

/** What ChatAPP itself uses a queue for. */
function roleOf({ names }: Backend, queue: string): DeskQueue['role'] {
  const { requestQueue, deadLetterQueue, sharedResponseQueue } = names
  if (queue === requestQueue) return 'request'
  if (queue === deadLetterQueue) return 'dead-letter'
  if (queue === sharedResponseQueue) return 'shared-response'
  return queue.startsWith(`${sharedResponseQueue.replace(/\.fifo$/, '')}-`) ? 'response' : null
}
