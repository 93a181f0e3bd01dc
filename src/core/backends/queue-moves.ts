import { z } from 'zod'
import type { ChatError } from '../../shared/errors'
import type { MoveState } from '../../shared/letter'
import { toChatError } from '../../shared/to-chat-error'
import { strangeAnswer } from './sqs-answers'
import type { Clients } from './sqs-batch'
import type { SqsGateway } from './sqs-gateway'

const tasksSchema = z.looseObject({
  Results: z
    .array(
      z.looseObject({
        TaskHandle: z.string().nullish(),
        Status: z.string(),
        ApproximateNumberOfMessagesMoved: z.number().nullish(),
        ApproximateNumberOfMessagesToMove: z.number().nullish(),
        FailureReason: z.string().nullish(),
        StartedTimestamp: z.number().nullish()
      })
    )
    .nullish()
})

/** The server's own move of a queue's letters back to where they came from, where it has that. */
export class QueueMoves {
  constructor(
    private readonly gateway: () => Pick<SqsGateway, 'call'>,
    private readonly queue: string
  ) {}

  /** Begins one; rejects as `isUnknownAction` tells where the server has none. */
  async start(perSecond: number | null): Promise<void> {
    await this.call(async (SourceArn, { sdk, sender }) => {
      const MaxNumberOfMessagesPerSecond = perSecond ?? undefined
      await sender.send(new sdk.StartMessageMoveTaskCommand({ SourceArn, MaxNumberOfMessagesPerSecond }))
    })
  }

  /** The newest one; null before the first. */
  async newest(): Promise<MoveState | null> {
    return (await this.list()).state
  }

  /** Ends the one that runs; what it has moved stays moved. */
  async cancel(): Promise<void> {
    const { handle } = await this.list()
    if (handle === null) return
    await this.call((_arn, { sdk, sender }) =>
      sender.send(new sdk.CancelMessageMoveTaskCommand({ TaskHandle: handle }))
    )
  }

  private async list(): Promise<{ state: MoveState | null; handle: string | null }> {
    const output = await this.call((SourceArn, { sdk, sender }) =>
      sender.send(new sdk.ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))
    )
    const answer = tasksSchema.safeParse(output)
    if (!answer.success) throw strangeAnswer(answer.error)
    const [task] = answer.data.Results ?? []
    if (!task) return { state: null, handle: null }
    const status = statuses.get(task.Status) ?? 'running'
    const state = {
      status,
      moved: task.ApproximateNumberOfMessagesMoved ?? 0,
      toMove: task.ApproximateNumberOfMessagesToMove ?? null,
      failure: task.FailureReason ?? null,
      startedAt: task.StartedTimestamp ?? 0
    }
    return { state, handle: task.TaskHandle ?? null }
  }

  private async call<T>(run: (arn: string, clients: Clients) => Promise<T>): Promise<T> {
    return await this.gateway().call(this.queue, async (QueueUrl, clients) => {
      const { sdk, sender } = clients
      const { Attributes } = await sender.send(
        new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
      )
      return await run(Attributes?.['QueueArn'] ?? '', clients)
    })
  }
}

const statuses: ReadonlyMap<string, MoveState['status']> = new Map([
  ['RUNNING', 'running'],
  ['CANCELLING', 'running'],
  ['COMPLETED', 'done'],
  ['CANCELLED', 'cancelled'],
  ['FAILED', 'failed']
])

/** Whether a server said that it knows no such action, as one that is not AWS may. */
export function isUnknownAction(error: unknown): boolean {
  const { cause }: ChatError = toChatError(error)
  const name = cause instanceof Error ? cause.name : ''
  return /(InvalidAction|UnknownOperationException|NotImplemented\w*|UnknownAction)$/.test(name)
}
