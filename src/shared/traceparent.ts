/** The message attribute in which a request carries its trace: W3C Trace Context, https://www.w3.org/TR/trace-context/ */
export const TRACEPARENT = 'traceparent'

const pattern = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?$/

/**
 * The trace of a request: its id is the request's own, so that every sending of the same request is of one trace, and
 * whoever has the one finds the other. Null for an id that is no UUID.
 */
export function traceparentOf(id: string): string | null {
  const trace = id.toLowerCase().replaceAll('-', '')
  // Sampled: a trace that nobody asked for is not recorded by anyone; this one somebody did ask for.
  return /^[\da-f]{32}$/.test(trace) ? `00-${trace}-${trace.slice(16)}-01` : null
}

/** Whether a text is a trace of this kind, of whatever version. */
export const isTraceparent = (text: string): boolean => text.length <= 200 && pattern.test(text)

/** Its trace id, for logs and tools that look for that alone; null for what is none. */
export const traceIdOf = (traceparent: string): string | null => pattern.exec(traceparent)?.[1] ?? null
