import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { withinTime } from '../../shared/timer'
import { serviceOf, type LocalEndpoint } from './backend-protocol'
import { Signer, stampOf } from '../../platform/sigv4'

export interface SignedPost {
  readonly target: string
  readonly body: string
  readonly timeoutMs: number
}

/** What a local backend answered. */
export interface PostAnswer {
  readonly status: number
  readonly text: string
}

/** Further off than this the backend refuses a request (15 minutes); well within it there is nothing to correct. */
const SKEW_MS = 300_000

/**
 * Posts a call to a local backend past the SDK, signed as the SDK signs.
 *
 * A process with another clock than the backend's signs once more by that one, as the SDK does. Rejects when nobody
 * answers in time.
 */
export async function signedPost(endpoint: LocalEndpoint, post: SignedPost): Promise<PostAnswer> {
  const now = Date.now()
  return await withinTime(post.timeoutMs, async (signal) => {
    const first = await postOnce(endpoint, post, { now, signal })
    const skewed = first.status === 403 && Math.abs(first.serverNow - now) > SKEW_MS
    return skewed ? await postOnce(endpoint, post, { now: first.serverNow, signal }) : first
  })
}

async function postOnce(
  endpoint: LocalEndpoint,
  { target, body }: SignedPost,
  { now, signal }: { now: number; signal: AbortSignal }
): Promise<PostAnswer & { serverNow: number }> {
  const sent = request(endpoint.url, {
    method: 'POST',
    // A connection of its own: one that is kept may be of a process that is gone.
    agent: false,
    headers: signedHeaders(endpoint, { target, body, now }),
    signal
  }).end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const { statusCode = 0, headers } = response
  return { status: statusCode, text: await text(response), serverNow: Date.parse(headers.date ?? '') }
}

/** The headers of a signed call; the `host` header that they cover is the one of the endpoint's address. */
export function signedHeaders(
  { url, region, accessKeyId, secretAccessKey }: Omit<LocalEndpoint, 'pid'>,
  { target, body, now }: { target: string; body: string; now: number }
): Record<string, string> {
  const stamp = stampOf(now)
  const scope = { date: stamp.slice(0, 8), region, service: serviceOf(target) }
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-date': stamp,
    'x-amz-target': target
  }
  const signed = ['content-type', 'host', 'x-amz-date', 'x-amz-target']
  const authorization = new Signer(secretAccessKey).authorization(
    accessKeyId,
    { method: 'POST', path: '/', headers: { ...headers, host: new URL(url).host }, body },
    { scope, stamp, signedHeaders: signed }
  )
  return { ...headers, authorization }
}
