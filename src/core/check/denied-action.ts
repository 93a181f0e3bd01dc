import type { ChatError } from '../../shared/errors'

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

function textOf(value: unknown, key: string): string {
  const text: unknown =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  return typeof text === 'string' ? text : ''
}
