import { ChatError, keysBy } from '../../shared/errors'
import { say, sayAll, type Told } from '../../shared/said'
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
 * Explains why CloudFormation could not make a resource, from the reason in its event.
 *
 * The reason is free text; the parts that decide here are tokens that AWS documents in it (handler error codes, IAM
 * actions). What is not known is passed on as it is.
 */
export const explainReason = (logicalId: string, reason: string): Told =>
  knownReason(logicalId, reason) ?? sayAll(say('reason.failed', { logicalId }), awsSaid(reason))

const awsSaid = (reason: string): Told =>
  say('reason.aws_said', { said: reason.length > 400 ? `${reason.slice(0, 400)} …` : reason })

/** The same for what a reason is known of; null for any other. */
export function knownReason(logicalId: string, reason: string): Told | null {
  const action = /perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(reason)?.[1]
  if (action) {
    if (/explicit deny in a service control policy/.test(reason))
      return say('reason.organization_denies', { logicalId, action })
    return action === 'iam:PassRole'
      ? say('reason.no_pass_role', { logicalId })
      : say('reason.not_allowed', { logicalId, action })
  }
  const code = /HandlerErrorCode: (\w+)/.exec(reason)?.[1]
  if (code === 'AlreadyExists' || /already exists/i.test(reason)) {
    // It outlived the stack that made it.
    if (logicalId === 'RoomsTable') return sayAll(say('reason.table_kept'), awsSaid(reason))
    // What somebody can do whose queues were made by hand comes last, but for AWS's words.
    return logicalId === 'SharedResponseQueue'
      ? sayAll(say('reason.backend_exists'), say('reason.own_by_hand'))
      : sayAll(say('reason.name_taken', { logicalId }), say('reason.own_by_hand'), awsSaid(reason))
  }
  if (code === 'ServiceLimitExceeded') return sayAll(say('reason.quota', { logicalId }), awsSaid(reason))
  if (
    /nodejs24|arm64|architecture/i.test(reason) &&
    /not supported|not available|failed to satisfy|Unsupported/i.test(reason)
  )
    return sayAll(say('reason.region', { logicalId }), awsSaid(reason))
  if (/denied by S3|S3 Error Code: (AccessDenied|NoSuchBucket|PermanentRedirect)/.test(reason))
    return sayAll(say('reason.bucket', { logicalId }), awsSaid(reason))
  return /wait 60 seconds/i.test(reason) ? say('reason.just_deleted', { logicalId }) : null
}
