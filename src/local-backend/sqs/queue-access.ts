import { SqsError } from '#fauxqs/common/errors.js'
import { TableError } from '../protocol/aws-json-error'
import { systemClock } from '../../shared/clock'
import { CALLER_TAG, HOST_CALLER } from '../protocol/local-caller'
import type { ActionBody } from './action-body'
import type { LocalStore } from './local-store'

const DAY_MS = 86_400_000

/** What the stack's policy lets only its caller do with a response queue; a look at its numbers is free to all here. */
const ofOwner: ReadonlySet<string> = new Set([
  'ReceiveMessage',
  'SendMessage',
  'SendMessageBatch',
  'DeleteMessage',
  'DeleteMessageBatch',
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'SetQueueAttributes',
  'TagQueue',
  'UntagQueue',
  'PurgeQueue',
  'DeleteQueue'
])

/**
 * Throws `AccessDenied`, as AWS does by the stack's policy, when the queue of a call belongs to somebody else, or is to.
 *
 * A queue without the tag is everybody's, and the install's own key opens every queue: the function answers on all.
 */
export function assertAccess(
  action: string,
  body: ActionBody,
  by: { store: LocalStore; caller: string }
): void {
  const { store, caller } = by
  if (caller === HOST_CALLER) return
  const { QueueUrl, QueueName, Tags, tags } = body
  const isMade = action === 'CreateQueue'
  if (!isMade && !ofOwner.has(action)) return
  const queue = isMade ? store.getQueueByName(String(QueueName)) : store.getQueue(String(QueueUrl))
  const wanted = (isMade ? tags : action === 'TagQueue' ? Tags : undefined) as
    | Record<string, unknown>
    | undefined
  // On AWS the operator sweeps them; here every profile is this user's.
  if (action === 'DeleteQueue' && queue && isLeftBehind(queue.tags)) return
  assertOwner(queue?.tags.get(CALLER_TAG), caller, action)
  assertOwner(wanted?.[CALLER_TAG], caller, action)
}

/** Whether it says of itself that its installation has not used it for as long as it may stay. */
function isLeftBehind(tags: ReadonlyMap<string, string>): boolean {
  const [, days] = /^(\d+)d$/.exec(tags.get('chatapp:ttl') ?? '') ?? []
  const usedAt = Date.parse(tags.get('chatapp:heartbeat') ?? '')
  return days !== undefined && systemClock.now() - usedAt > Number(days) * DAY_MS
}

/** The same for the desk's calls, which name their queue. */
export function assertLetterAccess(
  body: ActionBody,
  { store, caller }: { store: LocalStore; caller: string }
): void {
  if (caller === HOST_CALLER) return
  assertOwner(store.getQueueByName(String(body['queue']))?.tags.get(CALLER_TAG), caller, 'a look')
}

/** No policy of the stack lets a client at the table: only the function works on it, and who has the install's key. */
export function assertTableAccess(action: string, caller: string): void {
  if (caller === HOST_CALLER) return
  throw new TableError(
    'AccessDeniedException',
    `User ${caller} is not authorized to perform dynamodb:${action}: the table is the function's.`
  )
}

function assertOwner(owner: unknown, caller: string, action: string): void {
  if (owner === undefined || owner === caller) return
  throw new SqsError(
    'AccessDenied',
    `User ${caller} is not authorized to perform ${action}: the queue belongs to another caller (its tag ${CALLER_TAG}).`,
    403
  )
}
