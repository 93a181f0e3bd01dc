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

/** What somebody can do whose queues were made by hand. */
const ofOnesOwn =
  'If you made it by hand, connect to it (chatapp connect), or take it into the stack (chatapp deploy --import).'

/**
 * Explains in words why CloudFormation could not make a resource, from the reason in its event.
 *
 * The reason is free text; the parts that decide here are tokens that AWS documents in it (handler error codes, IAM
 * actions). What is not known is passed on as it is.
 */
export const explainReason = (logicalId: string, reason: string): string =>
  knownReason(logicalId, reason) ?? `${logicalId} failed. AWS said: ${shortened(reason)}`

const shortened = (reason: string): string => (reason.length > 400 ? `${reason.slice(0, 400)} …` : reason)

/** The same for what a reason is known of; null for any other. */
export function knownReason(logicalId: string, reason: string): string | null {
  const said = shortened(reason)
  const action = /perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(reason)?.[1]
  if (action && /explicit deny in a service control policy/.test(reason)) {
    return `${logicalId} was refused: a policy of your organization denies ${action}. Ask whoever keeps its service control policies; nothing in this account can allow it.`
  }
  if (action === 'iam:PassRole') {
    return `${logicalId} was refused: the credentials may not hand a role to the service (iam:PassRole). Let an administrator allow that for the role, then deploy again.`
  }
  if (action) {
    return `${logicalId} was refused: the credentials lack ${action}. Let an administrator allow it, then deploy again.`
  }
  const code = /HandlerErrorCode: (\w+)/.exec(reason)?.[1]
  if (code === 'AlreadyExists' || /already exists/i.test(reason)) {
    if (logicalId === 'SharedResponseQueue') {
      return (
        'This account has a ChatAPP backend in this region already: its response queue exists. Update that one by ' +
        `its stack name, or choose another queue name. ${ofOnesOwn}`
      )
    }
    return (
      `${logicalId} could not be made: the account has one of that name in this region already. ` +
      `Choose another name. ${ofOnesOwn} AWS said: ${said}`
    )
  }
  if (code === 'ServiceLimitExceeded') {
    return `${logicalId} could not be made: a quota of the account is used up. Raise it under Service Quotas. AWS said: ${said}`
  }
  if (
    /nodejs24|arm64|architecture/i.test(reason) &&
    /not supported|not available|failed to satisfy|Unsupported/i.test(reason)
  ) {
    return `${logicalId} could not be made: this region does not run Node 24 on arm64. Deploy to another region. AWS said: ${said}`
  }
  if (/denied by S3|S3 Error Code: (AccessDenied|NoSuchBucket|PermanentRedirect)/.test(reason)) {
    return `${logicalId} could not fetch its code: the bucket belongs to somebody else, lies in another region or may not be read. Name one of this account and region by --code-bucket. AWS said: ${said}`
  }
  if (/wait 60 seconds/i.test(reason)) {
    return `${logicalId} was deleted a moment ago; SQS keeps its name for 60 seconds. Wait a minute and deploy again.`
  }
  return null
}
