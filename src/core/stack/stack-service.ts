import { isDeepStrictEqual } from 'node:util'
import {
  CancelUpdateStackCommand,
  DeleteStackCommand,
  ExecuteChangeSetCommand,
  paginateListStackResources,
  type CloudFormationClient
} from '@aws-sdk/client-cloudformation'
import { v7 as uuidv7 } from 'uuid'
import type {
  AwsBackendConfig,
  BackendConfig,
  CredentialSource,
  StackOptions,
  StackPlan,
  StackProgress
} from '../../shared/backend-config'
import type { Handlers } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { Log } from '../../platform/log'
import { NEW_BACKEND } from '../credentials/key-vault'
import { createChangeSet, dropChangeSet, findStack, type ChangeSet } from './stack-change-set'
import { toStackError } from './stack-error'
import { newestEventId } from './stack-events'
import { backendOf } from './stack-outputs'
import { StackWatch, type WatchEnd } from './stack-watch'

export interface StackServiceDeps {
  /** A client for one region. The service ends it when its operation has ended. */
  cloudFormation: (target: StackTarget) => CloudFormationClient
  /** Where SQS answers for a new backend there (null: at AWS), and the endpoint that the backend has to keep for that. */
  endpointFor: (place: StackPlace) => { readonly endpoint: string | null; readonly keep: string | null }
  /** JSON text of the built template. */
  template: () => Promise<string>
  backends: () => readonly BackendConfig[]
  /** Saves the backend of a stack that was deployed, and talks to it from now on. */
  deployed: (backend: AwsBackendConfig) => Promise<void>
  /** Forgets the backend whose stack is gone. */
  removed: (backendId: string) => Promise<void>
  emit: (progress: StackProgress) => void
  log: Log
  now: () => number
  /** Waits, or less when the signal fires. Never rejects. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Where and as whom a stack is wanted. */
export interface StackPlace {
  readonly region: string
  readonly credentials: CredentialSource
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
}

/** What is done to a stack at the moment. */
interface Operation {
  readonly kind: 'create' | 'update' | 'remove'
  readonly client: CloudFormationClient
  readonly stackId: string
}

/**
 * Deploys, updates and removes the backend's CloudFormation stack, one operation at a time.
 *
 * Nothing changes before a plan is carried out. Progress is announced as CloudFormation reports it; the operation goes
 * on in the account when ChatAPP ends, and CloudFormation rolls back by itself what fails.
 */
export class StackService {
  private readonly plans = new Map<string, Plan>()
  private readonly stopping = new AbortController()
  private current: StackProgress | null = null
  private operation: Operation | null = null
  /** The plan or the backend that the current operation was begun with: begun again, it is the same one. */
  private begunWith: string | null = null
  private watching: Promise<void> = Promise.resolve()

  constructor(private readonly deps: StackServiceDeps) {}

  /** Works out what a deployment would change. An earlier plan that was not carried out is dropped. */
  async plan(region: string, credentials: CredentialSource, options: StackOptions): Promise<StackPlan> {
    this.refuseWhileBusy()
    await Promise.all([...this.plans.keys()].map((id) => this.discard(id)))
    const template = await this.deps.template()
    const backendId = this.backendIdOf(options.stackName, { region, credentials })
    const target = { region, credentials, backendId }
    const changeSet = await this.withClient(target, (client) =>
      createChangeSet(client, {
        options,
        template,
        pause: async (ms) => {
          await this.deps.pause(ms, this.stopping.signal)
          if (this.stopping.signal.aborted) throw new ChatError('cancelled', 'ChatAPP is closing.')
        }
      })
    )
    const planId = uuidv7()
    this.plans.set(planId, { changeSet, target, options })
    return { planId, stackName: options.stackName, kind: changeSet.kind, changes: changeSet.changes }
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
    if (this.current && this.begunWith === planId && (this.isBusy() || !this.plans.has(planId)))
      return this.current
    this.refuseWhileBusy()
    const plan = this.plans.get(planId)
    if (!plan) throw new ChatError('not_found', 'There is no such plan any more. Plan again.')
    const { changeSet, target, options } = plan
    const { stackId, changeSetId, kind } = changeSet
    const begun = this.begin(options.stackName, 'deploy', changeSet.changes.length)
    this.begunWith = planId
    const client = this.deps.cloudFormation(target)
    if (kind === 'unchanged') {
      this.plans.delete(planId)
      this.watching = this.connect(plan, client).finally(() => client.destroy())
      return begun
    }
    const known = await this.execute(client, 'cloudformation:ExecuteChangeSet', async () => {
      const newest = await newestEventId(client, stackId)
      await client.send(new ExecuteChangeSetCommand({ ChangeSetName: changeSetId, StackName: stackId }))
      return newest
    })
    this.plans.delete(planId)
    this.watch({ kind, client, stackId }, known, (end) => this.connectAfter(end, plan, client))
    return begun
  }

