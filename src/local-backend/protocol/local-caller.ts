import { createHash, timingSafeEqual } from 'node:crypto'

/** Who calls with the install's own key: its processes, and who took the key from `chatapp backend --print-env`. */
export const HOST_CALLER = 'local:host'

/** The tag by which a queue belongs to a caller; nobody else gets at it, as the stack's policy has it on AWS. */
export const CALLER_TAG = 'chatapp:caller'

/** What tells a profile's key id from the install's: 32 hex digits in capitals, made once. */
export const profileDigits = /^[0-9A-F]{32}$/

/** The key id that a profile signs with; the secret is the install's. */
export const profileKeyId = (installKeyId: string, digits: string): string => `${installKeyId}P${digits}`

/** Whom SQS names as the sender of what a key id signed; null for one that is not of this install. */
export function callerOf(keyId: string, installKeyId: string): string | null {
  const [own, digits] = [keyId.slice(0, installKeyId.length), keyId.slice(installKeyId.length)]
  if (!timingSafeEqual(digest(own), digest(installKeyId))) return null
  if (digits === '') return HOST_CALLER
  if (!digits.startsWith('P') || !profileDigits.test(digits.slice(1))) return null
  return `local:${digest(keyId).toString('hex').slice(0, 20)}`
}

const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
