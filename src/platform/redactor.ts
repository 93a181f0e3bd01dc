/** The shortest value that is taken as a secret; a shorter one would blot out ordinary text. */
const SHORTEST = 8

const BLOT = '[secret]'

/**
 * Blots out every secret this process has come to know, wherever text leaves it.
 *
 * It is the last line, not the first: code keeps secrets out of errors and logs, and this catches what a server or a
 * library puts into its own messages (AWS repeats the signed headers, session token included, when a signature is wrong).
 */
export class Redactor {
  readonly #secrets = new Set<string>()

  /** Remembers secrets for the life of the process. */
  learn(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (secret === undefined || secret.length < SHORTEST) continue
      this.#secrets.add(secret)
      this.#secrets.add(JSON.stringify(secret).slice(1, -1))
      this.#secrets.add(encodeURIComponent(secret))
    }
  }

  /** The text without the secrets. */
  apply(text: string): string {
    let clean = text
    for (const secret of this.#secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, BLOT)
    return clean
  }
}
