import { createHmac, timingSafeEqual } from 'node:crypto'

/** What is proved: that this host runs, or that a process of this user may ask it for a link. */
type Purpose = 'alive' | 'link'

/** What is asked of who claims to hold the key. */
interface Challenge {
  readonly key: string
  readonly purpose: Purpose
  readonly nonce: string
}

/** What only who holds the key can say to a nonce. One purpose's answer is worth nothing for the other. */
export const proofOf = ({ key, purpose, nonce }: Challenge): string =>
  createHmac('sha256', key).update(`${purpose}:${nonce}`).digest('base64url')

/** Compares in a time that tells nothing about the right answer. */
export function isProof(given: string, challenge: Challenge): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(proofOf(challenge))]
  return one.length === other.length && timingSafeEqual(one, other)
}
