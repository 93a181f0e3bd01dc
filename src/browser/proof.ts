import { createHmac, timingSafeEqual } from 'node:crypto'

/** What is proved: that this host runs, or that a process of this user may ask it for a link. */
type Purpose = 'alive' | 'link'

/** What only who holds the key can say to a nonce. One purpose's answer is worth nothing for the other. */
export const proofOf = (key: string, purpose: Purpose, nonce: string): string =>
  createHmac('sha256', key).update(`${purpose}:${nonce}`).digest('base64url')

/** Compares in a time that tells nothing about the right answer. */
export function isProof(given: string, key: string, purpose: Purpose, nonce: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(proofOf(key, purpose, nonce))]
  return one.length === other.length && timingSafeEqual(one, other)
}
