import {
  CancelUpdateStackCommand,
  DeleteStackCommand,
  type CloudFormationClient
} from '@aws-sdk/client-cloudformation'
import type { StackProgress } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'
import type { Log } from '../../platform/log'
import { say, sayError, type Told } from '../../shared/said'
import { findStack } from './stack-change-set'
import { toStackError } from './stack-error'
import { StackWatch, type WatchEnd } from './stack-watch'

export interface StackOperationDeps {
  emit: (progress: StackProgress) => void
  log: Log
  now: () => number
  /** Waits, or less when the signal fires. Never rejects. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/** What is being done to a stack, and over which client. The client is ended with it. */
interface Running {
  readonly kind: 'create' | 'update' | 'remove'
  readonly client: CloudFormationClient
  readonly stackId: string
}

/** An operation as it begins. */
interface Beginning {
  readonly stackName: string
  readonly operation: StackProgress['operation']
  /** How many resources it will touch, as far as that is known. */
  readonly total: number
  /** The plan or the backend that it is begun with: begun again, it is the same one. */
  readonly with: string
}

/** The one operation on a stack that runs, or the last one of this run: its progress, its cancelling and its end. */
export class StackOperation {
  private readonly stopping = new AbortController()
  private current: StackProgress | null = null
  private begunWith: string | null = null
  /** What can be cancelled; null while the operation is just beginning, or done. */
  private running: Running | null = null
  private watching: Promise<void> = Promise.resolve()

  constructor(private readonly deps: StackOperationDeps) {}

  /** The operation that runs, or the last one of this run; null when there was none. */
  progress(): StackProgress | null {
    return this.current
  }

  /** The operation that was begun with this plan or backend, if it is the current one. */
  begunBy(id: string): StackProgress | null {
    return this.begunWith === id ? this.current : null
  }

  isBusy(): boolean {
    return this.current?.state === 'running' || this.current?.state === 'cancelling'
  }

  refuseWhileBusy(): void {
    if (!this.current || !this.isBusy()) return
    throw new ChatError('stack.changing', { name: this.current.stackName })
  }

  begin({ stackName, operation, total, with: begunWith }: Beginning): StackProgress {
    const told = say(operation === 'deploy' ? 'stack.deploying' : 'stack.deleting', { name: stackName })
    this.begunWith = begunWith
    this.current = {
      stackName,
      operation,
      state: 'running',
      startedAt: this.deps.now(),
      done: 0,
      total,
      ...told,
      events: []
    }
    this.deps.log.info({ stack: stackName, operation }, 'stack operation began')
    this.deps.emit(this.current)
    return this.current
  }

  change(changes: Partial<StackProgress>): void {
    if (!this.current) return
    this.current = { ...this.current, ...changes }
    this.deps.emit(this.current)
  }

  end(state: WatchEnd['state'] | 'unconnected', { detail, said }: Told): void {
    this.running = null
    const done = state === 'done' && this.current ? { done: this.current.total } : {}
    this.change({ state, detail, said, ...done })
    this.deps.log.info({ stack: this.current?.stackName, state }, 'stack operation ended')
  }

  /** The first calls of an operation. When they fail, it has not begun: the caller gets the error. */
  async first<T>(client: CloudFormationClient, action: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      client.destroy()
      const mapped = toStackError(error, action)
      this.end('failed', sayError(mapped))
      throw mapped
    }
  }

  /** Follows what was begun, from the newest event before it on; `ended` says what becomes of it. */
  watch(running: Running, known: string | null, ended: (end: WatchEnd) => Promise<void>): void {
    this.running = running
    const watch = new StackWatch({
      client: running.client,
      stackId: running.stackId,
      operation: running.kind,
      known,
      changed: (changes) =>
        this.change({ ...changes, done: Math.min(changes.done, this.current?.total ?? 0) }),
      pause: this.deps.pause,
      signal: this.stopping.signal
    })
    this.last(running.client, async () => {
      const end = await watch.run()
      // From here on there is nothing left to cancel, only to connect.
      this.running = null
      if (end) await ended(end)
    })
  }

  /** The work that is left of the operation: when it fails, so does the operation. Ends the client with it. */
  last(client: CloudFormationClient, work: () => Promise<void>): void {
    this.watching = work()
      .catch((error: unknown) => {
        this.deps.log.error({ err: error }, 'a stack operation could not be followed')
        this.end('failed', sayError(toStackError(error, 'cloudformation:DescribeStacks')))
      })
      .finally(() => client.destroy())
  }

  /** Cancels the running deployment: a new stack is deleted, an update is rolled back. */
  async cancel(): Promise<StackProgress> {
    const { current, running } = this
    if (current?.state === 'running' && !running) {
      throw new ChatError('stack.nothing_to_cancel')
    }
    if (!current || !running) throw new ChatError('stack.nothing_deployed')
    if (running.kind === 'remove') {
      throw new ChatError('stack.being_deleted')
    }
    if (current.state === 'cancelling') return current
    await this.sendCancel(running)
    const told = say(running.kind === 'create' ? 'stack.cancelling_create' : 'stack.cancelling_update')
    // The end may have come first; it stands.
    if (this.running === running) this.change({ state: 'cancelling', ...told })
    return this.current ?? current
  }

  /** Waits between two looks, or less when this ends. */
  async pause(ms: number): Promise<void> {
    await this.deps.pause(ms, this.stopping.signal)
  }

  get stopped(): boolean {
    return this.stopping.signal.aborted
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

  private async sendCancel(running: Running): Promise<void> {
    const { kind, client, stackId } = running
    const action = kind === 'create' ? 'cloudformation:DeleteStack' : 'cloudformation:CancelUpdateStack'
    try {
      // DeleteStack would take a stack that is finished as well.
      const status = kind === 'create' ? (await findStack(client, stackId))?.StackStatus : undefined
      if (status === 'CREATE_COMPLETE' || this.running !== running) {
        throw new ChatError('stack.complete')
      }
      await (kind === 'create'
        ? client.send(new DeleteStackCommand({ StackName: stackId }))
        : client.send(new CancelUpdateStackCommand({ StackName: stackId })))
    } catch (error) {
      if (error instanceof ChatError) throw error
      const mapped = toStackError(error, action)
      if (mapped.code !== 'invalid_input') throw mapped
      throw new ChatError(
        'stack.nearly_complete',
        {},
        {
          cause: error
        }
      )
    }
  }
}
