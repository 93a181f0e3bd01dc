import { partitionOf } from '../../shared/aws-partition'
import type { CheckStep } from '../../shared/backend-config'
import type { ChatError } from '../../shared/errors'
import { CALLER_TAG } from '../backends/response-queue'

/** The IAM actions that the connection test tries, as its policies name them. */
export const checkedActions = {
  findQueue: 'sqs:GetQueueUrl',
  readDepth: 'sqs:GetQueueAttributes',
  createQueue: 'sqs:CreateQueue',
  tagQueue: 'sqs:TagQueue',
  send: 'sqs:SendMessage',
  receive: 'sqs:ReceiveMessage',
  release: 'sqs:ChangeMessageVisibility',
  delete: 'sqs:DeleteMessage',
  readMetrics: 'cloudwatch:GetMetricData',
  readLog: 'logs:FilterLogEvents'
} as const

/** What a queue that is encrypted with a key of the account's own needs besides. */
export const keyActions = ['kms:GenerateDataKey', 'kms:Decrypt'] as const

/** The one of these IAM actions that AWS says is missing; all of them where it does not say. */
export function deniedAction(error: ChatError, actions: readonly string[]): readonly string[] {
  const message = textOf(error.cause, 'message')
  // SQS writes the operation in small letters: "sqs:createqueue".
  const named = /is not authorized to perform: ([a-z0-9]+:[a-z]+) on resource: /i.exec(message)?.[1]
  const action = actions.find((one) => one.toLowerCase() === named?.toLowerCase())
  return action === undefined ? actions : [action]
}

/** What is wrong with the key that encrypts a queue, as AWS names it: `KmsAccessDenied`, `KmsDisabled`, …; or null. */
export function keyProblem({ cause }: ChatError): string | null {
  const name = textOf(cause, 'name').split('.').at(-1) ?? ''
  return name.startsWith('Kms') ? name : null
}

/** What is needed to name a permission to the letter. */
export interface PermissionTarget {
  readonly region: string
  /** The account, or null where it is not known: the policy then holds a placeholder to fill in. */
  readonly account: string | null
  /** Who calls, as STS says; null where it is not known. */
  readonly callerArn: string | null
}

/** Actions that are needed on one resource. */
export interface Permission {
  readonly actions: readonly string[]
  readonly resource: string
  readonly condition?: object | null
}

/** Lets a caller at nothing but the queues that bear its own tag; a queue that is to be made brings the tag along. */
export function ownedOnly(actions: readonly string[]): object {
  const { createQueue, tagQueue } = checkedActions
  const own = { [`aws:ResourceTag/${CALLER_TAG}`]: '${aws:userid}' }
  if (!actions.includes(createQueue) && !actions.includes(tagQueue)) return { StringEquals: own }
  return { StringEquals: { [`aws:RequestTag/${CALLER_TAG}`]: '${aws:userid}' }, StringEqualsIfExists: own }
}

/** The smallest policy that would allow what is missing, and where in the console to put it. */
export function missingPermission(
  missing: readonly Permission[],
  target: PermissionTarget
): NonNullable<CheckStep['fix']> {
  const Statement = missing.map(({ actions, resource, condition }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resource,
    ...(condition ? { Condition: condition } : {})
  }))
  return {
    action: missing.flatMap(({ actions }) => actions).join(', '),
    policy: JSON.stringify({ Version: '2012-10-17', Statement }, null, 2),
    consolePath: consolePath(target.callerArn)
  }
}

/** The ARN of a queue. */
export const queueArn = (queue: string, { region, account }: PermissionTarget): string =>
  `arn:${partitionOf(region).id}:sqs:${region}:${account ?? '<account id>'}:${queue}`

/** The ARN of the log group of a function, with its streams. */
export const logGroupArn = (functionName: string, { region, account }: PermissionTarget): string =>
  `arn:${partitionOf(region).id}:logs:${region}:${account ?? '<account id>'}:log-group:/aws/lambda/${functionName}:*`

/** The ARN of a key that encrypts a queue, its id left to fill in. */
export const keyArn = ({ region, account }: PermissionTarget): string =>
  `arn:${partitionOf(region).id}:kms:${region}:${account ?? '<account id>'}:key/<key id>`

function consolePath(arn: string | null): string {
  const [, kind = '', name = ''] = /:(user|assumed-role)\/(?:.*\/)?([^/]+)/.exec(arn ?? '') ?? []
  const role = /:assumed-role\/([^/]+)\//.exec(arn ?? '')?.[1] ?? name
  const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]+$/.exec(role)?.[1]
  if (permissionSet) return `IAM Identity Center → Permission sets → ${permissionSet} → Inline policy → Edit`
  const inline = 'Add permissions → Create inline policy → JSON'
  if (kind === 'assumed-role') return `IAM → Roles → ${role} → ${inline}`
  return kind === 'user' ? `IAM → Users → ${name} → ${inline}` : `IAM → Users or Roles → yours → ${inline}`
}

function textOf(value: unknown, key: string): string {
  const text: unknown =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  return typeof text === 'string' ? text : ''
}
