import { createHash, randomUUID } from 'node:crypto'
import { systemClock } from '../../shared/clock'
import type { BackendTemplate } from '../protocol/backend-template'
import type { WireAnswer, WireCall } from '../protocol/lambda-protocol'
import type { DryRunAnswer, DryRunInput } from '../protocol/letters-protocol'
import { TABLE_TARGET } from '../protocol/backend-protocol'
import { HOST_CALLER } from '../protocol/local-caller'
import { LambdaRunner, type LambdaRunnerOptions } from './lambda-runner'
import { failedIds, toSqsEvent } from './sqs-event'

export type DryRunnerOptions = Omit<LambdaRunnerOptions, 'answer' | 'log' | 'faultLab'> & {
  queues: Pick<BackendTemplate['queues'], 'request'>
  /** Answers a call of DynamoDB without keeping what it would write. */
  answerTable: (call: WireCall) => Promise<WireAnswer>
}

/** The function's standard output comes by another way than its answer: this long after, nothing more is its own. */
const LOG_AFTER_MS = 50

const ok = (body: object): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body)
})

/**
 * Runs the function's own bundle on a message that no queue holds: what it would send is kept here and sent nowhere, and
 * what it would write into a table is not written.
 *
 * It is given as the message's last attempt, so that a failure says why. One runs at a time. What a handler does beside
 * SQS and DynamoDB, it really does.
 */
export class DryRunner {
  private readonly runner: LambdaRunner
  private replies: DryRunAnswer['replies'] = []
  private log: string[] = []
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: DryRunnerOptions) {
    this.runner = new LambdaRunner({
      ...options,
      answer: async (call) =>
        call.target.startsWith(TABLE_TARGET) ? await options.answerTable(call) : this.answer(call),
      log: (line) => this.log.push(line)
    })
  }

  /** Never rejects: a failure is an answer. */
  run(input: DryRunInput): Promise<DryRunAnswer> {
    const run = this.last.then(() => this.invoke(input))
    this.last = run
    return run
  }

  stop(): Promise<void> {
    return this.runner.stop()
  }

  private async invoke({ body, messageAttributes, sentAt }: DryRunInput): Promise<DryRunAnswer> {
    this.replies = []
    this.log = []
    const { queues, lambda, runtimeEnvironment } = this.options
    const MessageId = randomUUID()
    const Attributes = {
      SenderId: HOST_CALLER,
      SentTimestamp: String(sentAt),
      ApproximateReceiveCount: lambda.environment['MAX_RECEIVE_COUNT'] ?? '1',
      ApproximateFirstReceiveTimestamp: String(sentAt)
    }
    const message = {
      MessageId,
      ReceiptHandle: 'dry-run',
      Body: body,
      MD5OfBody: createHash('md5').update(body).digest('hex'),
      MessageAttributes: messageAttributes,
      Attributes
    }
    const region = runtimeEnvironment['AWS_REGION'] ?? ''
    const event = toSqsEvent([message], { arn: queues.request.arn, region })
    const startedAt = systemClock.elapsed()
    let succeeded = false
    let error: string | null = null
    try {
      succeeded = failedIds(await this.runner.invoke(JSON.stringify(event)), [MessageId]).size === 0
    } catch (cause) {
      error = cause instanceof Error ? cause.message : String(cause)
    }
    const ms = Math.round(systemClock.elapsed() - startedAt)
    await new Promise((resolve) => setTimeout(resolve, LOG_AFTER_MS))
    return { succeeded, replies: this.replies, log: this.log, error, ms }
  }

  /** Takes what the function sends, and says what SQS would. */
  private answer({ target, body }: WireCall): WireAnswer {
    const input = JSON.parse(body) as {
      QueueName?: string
      QueueUrl?: string
      Entries?: { Id: string; MessageBody?: string }[]
    }
    const action = target.slice(target.indexOf('.') + 1)
    if (action === 'GetQueueUrl') return ok({ QueueUrl: `http://127.0.0.1/0/${input.QueueName}` })
    const entries = input.Entries ?? []
    if (action === 'SendMessageBatch') {
      const queue = input.QueueUrl?.split('/').at(-1) ?? ''
      for (const { MessageBody = '' } of entries) this.replies.push({ queue, body: MessageBody })
    }
    const Successful = entries.map(({ Id, MessageBody = '' }) => ({
      Id,
      MessageId: randomUUID(),
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex')
    }))
    return ok({ Successful, Failed: [] })
  }
}
