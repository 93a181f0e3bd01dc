import { isDeepStrictEqual } from 'node:util'
import {
  DeleteStackCommand,
  ExecuteChangeSetCommand,
  paginateListStackResources,
  UpdateTerminationProtectionCommand,
  type CloudFormationClient,
  type Stack
} from '@aws-sdk/client-cloudformation'
import { v7 as uuidv7 } from 'uuid'
import {
  awsBackendSchema,
  type AwsBackendConfig,
  type BackendConfig,
  type CredentialSource,
  type StackOptions,
  type StackPlan,
  type StackProgress
} from '../../shared/backend-config'
import { accountOf } from '../../shared/backend-words'
import { ChatError } from '../../shared/errors'
import { say, sayAll, sayError } from '../../shared/said'
import { NEW_BACKEND } from '../credentials/key-vault'
import {
  codeIsInline,
  keyOf,
  parametersForCode,
  placeOf,
  usualBucket,
  type CodeBucket,
  type CodePlan
} from './code-bucket'
import { createChangeSet, dropChangeSet, findStack, type ChangeSet } from './stack-change-set'
import { toStackError } from './stack-error'
import { newestEventId } from './stack-events'
import { backendOf } from './stack-outputs'
import { priceOfStack } from './stack-price'
import { StackOperation, type StackOperationDeps } from './stack-operation'

export interface StackServiceDeps extends StackOperationDeps {
  /** A client for one region. The service ends it when its operation has ended. */
  cloudFormation: (target: StackTarget) => CloudFormationClient
  /** Who that is there; null where nobody says. Never rejects: a plan is of use without. */
  caller: (target: StackTarget) => Promise<StackPlan['caller']>
  /** The URL of the account's queue of that name; null where there is none, or nobody says. Never rejects. */
  queueUrl?: (target: StackTarget, name: string) => Promise<string | null>
  /** Where SQS answers for a new backend there (null: at AWS), and the endpoint that the backend has to keep for that. */
  endpointFor: (place: StackPlace) => { readonly endpoint: string | null; readonly keep: string | null }
  /** JSON text of the built template. */
  template: () => Promise<string>
  /** The function's code, as the build wrote it. */
  code?: () => Promise<string>
  /** The S3 of an account, for code that is too large for the template. */
  codeBucket?: (target: StackTarget, account: string) => CodeBucket
  backends: () => readonly BackendConfig[]
  /** Saves the backend of a stack that was deployed, and talks to it from now on. */
  deployed: (backend: AwsBackendConfig) => Promise<void>
  /** Forgets the backend whose stack is gone. */
  removed: (backendId: string) => Promise<void>
}

/** Where and as whom a stack is wanted. */
export interface StackPlace {
  readonly region: string
  readonly credentials: CredentialSource
  /** A server that answers in the place of AWS, where one is named. */
  readonly endpoint?: string
}

/** Where and as whom a stack is worked on. */
export interface StackTarget extends StackPlace {
  /** The backend that the stack already is, whose typed keys count; `new` when there is none. */
  readonly backendId: string
}

/** A change set that somebody may still carry out. */
interface Plan {
  readonly changeSet: ChangeSet
  readonly target: StackTarget
  readonly options: StackOptions
  readonly code: CodePlan
  readonly existing: StackPlan['existing']
}

/**
 * Deploys, updates and removes the backend's CloudFormation stack, one operation at a time.
 *
 * Nothing changes before a plan is carried out. Progress is announced as CloudFormation reports it; the operation goes
 * on in the account when ChatAPP ends, and CloudFormation rolls back by itself what fails.
 */
export class StackService {
  private readonly plans = new Map<string, Plan>()
  private readonly operation: StackOperation

  constructor(private readonly deps: StackServiceDeps) {
    this.operation = new StackOperation(deps)
  }

