import type { ReplyMessage, RequestMessage } from '../../shared/message'

/** Milliseconds from the request's `queued` to this reply's `received`; null when either is not known, or the clock was set back. */
export function roundTripOf(reply: ReplyMessage, request: RequestMessage | null): number | null {
  const from = request?.timeline.queued
  const to = reply.timeline.received
  if (from === undefined || to === undefined) return null
  return to < from ? null : to - from
}
