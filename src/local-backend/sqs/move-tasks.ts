import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'
import { SqsStore } from '#fauxqs/sqs/sqsStore.js'
import { systemClock } from '../../shared/clock'
import type { LocalQueue } from './local-queue'
import type { LocalStore } from './local-store'

const taskSchema = z.object({
  handle: z.string(),
  status: z.enum(['RUNNING', 'COMPLETED', 'CANCELLED', 'FAILED']),
  sourceArn: z.string(),
  destinationArn: z.string().nullable(),
  perSecond: z.number().nullable(),
  moved: z.number(),
  toMove: z.number(),
  failure: z.string().nullable(),
  startedAt: z.number()
})
/** A move of the messages of a dead-letter queue, as it is kept. */
export type MoveTask = z.output<typeof taskSchema>

/** What a client wants to be moved. */
export interface MoveOrder {
  readonly sourceArn: string
  readonly destinationArn: string | null
  /** At most so many messages a second; null: as fast as it goes. */
  readonly perSecond: number | null
}

/** AWS: the ten most recent tasks of a queue are told. */
export const MAX_TASKS = 10

/** Messages of one turn of the event loop, and so of one transaction: other calls wait that long. */
const MOVES_A_TURN = 50

const missing = (parameter: string): SqsError =>
  new SqsError(
    'ResourceNotFoundException',
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    404
  )
const unsupported = (reason: string): SqsError => new SqsError('UnsupportedOperation', reason)

/**
 * Moves the messages of dead-letter queues, in the background, as StartMessageMoveTask does.
 *
 * What is moved leaves one queue, arrives in the other and is counted in one transaction: a process that is killed has
 * moved it or has not. A task that runs then goes on when the queues are opened again.
 */
export class MoveTasks {
  #tasks: MoveTask[] = []
  readonly #timers = new Map<MoveTask, NodeJS.Timeout | NodeJS.Immediate>()
  #stopped = false

  constructor(private readonly store: LocalStore) {}

