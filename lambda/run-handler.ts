import type { RequestBody } from '../src/shared/message'
import { withinTime } from '../src/shared/timer'
import { idsOf, messageLine } from './batch-log'
import { CONSOLE_CONVERSATION, type Delivery } from './delivery'
import type { Answer, HandlerContext, Incoming, Reply } from './message-handler'
import type { Route } from './route'
import type { Identity } from './write-reply'

export interface HandlerDeps {
  readonly route: (text: string) => Route
  readonly commands: HandlerContext['commands']
  readonly identity: Identity
  readonly now: () => number
  /** Takes one line of the log. */
  readonly writeLine: (line: string) => void
  /** How long a handler may take from now on, in milliseconds. */
  readonly timeLeft: () => number
}

/** One message for a handler, and what it is a message of. */
export interface HandlerCall {
  readonly delivery: Delivery
  readonly text: string
  readonly route: Route
  readonly progress: HandlerContext['progress']
  /** Where it stands in a room. */
  readonly room?: Incoming['room']
}

/** Lets a handler answer. Throws what it throws, and when its time is over. */
export async function runHandler(call: HandlerCall, deps: HandlerDeps): Promise<readonly Reply[]> {
  const { route, progress, delivery } = call
  const answer = await withinTime(deps.timeLeft(), (signal) =>
    route.handle(incoming(call), {
      ...deps.identity,
      now: deps.now,
      commands: deps.commands,
      signal,
      progress,
      log: logOf(delivery, deps)
    })
  )
  return repliesOf(answer, route.name)
}

const logOf =
  (delivery: Delivery, { identity, now, writeLine }: HandlerDeps): HandlerContext['log'] =>
  (text, level = 'INFO') =>
    writeLine(messageLine({ level, message: text }, idsOf(delivery, identity), now()))

function incoming({ delivery, text, route, room }: HandlerCall): Incoming {
  const { request, sqsMessageId, enqueuedAt, attempts, replyQueue, attributes, traceparent } = delivery
  const from: Pick<RequestBody, 'id' | 'conversationId' | 'sender'> = request.ok
    ? request.body
    : {
        id: sqsMessageId,
        conversationId: CONSOLE_CONVERSATION,
        sender: { id: 'console', name: 'AWS console' }
      }
  const { id, conversationId, sender } = from
  const { argument } = route
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
  return { ...message, queuedAt: enqueuedAt, ...(room ? { room } : {}) }
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
