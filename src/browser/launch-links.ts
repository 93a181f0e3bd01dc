import { createHash, randomBytes } from 'node:crypto'

/** The two clocks by which a link grows old: the wall's goes on while the machine sleeps, the other one never back. */
interface LinkClock {
  readonly now: () => number
  readonly elapsed: () => number
}

/** How long a link waits to be opened, in milliseconds. */
export const LINK_LIFE_MS = 600_000

interface Waiting {
  readonly now: number
  readonly elapsed: number
  readonly spent: AbortController
}

/** A one-time link's token, and the signal that it can be used no more. */
interface LaunchToken {
  readonly token: string
  readonly spent: AbortSignal
}

/**
 * The tokens of launch links that nobody has used yet.
 *
 * Each works once and for ten minutes, whatever is done to the clock. Lives in memory only, as hashes, so none survives
 * the host.
 */
export class LaunchLinks {
  readonly #waiting = new Map<string, Waiting>()

  constructor(
    private readonly clock: LinkClock = { now: () => Date.now(), elapsed: () => performance.now() }
  ) {}

  issue(): LaunchToken {
    this.#forgetOld()
    const token = randomBytes(32).toString('base64url')
    const spent = new AbortController()
    this.#waiting.set(hash(token), { now: this.clock.now(), elapsed: this.clock.elapsed(), spent })
    return { token, spent: spent.signal }
  }

  /** True exactly once for each issued token, within its time. */
  redeem(token: string): boolean {
    this.#forgetOld()
    return this.#forget(hash(token))
  }

  /** From now on none works. */
  close(): void {
    for (const key of this.#waiting.keys()) this.#forget(key)
  }

  #forget(key: string): boolean {
    this.#waiting.get(key)?.spent.abort()
    return this.#waiting.delete(key)
  }

  #forgetOld(): void {
    for (const [key, { now, elapsed }] of this.#waiting) {
      const age = Math.max(this.clock.now() - now, this.clock.elapsed() - elapsed)
      if (age > LINK_LIFE_MS) this.#forget(key)
    }
  }
}

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
