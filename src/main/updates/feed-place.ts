import { createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'

// The packaging script runs this file as it is, so it imports no other of ours.

/** Where the feed is, and who signs it: built into the package, see docs/releasing.md. */
export interface FeedPlace {
  /** The folder of the feeds, ending in a slash. https, or http on this computer. */
  readonly url: string
  /** Ed25519, SPKI in DER, base64. */
  readonly publicKey: string
}

const isLocal = ({ hostname }: URL): boolean => hostname === '127.0.0.1' || hostname === '[::1]'

/** Whether a feed or a file may be fetched from there. */
export function isSafe(address: string, base?: string): boolean {
  if (!URL.canParse(address, base)) return false
  const url = new URL(address, base)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(url))
}

/** A feed's place as it stands in the package. */
export const feedPlaceSchema = z.object({
  url: z
    .string()
    .refine((url) => isSafe(url), 'A feed is at an https address.')
    .transform((url) => (url.endsWith('/') ? url : `${url}/`)),
  publicKey: z.string().refine(isPublicKey, 'The key is not an Ed25519 public key (SPKI in DER, base64).')
})

function isPublicKey(text: string): boolean {
  try {
    return keyOf(text).asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}

/** The key that a place names. */
export const keyOf = (publicKey: string): KeyObject =>
  createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