  /** Begins to delete the stack of a backend and resolves with the first progress; once begun, with its progress. */
  async remove(backendId: string): Promise<StackProgress> {
    if (this.current && this.begunWith === backendId && this.isBusy()) return this.current
    this.refuseWhileBusy()
    const backend = this.deps.backends().find(({ id }) => id === backendId)
    if (!backend) throw new ChatError('not_found', 'There is no such backend.')
    if (backend.kind !== 'aws' || backend.stackName === null) {
      throw new ChatError('conflict', 'This backend was not deployed as a stack, so there is none to remove.')
    }
    const { stackName, region, credentials } = backend
    const client = this.deps.cloudFormation({ region, credentials, backendId })
    const begun = this.begin(stackName, 'remove', 0)
    this.begunWith = backendId
    const found = await this.execute(client, 'cloudformation:DescribeStacks', () =>
      findStack(client, stackName)
    )
    if (!found?.StackId) {
      client.destroy()
      this.end('done', `There is no stack ${stackName} in ${region} any more.`)
      await this.deps.removed(backendId)
      return this.current ?? begun
    }
    const stackId = found.StackId
    const known = await this.execute(client, 'cloudformation:DeleteStack', async () => {
      const newest = await newestEventId(client, stackId)
      this.change({ total: await countResources(client, stackId) })
      await client.send(new DeleteStackCommand({ StackName: stackId }))
      return newest
    })
    this.watch({ kind: 'remove', client, stackId }, known, async ({ state, detail }) => {
      if (state === 'done') await this.deps.removed(backendId)
      this.end(state, state === 'done' ? `The stack ${stackName} and everything in it is deleted.` : detail)
    })
    return this.current ?? begun
  }

  /** Cancels the running deployment: a new stack is deleted, an update is rolled back. */
  async cancel(): Promise<StackProgress> {
    const { current, operation } = this
    if (current?.state === 'running' && !operation) {
      throw new ChatError(
        'conflict',
        'This moment nothing can be cancelled: it is just beginning, or done. Look again.'
      )
    }
    if (!current || !operation) throw new ChatError('conflict', 'Nothing is being deployed.')
    if (operation.kind === 'remove') {
      throw new ChatError(
        'conflict',
        'CloudFormation cannot stop a deletion that has begun. Deploy again afterwards.'
      )
    }
    const { client, stackId, kind } = operation
    if (current.state === 'cancelling') return current
    const action = kind === 'create' ? 'cloudformation:DeleteStack' : 'cloudformation:CancelUpdateStack'
    try {
      // DeleteStack would take a stack that is finished as well.
      const status = kind === 'create' ? (await findStack(client, stackId))?.StackStatus : undefined
      if (status === 'CREATE_COMPLETE' || this.operation !== operation) {
        throw new ChatError('conflict', 'It is too late to cancel: the stack is complete.')
      }
      await (kind === 'create'
        ? client.send(new DeleteStackCommand({ StackName: stackId }))
        : client.send(new CancelUpdateStackCommand({ StackName: stackId })))
    } catch (error) {
      if (error instanceof ChatError) throw error
      const mapped = toStackError(error, action)
      if (mapped.code !== 'invalid_input') throw mapped
      throw new ChatError('conflict', 'It is too late to cancel: the last steps are under way.', {
        cause: error
      })
    }
    const detail =
      kind === 'create'
        ? 'Cancelling: what was made so far is deleted.'
        : 'Cancelling: the update is rolled back.'
    // The end may have come first; it stands.
    if (this.operation === operation) this.change({ state: 'cancelling', detail })
    return this.current ?? current
  }

  /** The profile's backend that a stack is; `new` when it is none yet. */
  backendIdOf(stackName: string, place: StackPlace): string {
    return this.backendOf(stackName, place)?.id ?? NEW_BACKEND
  }

  /** The operation that runs, or the last one of this run; null when there was none. */
  progress(): StackProgress | null {
    return this.current
  }

  /** Resolves when the running operation has ended, or is not followed any more. */
  async settled(): Promise<void> {
    await this.watching
  }

