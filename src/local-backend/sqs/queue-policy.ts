import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'
import { parseBody, type ActionBody } from './action-body'
import type { LocalQueue } from './local-queue'
import type { LocalStore } from './local-store'

const label = z
  .string()
  .regex(/^[\w-]{1,80}$/, 'A label has 1 to 80 letters, digits, hyphens and underscores.')
const addInput = z.looseObject({
  QueueUrl: z.string(),
  Label: label,
  AWSAccountIds: z.array(z.string().regex(/^\d{12}$/)).min(1),
  Actions: z.array(z.string()).min(1).max(7)
})
const removeInput = z.looseObject({ QueueUrl: z.string(), Label: label })

const policySchema = z.looseObject({ Statement: z.array(z.looseObject({ Sid: z.string().optional() })) })
type Policy = z.output<typeof policySchema>

/** Writes a statement into the queue's policy. The local backend keeps policies, and asks nobody for them. */
export function addPermission(body: ActionBody, store: LocalStore): object {
  const { QueueUrl, Label, AWSAccountIds, Actions } = parseBody(addInput, body)
  const queue = store.queueAt(QueueUrl)
  const policy = policyOf(queue)
  if (policy.Statement.some(({ Sid }) => Sid === Label)) {
    throw new SqsError(
      'InvalidParameterValue',
      `Value ${Label} for parameter Label is invalid. Reason: Already exists.`
    )
  }
  policy.Statement.push({
    Sid: Label,
    Effect: 'Allow',
    Principal: { AWS: AWSAccountIds.map((id) => `arn:aws:iam::${id}:root`) },
    Action: Actions.map((action) => `SQS:${action}`),
    Resource: queue.arn
  })
  queue.setAttributes({ Policy: JSON.stringify(policy) })
  return {}
}

export function removePermission(body: ActionBody, store: LocalStore): object {
  const { QueueUrl, Label } = parseBody(removeInput, body)
  const queue = store.queueAt(QueueUrl)
  const policy = policyOf(queue)
  const Statement = policy.Statement.filter(({ Sid }) => Sid !== Label)
  if (Statement.length === policy.Statement.length) {
    throw new SqsError(
      'InvalidParameterValue',
      `Value ${Label} for parameter Label is invalid. Reason: can't find label.`
    )
  }
  queue.setAttributes({ Policy: Statement.length === 0 ? '' : JSON.stringify({ ...policy, Statement }) })
  return {}
}

function policyOf(queue: LocalQueue): Policy {
  const text = queue.attributes['Policy']
  const known = text ? policySchema.safeParse(JSON.parse(text)).data : undefined
  return known ?? { Version: '2012-10-17', Id: `${queue.arn}/SQSDefaultPolicy`, Statement: [] }
}