  /** Works out what a deployment would change. An earlier plan that was not carried out is dropped. */
  async plan(place: StackPlace, options: StackOptions): Promise<StackPlan> {
    this.operation.refuseWhileBusy()
    await Promise.all([...this.plans.keys()].map((id) => this.discard(id)))
    const template = await this.deps.template()
    const { region } = place
    const backendId = this.backendIdOf(options.stackName, place)
    const target = { ...place, backendId }
    const { stackName } = options
    const { stack, changeSet, code } = await this.withClient(target, async (client) => {
      const stack = await findStack(client, stackName)
      const code = await this.planCode(template, { target, options, stack })
      const pause = async (ms: number): Promise<void> => {
        await this.operation.pause(ms)
        if (this.operation.stopped) throw new ChatError('app.closing')
      }
      const request = { options: { ...options, ...parametersForCode(code) }, template, stack, pause }
      return { stack, code, changeSet: await createChangeSet(client, request) }
    })
    const { kind, changes } = changeSet
    const price = priceOfStack(template, options, stack?.Parameters ?? [])
    const caller = await this.deps.caller(target)
    const planId = uuidv7()
    const existing = await this.existing({ target, options, stack, kind })
    this.plans.set(planId, { changeSet, target, options, code, existing })
    return { planId, stackName, region, caller, price, kind, existing, changes }
  }

  /** What is there already and no backend of this profile. */
  private async existing(found: {
    target: StackTarget
    options: StackOptions
    stack: Stack | null
    kind: StackPlan['kind']
  }): Promise<StackPlan['existing']> {
    const { target, options, stack, kind } = found
    const { stackName: name, importExisting, queueName = name } = options
    if (kind !== 'create')
      return kind === 'update' && target.backendId === NEW_BACKEND && hasOutputs(stack)
        ? { kind: 'stack', name }
        : null
    const url = importExisting ? null : await this.deps.queueUrl?.(target, queueName)
    return url ? { kind: 'queue', name: queueName, url } : null
  }

  /** Drops a plan and talks to what is there already, as it is; resolves with the backend's id. */
  async connectExisting(planId: string): Promise<string> {
    const plan = this.plans.get(planId)
    if (!plan) throw new ChatError('plan.gone')
    const { existing, target } = plan
    if (!existing) throw new ChatError('stack.nothing_there')
    await this.discard(planId)
    const backend =
      existing.kind === 'queue'
        ? backendByHand(existing, target, plan.options)
        : await this.withClient(target, async (client) =>
            this.backendFrom(plan, await findStack(client, existing.name))
          )
    await this.deps.deployed(backend)
    return backend.id
  }

  /** Where the function's code goes, and what may be thrown away afterwards. */
  private async planCode(
    template: string,
    { target, options, stack }: { target: StackTarget; options: StackOptions; stack: Stack | null }
  ): Promise<CodePlan> {
    const before = placeOf(stack)
    if (codeIsInline(template) && options.codeBucket === undefined)
      return { place: null, before, account: '' }
    const account = (await this.deps.caller(target))?.account ?? ''
    const bucket = options.codeBucket ?? before?.bucket ?? usualBucket(account, target.region)
    const code = await this.deps.code?.()
    return { place: code === undefined ? null : { bucket, key: keyOf(code) }, before, account }
  }

  /** Content has its own key, so that storing it early changes nothing of what runs. */
  private async storeCode({ target, code: { place, account } }: Plan): Promise<void> {
    const code = place && (await this.deps.code?.())
    if (code) await this.deps.codeBucket?.(target, account).put(place, code)
  }

  /** The code of the version before is of no use once the deployment is done: Lambda has its own copy. */
  private async dropCode({ target, code: { place, before, account } }: Plan): Promise<void> {
    if (before && before.key !== place?.key) await this.deps.codeBucket?.(target, account).drop(before)
  }

  /** Drops a plan and what CloudFormation keeps of it. An unknown plan is dropped already. */
  async discard(planId: string): Promise<void> {
    const plan = this.plans.get(planId)
    this.plans.delete(planId)
    if (!plan || plan.changeSet.kind === 'unchanged') return
    try {
      await this.withClient(plan.target, (client) => dropChangeSet(client, plan.changeSet))
    } catch (error) {
      // What stays is an empty stack under review: untidy, free of charge, and in nobody's way.
      this.deps.log.warn({ err: error, stack: plan.options.stackName }, 'a plan could not be dropped')
    }
  }

