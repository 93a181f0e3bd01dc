import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'

/** CloudFormation's own error names that say what the caller should do. */
const advice: Readonly<Record<string, string>> = {
  InsufficientCapabilitiesException:
    'CloudFormation wants IAM changes confirmed; this ChatAPP is too old for it.',
  LimitExceededException: 'The account has as many stacks as it may have. Delete one, or raise the quota.',
  AlreadyExistsException: 'A change set of that name exists already. Plan again.',
  ChangeSetNotFound: 'The plan is gone: somebody deleted it or the stack. Plan again.',
  ChangeSetNotFoundException: 'The plan is gone: somebody deleted it or the stack. Plan again.',
  InvalidChangeSetStatus: 'The stack was changed after this plan was made. Plan again.',
  InvalidChangeSetStatusException: 'The stack was changed after this plan was made. Plan again.'
}

/** Maps what a CloudFormation call threw: what was tried, why it failed, what to do. `action` is its IAM action. */
export function toStackError(error: unknown, action: string): ChatError {
  if (error instanceof ChatError) return error
  const { name, message } = error instanceof Error ? error : { name: '', message: '' }
  const known = advice[name]
  if (known) return new ChatError('conflict', `${known} (${action})`, { cause: error })
  // CloudFormation calls every refused value by this one name; its message says which.
  if (name === 'ValidationError') {
    return new ChatError('invalid_input', `CloudFormation refused ${action}: ${message}`, { cause: error })
  }
  const mapped = toChatError(error)
  switch (mapped.code) {
    case 'access_denied':
      return new ChatError(
        'access_denied',
        `AWS does not allow these credentials ${action}. Use credentials that may deploy, or ask the account’s ` +
          'administrator to deploy the template and give you the queue URL.',
        { cause: error }
      )
    case 'offline':
      return new ChatError(
        'offline',
        'CloudFormation cannot be reached. Check the network and the region, then try again.',
        { cause: error }
      )
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
