import type { Readable } from 'node:stream'
import { ChatError } from '../shared/errors'

/** The largest request body: room for one SQS message after escaping, and a little more. */
const MAX_BODY_BYTES = 2 * 1024 * 1024

/** How much of a body that is too large is read and thrown away, so that its sender can read the answer. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024

/** Reads a body as UTF-8 JSON. Throws `too_large` over 2 MiB, `invalid_input` when it is not JSON. */
export async function readJsonBody(body: Readable): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size <= MAX_BODY_BYTES) chunks.push(chunk)
    if (size > MAX_DRAINED_BYTES) break
  }
  if (size > MAX_BODY_BYTES) {
    const limit = MAX_BODY_BYTES.toLocaleString('en')
    throw new ChatError('body.too_large', { limit })
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) as unknown
  } catch (cause) {
    throw new ChatError(
      'body.not_json',
      {},
      {
        cause
      }
    )
  }
}
