import { createHmac } from 'node:crypto'
import { z } from 'zod'

const querySchema = z.object({ nonce: z.string().max(200).optional() }).catch({})

/** What `/alive` answers to a nonce: only who holds the key can say it. Empty without a key or a nonce. */
export function proofOf(key: string | undefined, query: unknown): string {
  const { nonce } = querySchema.parse(query)
  if (key === undefined || nonce === undefined) return ''
  return createHmac('sha256', key).update(nonce).digest('base64url')
}