  /** Looks no more; CloudFormation goes on by itself. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.watching
  }

  private isBusy(): boolean {
    return this.current?.state === 'running' || this.current?.state === 'cancelling'
  }

  private refuseWhileBusy(): void {
    if (!this.current || !this.isBusy()) return
    throw new ChatError(
      'conflict',
      `The stack ${this.current.stackName} is being changed now. Wait until that has ended, or cancel it.`
    )
  }

  private begin(stackName: string, operation: StackProgress['operation'], total: number): StackProgress {
    const detail =
      operation === 'deploy' ? `Deploying the stack ${stackName}.` : `Deleting the stack ${stackName}.`
    this.current = {
      stackName,
      operation,
      state: 'running',
      startedAt: this.deps.now(),
      done: 0,
      total,
      detail,
      events: []
    }
    this.deps.log.info({ stack: stackName, operation }, 'stack operation began')
    this.deps.emit(this.current)
    return this.current
  }

  private change(changes: Partial<StackProgress>): void {
    if (!this.current) return
    this.current = { ...this.current, ...changes }
    this.deps.emit(this.current)
  }

  private end(state: WatchEnd['state'] | 'unconnected', detail: string): void {
    this.operation = null
    const done = state === 'done' && this.current ? { done: this.current.total } : {}
    this.change({ state, detail, ...done })
    this.deps.log.info({ stack: this.current?.stackName, state }, 'stack operation ended')
  }

  /** The first calls of an operation. When they fail, it has not begun: the caller gets the error. */
  private async execute<T>(client: CloudFormationClient, action: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      client.destroy()
      const mapped = toStackError(error, action)
      this.end('failed', mapped.message)
      throw mapped
    }
  }

  private watch(operation: Operation, known: string | null, ended: (end: WatchEnd) => Promise<void>): void {
    this.operation = operation
    const watch = new StackWatch({
      client: operation.client,
      stackId: operation.stackId,
      operation: operation.kind,
      known,
      changed: (changes) =>
        this.change({ ...changes, done: Math.min(changes.done, this.current?.total ?? 0) }),
      pause: this.deps.pause,
      signal: this.stopping.signal
    })
    this.watching = this.follow(watch, ended).finally(() => operation.client.destroy())
  }

  private async follow(watch: StackWatch, ended: (end: WatchEnd) => Promise<void>): Promise<void> {
    try {
      const end = await watch.run()
      // From here on there is nothing left to cancel, only to connect.
      this.operation = null
      if (end) await ended(end)
    } catch (error) {
      this.deps.log.error({ err: error }, 'a stack operation could not be followed')
      this.end('failed', toStackError(error, 'cloudformation:DescribeStacks').message)
    }
  }

  private async connectAfter(end: WatchEnd, plan: Plan, client: CloudFormationClient): Promise<void> {
    if (end.state === 'done') await this.connect(plan, client)
    else this.end(end.state, end.detail)
  }

  /** Turns the stack's outputs into a backend and talks to it. */
  private async connect(plan: Plan, client: CloudFormationClient): Promise<void> {
    const { options, changeSet } = plan
    const { region, credentials } = plan.target
    try {
      const stack = await findStack(client, changeSet.stackId)
      const known = this.backendOf(options.stackName, plan.target)
      const found = this.deps.endpointFor(plan.target)
      const keep = known ? known.endpoint : found.keep
      const fresh = { id: uuidv7(), name: `${options.stackName} ${region}`.slice(0, 60) }
      const backend = backendOf(
        {
          stackName: options.stackName,
          region,
          credentials,
          outputs: stack?.Outputs ?? [],
          endpoint: keep,
          byName: (keep ?? found.endpoint) !== null
        },
        known ? { id: known.id, name: known.name } : fresh
      )
      await this.deps.deployed(backend)
      this.end('done', `The stack ${options.stackName} is deployed, and ChatAPP talks to it now.`)
    } catch (error) {
      this.deps.log.error({ err: error }, 'the deployed stack could not be connected')
      const { message } = toStackError(error, 'cloudformation:DescribeStacks')
      this.end(
        'unconnected',
        `The stack ${options.stackName} is deployed, but ChatAPP could not connect to it. ${message}`
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
      .filter((backend) => backend.kind === 'aws')
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

/** The contract's `stack.*` calls. */
export function createStackHandlers(
  service: StackService
): Pick<
  Handlers,
  'stack.plan' | 'stack.discard' | 'stack.deploy' | 'stack.remove' | 'stack.cancel' | 'stack.progress'
> {
  return {
    'stack.plan': async ({ region, credentials, options }) =>
      await service.plan(region, credentials, options),
    'stack.discard': async ({ planId }) => (await service.discard(planId), null),
    'stack.deploy': async ({ planId }) => await service.deploy(planId),
    'stack.remove': async ({ backendId }) => await service.remove(backendId),
    'stack.cancel': async () => await service.cancel(),
    'stack.progress': async () => service.progress()
  }
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
