import type { RequestBody } from '../src/shared/message'
import { CONSOLE_CONVERSATION, type Delivery } from './delivery'
import type { Answer, HandlerContext, Incoming, Reply } from './message-handler'
import type { Route } from './route'
import { withinTime } from '../src/shared/timer'
import { idsOf, messageLine } from './batch-log'
import { writeReply, type Identity, type OutgoingReply } from './write-reply'

export interface ProcessDeps {
  readonly route: (text: string) => Route
  readonly commands: HandlerContext['commands']
  readonly identity: Identity
  readonly now: () => number
  /** Takes one line of the log. */
  readonly writeLine: (line: string) => void
  /** How long a handler may take from now on, in milliseconds. */
  readonly timeLeft: () => number
}

/** What became of one message. `refused`: it cannot be read, and its sender is told so. */
export type Processed =
  | { status: 'answered' | 'refused'; handler: string; replies: readonly OutgoingReply[] }
  | { status: 'failed'; handler: string; cause: unknown }

/** Lets the handler of one message answer it. Never throws: a failure is a result. */
export async function processDelivery(
  delivery: Delivery,
  deps: ProcessDeps,
  progress: HandlerContext['progress']
): Promise<Processed> {
  const { request } = delivery
  const startedAt = deps.now()
  if (!request.ok && request.reason !== 'foreign') {
    const handler = request.reason
    return attempt(handler, 'refused', () =>
      write([{ kind: 'error', text: request.detail }], { delivery, startedAt }, deps)
    )
  }
  const text = request.ok ? request.body.text : delivery.body
  const { name, argument, handle } = deps.route(text)
  return attempt(name, 'answered', async () => {
    const message = incoming(delivery, text, argument)
    const answer = await withinTime(deps.timeLeft(), (signal) =>
      handle(message, {
        ...deps.identity,
        now: deps.now,
        commands: deps.commands,
        signal,
        progress,
        log: logOf(delivery, deps)
      })
    )
    return write(repliesOf(answer, name), { delivery, startedAt }, deps)
  })
}

const logOf =
  (delivery: Delivery, { identity, now, writeLine }: ProcessDeps): HandlerContext['log'] =>
  (text, level = 'INFO') =>
    writeLine(messageLine({ level, message: text }, idsOf(delivery, identity), now()))

async function attempt(
  handler: string,
  status: 'answered' | 'refused',
  work: () => readonly OutgoingReply[] | Promise<readonly OutgoingReply[]>
): Promise<Processed> {
  try {
    return { status, handler, replies: await work() }
  } catch (cause) {
    return { status: 'failed', handler, cause }
  }
}

function incoming(delivery: Delivery, text: string, argument: string): Incoming {
  const { request, sqsMessageId, enqueuedAt, attempts, replyQueue, attributes, traceparent } = delivery
  const from: Pick<RequestBody, 'id' | 'conversationId' | 'sender'> = request.ok
    ? request.body
    : {
        id: sqsMessageId,
        conversationId: CONSOLE_CONVERSATION,
        sender: { id: 'console', name: 'AWS console' }
      }
  const { id, conversationId, sender } = from
  const message = {
    id,
    conversationId,
    sender,
    text,
    argument,
    attempts,
    attributes,
    replyQueue,
    traceparent
  }
  return { ...message, queuedAt: enqueuedAt }
}

/** A handler may be JavaScript or cast: what it returns is checked. */
function repliesOf(answer: Answer, handler: string): readonly Reply[] {
  const replies = typeof answer === 'string' ? [{ text: answer }] : [answer].flat()
  for (const reply of replies as readonly unknown[]) {
    const text = typeof reply === 'object' && reply !== null && 'text' in reply ? reply.text : undefined
    if (typeof text !== 'string')
      throw new TypeError(`the handler "${handler}" returned something that is no reply`)
  }
  return replies
}

function write(
  replies: readonly Reply[],
  { delivery, startedAt }: { delivery: Delivery; startedAt: number },
  { identity, now }: ProcessDeps
): readonly OutgoingReply[] {
  const { address } = delivery
  const facts = { delivery, address, identity, startedAt, processedAt: now() }
  return replies.map((reply, index) => writeReply(reply, { ...facts, place: String(index), now: now() }))
}