  /** Begins to carry a plan out and resolves with the first progress; of a plan that has begun, with its progress. */
  async deploy(planId: string): Promise<StackProgress> {
    const repeated = this.operation.begunBy(planId)
    if (repeated && (this.operation.isBusy() || !this.plans.has(planId))) return repeated
    this.operation.refuseWhileBusy()
    const plan = this.plans.get(planId)
    if (!plan) throw new ChatError('plan.gone')
    const { changeSet, target, options } = plan
    const { stackId, changeSetId, kind } = changeSet
    const begun = this.operation.begin({
      stackName: options.stackName,
      operation: 'deploy',
      total: changeSet.changes.length,
      with: planId
    })
    const client = this.deps.cloudFormation(target)
    if (kind === 'unchanged') {
      this.plans.delete(planId)
      this.operation.last(client, () => this.connect(plan, client))
      return begun
    }
    const known = await this.operation.first(client, 'cloudformation:ExecuteChangeSet', async () => {
      await this.storeCode(plan)
      const newest = await newestEventId(client, stackId)
      await client.send(new ExecuteChangeSetCommand({ ChangeSetName: changeSetId, StackName: stackId }))
      return newest
    })
    this.plans.delete(planId)
    this.operation.watch({ kind, client, stackId }, known, async (end) => {
      if (end.state === 'done') await this.dropCode(plan)
      if (end.state === 'done') await this.connect(plan, client)
      else this.operation.end(end.state, end)
    })
    return begun
  }

  /** Begins to delete the stack of a backend and resolves with the first progress; once begun, with its progress. */
  async remove(backendId: string): Promise<StackProgress> {
    const repeated = this.operation.begunBy(backendId)
    if (repeated && this.operation.isBusy()) return repeated
    this.operation.refuseWhileBusy()
    const found = this.deps.backends().find(({ id }) => id === backendId)
    if (!found) throw new ChatError('backend.gone')
    const backend = accountOf(found)
    if (!backend?.stackName) {
      throw new ChatError('backend.no_stack')
    }
    const { stackName, region, credentials } = backend
    const client = this.deps.cloudFormation({ region, credentials, backendId })
    const begun = this.operation.begin({ stackName, operation: 'remove', total: 0, with: backendId })
    const stack = await this.operation.first(client, 'cloudformation:DescribeStacks', () =>
      findStack(client, stackName)
    )
    if (!stack?.StackId) {
      client.destroy()
      this.operation.end('done', say('stack.gone', { name: stackName, region }))
      await this.deps.removed(backendId)
      return this.operation.progress() ?? begun
    }
    const stackId = stack.StackId
    const known = await this.operation.first(client, 'cloudformation:DeleteStack', async () => {
      const newest = await newestEventId(client, stackId)
      this.operation.change({ total: await countResources(client, stackId) })
      // Whoever removes it by its name has been asked.
      if (stack.EnableTerminationProtection) await protectStack(client, stackId, false)
      await client.send(new DeleteStackCommand({ StackName: stackId }))
      return newest
    })
    this.operation.watch({ kind: 'remove', client, stackId }, known, async (end) => {
      const { state } = end
      if (state === 'done') await this.deps.removed(backendId)
      this.operation.end(state, state === 'done' ? say('stack.deleted', { name: stackName }) : end)
    })
    return this.operation.progress() ?? begun
  }

  /** Cancels the running deployment: a new stack is deleted, an update is rolled back. */
  async cancel(): Promise<StackProgress> {
    return await this.operation.cancel()
  }

  /** The operation that runs, or the last one of this run; null when there was none. */
  progress(): StackProgress | null {
    return this.operation.progress()
  }

  /** Resolves when the running operation has ended, or is not followed any more. */
  async settled(): Promise<void> {
    await this.operation.settled()
  }

  /** Looks no more; CloudFormation goes on by itself. */
  async stop(): Promise<void> {
    await this.operation.stop()
  }

