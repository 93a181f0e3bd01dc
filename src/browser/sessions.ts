import { createHash, randomBytes } from 'node:crypto'

/**
 * Who may use the browser host: one session per redeemed launch token.
 *
 * Lives in memory only, as hashes: a restart signs every browser out, and a memory dump holds no usable session.
 */
export class Sessions {
  readonly #hashes = new Set<string>()

  /** Starts a session and returns its secret, 256 random bits, to be kept by the page alone. */
  open(): string {
    const secret = randomBytes(32).toString('base64url')
    this.#hashes.add(hash(secret))
    return secret
  }

  /** Whether the secret belongs to a session. Compares hashes, so timing tells nothing about the secret. */
  has(secret: string | undefined): boolean {
    return secret !== undefined && this.#hashes.has(hash(secret))
  }
}

const hash = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
