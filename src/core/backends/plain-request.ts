import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { withinTime } from '../../shared/timer'

/** What a server said, whoever it is. */
export interface PlainAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface PlainRequest {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  /** Whether whoever answers need not prove who it is: only where nothing secret is said. */
  readonly unproven?: boolean
}

/** More of an answer is not read: whoever says more is not who is looked for. */
const MOST_BYTES = 256 * 1024

/**
 * One request over a connection of its own; a redirect is an answer. Rejects with the system's error, with
 * `TimeoutError`, and with `RangeError` for an answer that is too long.
 */
export async function plainRequest(url: URL, wanted: PlainRequest): Promise<PlainAnswer> {
  const { method = 'GET', headers = {}, body = '', timeoutMs, unproven = false } = wanted
  return await withinTime(timeoutMs, async (signal) => {
    const options = { method, headers, agent: false, signal }
    const sent =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, rejectUnauthorized: !unproven })
        : httpRequest(url, options)
    // What fails once the answer has begun, its body tells.
    sent.on('error', () => {})
    sent.end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    try {
      return {
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: await textOf(response)
      }
    } finally {
      sent.destroy()
    }
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new RangeError('The answer is too long.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
