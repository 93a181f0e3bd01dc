import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  type Change,
  type CloudFormationClient,
  type DescribeChangeSetCommandInput,
  type DescribeChangeSetCommandOutput,
  type Stack
} from '@aws-sdk/client-cloudformation'
import { v7 as uuidv7 } from 'uuid'
import type { StackOptions, StackPlan } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'
import { say, sayForeign } from '../../shared/said'
import { knownReason, toStackError } from './stack-error'
import { forImport, parametersOf, rollbackOf, tagsOf, templateVersion } from './stack-parameters'

/** The template makes a role and a policy without names of their own, which AWS wants said. */
export const CAPABILITIES = ['CAPABILITY_IAM'] as const

/** A change set as CloudFormation keeps it. */
export interface ChangeSet {
  readonly stackId: string
  readonly changeSetId: string
  readonly kind: StackPlan['kind']
  readonly changes: StackPlan['changes']
}

export interface ChangeSetRequest {
  readonly options: StackOptions
  readonly template: string
  /** The stack of that name; null where there is none. */
  readonly stack: Stack | null
  /** Waits between looks at a change set that is being made. */
  readonly pause: (ms: number) => Promise<void>
}

/** The stack of that name or id, or null where there is none. */
export async function findStack(client: CloudFormationClient, name: string): Promise<Stack | null> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }))
    return Stacks[0] ?? null
  } catch (error) {
    if (isMissing(error)) return null
    throw toStackError(error, 'cloudformation:DescribeStacks')
  }
}

/**
 * Lets CloudFormation work out what a deployment would change, without changing anything.
 *
 * A change set without changes is cleaned up at once and comes back as `unchanged`.
 */
export async function createChangeSet(
  client: CloudFormationClient,
  request: ChangeSetRequest
): Promise<ChangeSet> {
  const { options, template, stack } = request
  const kind = kindFor(stack, options.stackName)
  refuseNewer(stack, template)
  const isNew = kind === 'create'
  const { Id, StackId } = await client
    .send(
      new CreateChangeSetCommand({
        StackName: options.stackName,
        ChangeSetName: `chatapp-${uuidv7()}`,
        ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
        TemplateBody: options.importExisting ? forImport(template) : template,
        Parameters: parametersOf(options, isNew ? null : stack, template),
        Capabilities: [...CAPABILITIES],
        Tags: tagsOf(options, stack),
        ...(options.serviceRole === undefined ? {} : { RoleARN: options.serviceRole }),
        ...(options.importExisting ? { ImportExistingResources: true } : {}),
        // A creation that fails leaves nothing behind that would be in the way of the next one.
        ...(isNew ? { OnStackFailure: 'DELETE' as const } : { RollbackConfiguration: rollbackOf(stack) })
      })
    )
    .catch((error: unknown) => {
      // AWS says so in the change set's status; other servers do at once.
      if (error instanceof Error && isEmpty(error.message)) return { Id: '', StackId: stack?.StackId ?? '' }
      throw toStackError(error, 'cloudformation:CreateChangeSet')
    })
  if (Id === '' && StackId) return { stackId: StackId, changeSetId: '', kind: 'unchanged', changes: [] }
  if (!Id || !StackId) throw new ChatError('stack.no_change_set')
  const made = await untilMade(client, { ChangeSetName: Id, StackName: StackId }, request.pause)
  if (made.Status === 'FAILED') {
    await dropChangeSet(client, { stackId: StackId, changeSetId: Id, kind, changes: [] })
    if (kind === 'update' && isEmpty(made.StatusReason)) {
      return { stackId: StackId, changeSetId: Id, kind: 'unchanged', changes: [] }
    }
    const reason = made.StatusReason
    throw new ChatError('stack.cannot_plan', {
      reason:
        reason === undefined
          ? say('stack.no_reason')
          : (knownReason(options.stackName, reason) ?? sayForeign(reason.replace(/\.?$/, '.')))
    })
  }
  return { stackId: StackId, changeSetId: Id, kind, changes: await allChanges(client, made) }
}

