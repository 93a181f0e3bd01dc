import { SqsError } from '#fauxqs/common/errors.js'
import { toAwsJsonError } from '../protocol/aws-json-error'
import { TABLE_TARGET } from '../protocol/backend-protocol'
import { houseInMemory, TableService } from '../table/table-service'
import type { WireAnswer, WireCall } from '../protocol/lambda-protocol'
import { HOST_CALLER } from '../protocol/local-caller'
import { assertKinds, type ActionBody } from './action-body'
import { hold, lookAt } from './letters'
import type { LocalStore } from './local-store'
import { receiveMessage, type ReceiveOutput } from './receive-message'
import { assertAccess, assertLetterAccess } from './queue-access'
import { actions } from './sqs-actions'

/** Targets of SQS begin with this. */
export const SQS_TARGET = 'AmazonSQS.'
export const CONTENT_TYPE = 'application/x-amz-json-1.0'

/**
 * One call of SQS: an action's name and its input as JSON writes it, answered by its output.
 *
 * Rejects with an `SqsError`. When the signal fires, a long poll ends without having taken a message.
 */
export type QueueCall = (action: string, body: ActionBody, signal?: AbortSignal) => Promise<object>

interface GivenCall {
  readonly action: string
  readonly body: ActionBody
  readonly signal: AbortSignal | undefined
}

/** The queues, and the table beside them, as their own process calls them: what comes over HTTP and what the mapping and the function ask for. */
export class QueueService {
  private readonly polls = new Set<AbortController>()
  private stopping = false

  constructor(
    private readonly store: LocalStore,
    readonly table = new TableService({ templates: [], house: houseInMemory })
  ) {}

  /** Calls of this process. */
  readonly call: QueueCall = (action, body, signal) => this.as(HOST_CALLER)(action, body, signal)

  /** Calls as somebody makes them: what he sends bears his name, and what belongs to somebody else is closed to him. */
  as(caller: string): QueueCall {
    return (action, body, signal) => this.run(caller, { action, body, signal })
  }

  private async run(caller: string, { action, body, signal }: GivenCall): Promise<object> {
    const { clockWatch, persistence } = this.store
    clockWatch.look()
    assertKinds(body)
    assertAccess(action, body, { store: this.store, caller })
    if (action === 'ReceiveMessage') return await this.receive(body, signal)
    const run = actions.get(action)
    if (!run) {
      const reason = `The local backend knows no action "${action}". Clients of the older Query protocol are not served.`
      throw new SqsError('InvalidAction', reason)
    }
    const work = (): object => run(body, this.store, caller) as object
    return persistence ? await persistence.together(work) : work()
  }

  /** A call of the desk for dead letters, which AWS does not have: `Look` and `Hold`. */
  async letters(verb: string, body: ActionBody, caller = HOST_CALLER): Promise<object> {
    const { clockWatch, persistence } = this.store
    clockWatch.look()
    assertLetterAccess(body, { store: this.store, caller })
    const work = verb === 'Look' ? lookAt : verb === 'Hold' ? hold : null
    if (!work) throw new SqsError('InvalidAction', `Of letters the local backend knows no "${verb}".`)
    return persistence ? await persistence.together(() => work(body, this.store)) : work(body, this.store)
  }

  /** From now on polls return at once, empty when there is nothing. */
  endPolls(): void {
    this.stopping = true
    for (const poll of this.polls) poll.abort()
  }

  private async receive(body: ActionBody, signal?: AbortSignal): Promise<ReceiveOutput> {
    const poll = new AbortController()
    const end = (): void => poll.abort()
    if (this.stopping || signal?.aborted) end()
    this.polls.add(poll)
    signal?.addEventListener('abort', end)
    try {
      return await receiveMessage(body, { store: this.store, signal: poll.signal })
    } finally {
      this.polls.delete(poll)
      signal?.removeEventListener('abort', end)
    }
  }

  /** Answers what would stand on the wire with what would stand there. The signal fires when nobody reads the answer. */
  readonly answer = async (call: WireCall, gone: AbortSignal): Promise<WireAnswer> => {
    if (call.target.startsWith(TABLE_TARGET)) return await this.table.answer(call)
    try {
      const action = call.target.slice(SQS_TARGET.length)
      const input = readJson(call.body)
      const result = await this.call(action, input, gone)
      if (gone.aborted && action === 'ReceiveMessage') this.giveBack(input, result)
      return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(result) }
    } catch (error) {
      const { body: told, ...answer } = toAwsJsonError(error)
      return { ...answer, body: JSON.stringify(told) }
    }
  }

  /** Nobody read this answer to a receive: what it carried is visible again at once. */
  giveBack(body: ActionBody, { Messages = [] }: ReceiveOutput): void {
    // While it stops, the database may be closed already; the next start makes all of them visible.
    if (this.stopping) return
    const queue = this.store.getQueue(String(body['QueueUrl']))
    for (const { ReceiptHandle } of Messages) queue?.changeVisibility(ReceiptHandle, 0)
  }
}

/** Reads a body as the JSON object that each action is called with. */
export function readJson(text: unknown): ActionBody {
  try {
    const value: unknown = JSON.parse(String(text))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ActionBody
  } catch {
    // The same answer as to JSON that is no object.
  }
  throw new SqsError('SerializationException', 'The request body is not a JSON object.')
}
