import { consoleHost } from '../../shared/aws-partition'
import type { Exchange } from '../../shared/contract'
import { parseStoredReply } from '../../shared/message'
import { traceparentOf, TRACEPARENT } from '../../shared/traceparent'
import { MAX_OWN_ATTRIBUTES } from '../../shared/own-attributes'
import type { MessageReader } from '../store/message-reader'

/** The exchange of a message as the contract tells it; `region` is where AWS keeps traces, if it does. */
export function exchangeOf(
  { request, replies }: ReturnType<MessageReader['exchange']>,
  region: string | null
): Exchange {
  const answers = replies.map((reply) => {
    const parsed = parseStoredReply(reply.rawBody)
    const trace = parsed.ok ? parsed.body.trace : {}
    return {
      ...reply,
      trace,
      xrayUrl: xrayUrl(trace.xrayTrace ?? reply.attributes['AWSTraceHeader'], region)
    }
  })
  const brought = answers.find(({ trace }) => trace.traceparent !== undefined)?.trace.traceparent
  return { request, replies: answers, traceparent: brought ?? sentTrace(request) }
}

/** The trace that a request was sent with: the user's own, else ours, where there was room for it; earlier versions sent none. */
function sentTrace(request: Exchange['request']): string | null {
  if (!request?.evidence.sendings?.length) return null
  const { attributes = [], id } = request.message
  const own = attributes.find(({ name }) => name === TRACEPARENT)
  if (own) return own.value
  // To queues that a chat is bound to it goes without ours.
  if (request.message.pair) return null
  return attributes.length < MAX_OWN_ATTRIBUTES ? traceparentOf(id) : null
}

/** Where the console shows the trace of a header of X-Ray; null where nothing was recorded. */
function xrayUrl(header: string | undefined, region: string | null): string | null {
  const [, root] = /(?:^|;)Root=(1-[\da-f]{8}-[\da-f]{24})(?:;|$)/.exec(header ?? '') ?? []
  if (root === undefined || region === null || !/(?:^|;)Sampled=1(?:;|$)/.test(header ?? '')) return null
  return `https://${consoleHost(region)}/cloudwatch/home?region=${region}#xray:traces/${root}`
}
