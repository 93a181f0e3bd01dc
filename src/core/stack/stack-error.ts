import { ChatError, keysBy } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'

/** CloudFormation's own error names that say what the caller should do. */
const byName = keysBy({
  InsufficientCapabilitiesException: 'stack.needs_capabilities',
  LimitExceededException: 'stack.too_many',
  AlreadyExistsException: 'stack.plan_exists',
  ChangeSetNotFound: 'stack.plan_gone',
  ChangeSetNotFoundException: 'stack.plan_gone',
  InvalidChangeSetStatus: 'stack.plan_outdated',
  InvalidChangeSetStatusException: 'stack.plan_outdated'
})

/** Maps what a CloudFormation call threw: what was tried, why it failed, what to do. `action` is its IAM action. */
export function toStackError(error: unknown, action: string): ChatError {
  if (error instanceof ChatError) return error
  const { name, message } = error instanceof Error ? error : { name: '', message: '' }
  const known = byName[name]
  if (known) return new ChatError(known, { action }, { cause: error })
  // CloudFormation calls every refused value by this one name; its message says which.
  if (name === 'ValidationError') {
    return new ChatError('stack.refused', { action, detail: message }, { cause: error })
  }
  const mapped = toChatError(error)
  switch (mapped.code) {
    case 'access_denied':
      return new ChatError('stack.forbidden', { action }, { cause: error })
    case 'offline':
      return new ChatError('stack.offline', {}, { cause: error })
    default:
      return mapped
  }
}

/**
 * Explains in words why CloudFormation could not make a resource, from the reason in its event.
 *
 * The reason is free text; the parts that decide here are tokens that AWS documents in it (handler error codes, IAM
 * actions). What is not known is passed on as it is.
 */
export function explainReason(logicalId: string, reason: string): string {
  const said = reason.length > 400 ? `${reason.slice(0, 400)} …` : reason
  const action = /perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(reason)?.[1]
  if (action) {
    return `${logicalId} was refused: the credentials lack ${action}. Let an administrator allow it, then deploy again.`
  }
  const code = /HandlerErrorCode: (\w+)/.exec(reason)?.[1]
  if (code === 'AlreadyExists' || /already exists/i.test(reason)) {
    // Its name is fixed: every installation in the account and region finds it by that.
    if (logicalId === 'SharedResponseQueue') {
      return (
        'This account has a ChatAPP backend in this region already: its queue ChatAPP-responses exists. Update that ' +
        'one by its stack name, deploy to another region, or delete the queue first.'
      )
    }
    return (
      `${logicalId} could not be made: the account has one of that name in this region already. ` +
      `Choose another name, or delete the old one first. AWS said: ${said}`
    )
  }
  if (code === 'ServiceLimitExceeded') {
    return `${logicalId} could not be made: a quota of the account is used up. Raise it under Service Quotas. AWS said: ${said}`
  }
  if (/wait 60 seconds/i.test(reason)) {
    return `${logicalId} was deleted a moment ago; SQS keeps its name for 60 seconds. Wait a minute and deploy again.`
  }
  return `${logicalId} failed. AWS said: ${said}`
}