  /** The profile's backend that a stack is; `new` when it is none yet. */
  backendIdOf(stackName: string, place: StackPlace): string {
    return this.backendOf(stackName, place)?.id ?? NEW_BACKEND
  }

  /** Turns the stack's outputs into a backend and talks to it. */
  private async connect(plan: Plan, client: CloudFormationClient): Promise<void> {
    const { options, changeSet } = plan
    try {
      const stack = await findStack(client, changeSet.stackId)
      await this.deps.deployed(this.backendFrom(plan, stack))
      await this.protect(client, plan)
      this.operation.end('done', say('stack.deployed', { name: options.stackName }))
    } catch (error) {
      this.deps.log.error({ err: error }, 'the deployed stack could not be connected')
      const why = sayError(toStackError(error, 'cloudformation:DescribeStacks'))
      this.operation.end('unconnected', sayAll(say('stack.unconnected', { name: options.stackName }), why))
    }
  }

  /** The backend that a stack's outputs describe. */
  private backendFrom({ options: { stackName }, target }: Plan, stack: Stack | null): AwsBackendConfig {
    const { region, credentials } = target
    const known = this.backendOf(stackName, target)
    const found = this.deps.endpointFor(target)
    const keep = known ? known.endpoint : found.keep
    const fresh = { id: uuidv7(), name: nameOf(stackName, region) }
    return backendOf(
      {
        stackName,
        region,
        credentials,
        outputs: stack?.Outputs ?? [],
        endpoint: keep,
        byName: (keep ?? found.endpoint) !== null
      },
      known ? { id: known.id, name: known.name } : fresh
    )
  }

  /** Asked for it and not allowed, the stack is deployed all the same. */
  private async protect(client: CloudFormationClient, { changeSet, options }: Plan): Promise<void> {
    if (options.protect === undefined) return
    try {
      await protectStack(client, changeSet.stackId, options.protect)
    } catch (error) {
      this.deps.log.warn(
        { err: error, stack: options.stackName },
        'termination protection could not be changed'
      )
    }
  }

  /**
   * The profile's backend that a stack already is. A stack of the same name at another endpoint is another stack; where
   * nothing names one, that of AWS itself comes before that of an endpoint with these credentials.
   */
  private backendOf(stackName: string, place: StackPlace): AwsBackendConfig | undefined {
    const { keep } = this.deps.endpointFor(place)
    const found = this.deps
      .backends()
      .flatMap((backend) => accountOf(backend) ?? [])
      .filter((backend) => backend.stackName === stackName && backend.region === place.region)
    const there = found.find(({ endpoint }) => endpoint === keep)
    if (there || keep !== null) return there
    return found.find(({ credentials }) => isDeepStrictEqual(credentials, place.credentials))
  }

  private async withClient<T>(
    target: StackTarget,
    run: (client: CloudFormationClient) => Promise<T>
  ): Promise<T> {
    const client = this.deps.cloudFormation(target)
    try {
      return await run(client)
    } finally {
      client.destroy()
    }
  }
}

const nameOf = (what: string, region: string): string => `${what} ${region}`.slice(0, 60)

const hasOutputs = (stack: Stack | null): boolean => (stack?.Outputs ?? []).length > 0

/** The backend of a queue that somebody has made by hand, with the names that the guides give what belongs to it. */
const backendByHand = (
  { name, url }: { name: string; url: string },
  { region, credentials }: StackTarget,
  { functionName }: StackOptions
): AwsBackendConfig =>
  awsBackendSchema.parse({
    id: uuidv7(),
    kind: 'aws',
    name: nameOf(name, region),
    region,
    credentials,
    requestQueue: url,
    deadLetterQueue: `${name}-dlq`,
    ...(functionName === undefined ? {} : { functionName })
  })

async function protectStack(client: CloudFormationClient, StackName: string, on: boolean): Promise<void> {
  await client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: on }))
}

async function countResources(client: CloudFormationClient, stackId: string): Promise<number> {
  let resources = 0
  for await (const page of paginateListStackResources({ client }, { StackName: stackId })) {
    resources += (page.StackResourceSummaries ?? []).filter(
      ({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE'
    ).length
  }
  return resources
}