/** Deletes a change set, and the empty stack that CloudFormation made for it. */
export async function dropChangeSet(
  client: CloudFormationClient,
  { stackId, changeSetId, kind }: ChangeSet
): Promise<void> {
  await client
    .send(new DeleteChangeSetCommand({ ChangeSetName: changeSetId, StackName: stackId }))
    .catch((error: unknown) => {
      throw toStackError(error, 'cloudformation:DeleteChangeSet')
    })
  if (kind !== 'create') return
  const stack = await findStack(client, stackId)
  if (stack?.StackStatus !== 'REVIEW_IN_PROGRESS') return
  await client.send(new DeleteStackCommand({ StackName: stackId })).catch((error: unknown) => {
    throw toStackError(error, 'cloudformation:DeleteStack')
  })
}

/** An older ChatAPP would take from a stack what a newer one has given it. */
function refuseNewer(stack: Stack | null, template: string): void {
  const output = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'TemplateVersion')
  const [theirs, ours] = [Number(output?.OutputValue ?? 0), templateVersion(template)]
  if (theirs > ours) throw new ChatError('stack.newer', { name: stack?.StackName ?? '', theirs, ours })
}

function kindFor(stack: Stack | null, name: string): 'create' | 'update' {
  const status = stack?.StackStatus
  if (status === undefined || status === 'REVIEW_IN_PROGRESS' || status === 'DELETE_COMPLETE') return 'create'
  if (status.endsWith('_IN_PROGRESS')) {
    throw new ChatError('stack.busy', { name, status })
  }
  if (['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'].includes(status)) {
    throw new ChatError('stack.left_behind', { name, status })
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    throw new ChatError('stack.not_rolled_back', { name, status })
  }
  return 'update'
}

/**
 * Looks until it is made, or cannot be. The SDK's own waiter is of no use here: it takes a refusal (AccessDenied) for
 * "not yet" until its time is over, and reckons that time by the wall clock.
 */
async function untilMade(
  client: CloudFormationClient,
  changeSet: DescribeChangeSetCommandInput,
  pause: (ms: number) => Promise<void>
): Promise<DescribeChangeSetCommandOutput> {
  for (let wait = 500; ; wait = Math.min(wait * 1.5, 5000)) {
    const found = await describe(client, changeSet)
    if (found.Status !== 'CREATE_PENDING' && found.Status !== 'CREATE_IN_PROGRESS') return found
    await pause(wait)
  }
}

async function allChanges(
  client: CloudFormationClient,
  first: DescribeChangeSetCommandOutput
): Promise<StackPlan['changes']> {
  const changes: Change[] = [...(first.Changes ?? [])]
  for (let next = first.NextToken; next;) {
    const page = await describe(client, {
      ChangeSetName: first.ChangeSetId,
      StackName: first.StackId,
      NextToken: next
    })
    changes.push(...(page.Changes ?? []))
    next = page.NextToken
  }
  return changes.flatMap(({ ResourceChange: change }) =>
    change
      ? [
          {
            action: change.Action === 'SyncWithActual' ? 'Modify' : (change.Action ?? 'Modify'),
            logicalId: change.LogicalResourceId ?? '',
            type: change.ResourceType ?? '',
            replacement: change.Replacement === 'True'
          }
        ]
      : []
  )
}

async function describe(
  client: CloudFormationClient,
  input: DescribeChangeSetCommandInput
): Promise<DescribeChangeSetCommandOutput> {
  try {
    return await client.send(new DescribeChangeSetCommand(input))
  } catch (error) {
    throw toStackError(error, 'cloudformation:DescribeChangeSet')
  }
}

/** AWS documents these two sentences for a change set without changes; it has no code for it. */
const isEmpty = (reason: string | undefined): boolean =>
  /didn't contain changes|No updates are to be performed/.test(reason ?? '')

/** AWS: DescribeStacks of an unknown name is a ValidationError; only its text tells it from a malformed name. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')
