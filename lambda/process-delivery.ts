import type { HandlerContext, Reply } from './message-handler'
import type { Delivery } from './delivery'
import { runHandler, type HandlerDeps } from './run-handler'
import { writeReply, type OutgoingReply } from './write-reply'

export interface ProcessDeps extends HandlerDeps {
  /** Does what a request asks of rooms. Never throws. */
  readonly rooms: (delivery: Delivery, progress: HandlerContext['progress']) => Promise<Processed>
}

/** What became of one message. `refused`: it cannot be read, and its sender is told so. */
export type Processed =
  | {
      status: 'answered' | 'refused'
      handler: string
      replies: readonly OutgoingReply[]
      /** Resolves to why others could not be told what is new for them, or undefined. */
      news?: Promise<unknown>
    }
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
  if (request.ok && request.body['room'] !== undefined) return deps.rooms(delivery, progress)
  const text = request.ok ? request.body.text : delivery.body
  const route = deps.route(text)
  return attempt(route.name, 'answered', async () =>
    write(await runHandler({ delivery, text, route, progress }, deps), { delivery, startedAt }, deps)
  )
}

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

function write(
  replies: readonly Reply[],
  { delivery, startedAt }: { delivery: Delivery; startedAt: number },
  { identity, now }: ProcessDeps
): readonly OutgoingReply[] {
  const { address } = delivery
  const facts = { delivery, address, identity, startedAt, processedAt: now() }
  return replies.map((reply, index) => writeReply(reply, { ...facts, place: String(index), now: now() }))
}