  /** Reads what an earlier process kept, and goes on with what it had begun. */
  resume(): void {
    const kept = this.store.persistence?.moveTasks() ?? []
    this.#tasks = kept.flatMap((text) => taskSchema.safeParse(JSON.parse(text)).data ?? [])
    for (const task of this.#tasks) if (task.status === 'RUNNING') this.#begin(task)
  }

  /** Begins a move. Throws what AWS says about one that cannot be. */
  start({ sourceArn, destinationArn, perSecond }: MoveOrder): MoveTask {
    const source = this.store.getQueueByArn(sourceArn)
    if (!source) throw missing('SourceArn')
    const destination = destinationArn === null ? null : this.store.getQueueByArn(destinationArn)
    if (destination === undefined) throw missing('DestinationArn')
    if (this.sourcesOf(source).length === 0) {
      throw unsupported('Source queue must be configured as a Dead Letter Queue.')
    }
    if (destination && (destination === source || destination.isFifo() !== source.isFifo())) {
      throw unsupported('The destination must be another queue of the same type as the source.')
    }
    if (this.of(sourceArn).some(({ status }) => status === 'RUNNING')) {
      const reason =
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.'
      throw unsupported(reason)
    }
    const handle = Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString('base64')
    const task: MoveTask = {
      handle,
      status: 'RUNNING',
      sourceArn,
      destinationArn,
      perSecond,
      moved: 0,
      toMove: source.inspectMessages().ready.length,
      failure: null,
      startedAt: Date.now()
    }
    this.#tasks.push(task)
    this.#keep(task)
    for (const old of this.of(sourceArn).slice(MAX_TASKS)) this.#forget(old)
    this.#begin(task)
    return task
  }

  /** The tasks of a queue, newest first. */
  of(sourceArn: string): MoveTask[] {
    return this.#tasks.filter((task) => task.sourceArn === sourceArn).toReversed()
  }

  /** Ends a task that runs; what it has moved stays moved. */
  cancel(handle: string): MoveTask {
    const task = this.#tasks.find((one) => one.handle === handle)
    if (!task) throw missing('TaskHandle')
    if (task.status !== 'RUNNING') throw unsupported('Only a task that is running can be cancelled.')
    this.#end(task, 'CANCELLED')
    return task
  }

  /** The queues that give messages up to this one. */
  sourcesOf({ arn }: LocalQueue): LocalQueue[] {
    return [...this.store.allQueues()].filter((queue) => {
      const policy = queue.attributes['RedrivePolicy']
      return policy !== undefined && deadLetterTarget(policy) === arn
    })
  }

  /** From now on nothing is moved; what runs goes on in the next process. */
  stop(): void {
    this.#stopped = true
    for (const task of this.#tasks) this.#rest(task)
  }

  #begin(task: MoveTask): void {
    const startedAt = systemClock.elapsed()
    const before = task.moved
    const again = (): void => {
      const { perSecond } = task
      const allowed =
        perSecond === null
          ? Infinity
          : 1 + Math.floor(((systemClock.elapsed() - startedAt) / 1000) * perSecond) - (task.moved - before)
      if (allowed >= 1) {
        this.#timers.set(
          task,
          setImmediate(() => void step(allowed))
        )
        return
      }
      this.#timers.set(task, setTimeout(again, 1000 / (perSecond ?? 1)))
    }
    const step = async (allowed: number): Promise<void> => {
      if (this.#stopped || task.status !== 'RUNNING') return
      this.store.clockWatch.look()
      const { persistence } = this.store
      const work = (): void => this.#move(task, Math.min(allowed, MOVES_A_TURN))
      try {
        await (persistence ? persistence.together(work) : work())
      } catch {
        // The disk takes nothing now. What the turn moved is as it was at the next start; until then it rests.
        return
      }
      if (task.status === 'RUNNING' && !this.#stopped) again()
    }
    again()
  }

  #move(task: MoveTask, count: number): void {
    const source = this.store.getQueueByArn(task.sourceArn)
    if (!source) return this.#end(task, 'FAILED', 'AWS.SimpleQueueService.NonExistentQueue')
    for (let left = count; left > 0; left--) {
      const message = task.moved < task.toMove ? source.oldest() : undefined
      if (!message) return this.#end(task, 'COMPLETED')
      const arn = task.destinationArn ?? message.deadLetterSource
      if (arn === undefined) return this.#end(task, 'FAILED', 'CouldNotDetermineMessageSource')
      const destination = this.store.getQueueByArn(arn)
      if (!destination) return this.#end(task, 'FAILED', 'AWS.SimpleQueueService.NonExistentQueue')
      // AWS: what is moved is a new message, with an id and a time of its own.
      const { body, messageAttributes, messageGroupId, messageDeduplicationId } = message
      const fresh = SqsStore.createMessage(
        body,
        messageAttributes,
        Number(destination.attributes['DelaySeconds']),
        messageGroupId,
        messageDeduplicationId
      )
      if (destination.isFifo()) fresh.sequenceNumber = destination.nextSequenceNumber()
      source.remove(message)
      destination.enqueue(fresh)
      task.moved++
    }
    this.#keep(task)
  }

  #end(task: MoveTask, status: MoveTask['status'], failure: string | null = null): void {
    Object.assign(task, { status, failure })
    this.#rest(task)
    this.#keep(task)
  }

  #rest(task: MoveTask): void {
    const timer = this.#timers.get(task)
    clearTimeout(timer as NodeJS.Timeout)
    clearImmediate(timer as NodeJS.Immediate)
    this.#timers.delete(task)
  }

  #keep(task: MoveTask): void {
    this.store.persistence?.putMoveTask(task.handle, JSON.stringify(task))
  }

  #forget(task: MoveTask): void {
    this.#tasks.splice(this.#tasks.indexOf(task), 1)
    this.store.persistence?.forgetMoveTask(task.handle)
  }
}

/** The ARN in a redrive policy; undefined for a policy of garbage, which fauxqs accepts. */
function deadLetterTarget(policy: string): string | undefined {
  try {
    return z.looseObject({ deadLetterTargetArn: z.string() }).parse(JSON.parse(policy)).deadLetterTargetArn
  } catch {
    return undefined
  }
}
