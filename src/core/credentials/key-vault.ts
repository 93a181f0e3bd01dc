import { z } from 'zod'
import { ChatError, fieldsError, type ErrorKey } from '../../shared/errors'
import { wrong, zodProblems } from '../../shared/input-error'
import type { Redactor } from '../../platform/redactor'

/** Encryption by the operating system, where a host has it. Each call may make the system ask the user. */
export interface KeyCipher {
  /** Whether there is encryption worth the name. */
  available(): Promise<boolean>
  encrypt(text: string): Promise<Buffer>
  /** Rejects when the blob is not of this user and machine. `outdated`: the system would encrypt it otherwise by now. */
  decrypt(blob: Buffer): Promise<{ readonly text: string; readonly outdated: boolean }>
}

/** Where encrypted blobs are kept. */
export interface BlobStore {
  read(name: string): string | null
  write(name: string, blob: string | null): void
}

const printable = (otherwise: ErrorKey) =>
  z
    .string()
    .trim()
    .regex(/^[\u0021-\u007e]+$/, wrong(otherwise))

/** Whose keys are typed before there is a backend. */
export const NEW_BACKEND = 'new'

/** Access keys as a person types them. */
export const accessKeysSchema = z.object({
  accessKeyId: printable('keys.id_characters').regex(/^[A-Z0-9]{16,128}$/, wrong('keys.id_wrong')),
  secretAccessKey: printable('keys.secret_characters')
    .min(16, wrong('keys.secret_short'))
    .max(256, wrong('keys.secret_long')),
  sessionToken: printable('keys.token_characters').max(8192, wrong('keys.token_long')).optional()
})

export type AccessKeys = z.output<typeof accessKeysSchema>

/**
 * Keys that were typed into a page of the host, by backend.
 *
 * They are kept in memory, and stored only as a blob that the operating system has encrypted; it is asked when keys are
 * stored or read, and not before. Without such a cipher they are gone when the process ends. Nothing here ever crosses
 * the contract.
 */
export class KeyVault {
  readonly #keys = new Map<string, AccessKeys>()

  constructor(
    private readonly blobs: BlobStore,
    private readonly cipher: KeyCipher | null,
    private readonly redactor: Redactor
  ) {}

  /** Whether keys outlive the process. */
  async stores(): Promise<boolean> {
    return (await this.#cipher()) !== null
  }

  /** Keeps keys. Rejects with `invalid_input`, naming the field, never the value. */
  async put(backendId: string, typed: unknown): Promise<void> {
    const parsed = accessKeysSchema.safeParse(typed)
    if (!parsed.success) {
      // One thing at a time; its words name the field as a person knows it.
      const problems = zodProblems(parsed.error).map((problem) => ({ ...problem, field: '' }))
      throw fieldsError(problems.slice(0, 1))
    }
    this.#learn(parsed.data)
    this.#keys.set(backendId, parsed.data)
    // What is not a backend yet is not stored: it may never become one.
    if (backendId !== NEW_BACKEND) await this.#store(backendId, parsed.data)
  }

  /** The keys of a backend, or null. A blob that cannot be decrypted (any more) counts as none. */
  async get(backendId: string): Promise<AccessKeys | null> {
    const known = this.#keys.get(backendId)
    if (known) return known
    const blob = this.blobs.read(backendId)
    const cipher = blob === null ? null : await this.#cipher()
    if (blob === null || cipher === null) return null
    try {
      const { text, outdated } = await cipher.decrypt(Buffer.from(blob, 'base64'))
      const keys = accessKeysSchema.parse(JSON.parse(text))
      this.#learn(keys)
      // While the system was asked, others may have been typed, or these forgotten.
      if (this.blobs.read(backendId) !== blob) return this.#keys.get(backendId) ?? null
      this.#keys.set(backendId, keys)
      if (outdated) await this.#store(backendId, keys)
      return keys
    } catch {
      return this.#keys.get(backendId) ?? null
    }
  }

  /** Gives a backend the keys that were typed before it had an id, unless it has its own, and forgets those. */
  async adopt(backendId: string): Promise<void> {
    const keys = await this.get(NEW_BACKEND)
    if (keys && !(await this.get(backendId))) await this.put(backendId, keys)
    this.forget(NEW_BACKEND)
  }

  forget(backendId: string): void {
    this.#keys.delete(backendId)
    this.blobs.write(backendId, null)
  }

  async #cipher(): Promise<KeyCipher | null> {
    return this.cipher && (await this.cipher.available()) ? this.cipher : null
  }

  async #store(backendId: string, keys: AccessKeys): Promise<void> {
    const cipher = await this.#cipher()
    if (!cipher) return
    const blob = await cipher.encrypt(JSON.stringify(keys)).catch((cause: unknown) => {
      throw new ChatError('keys.not_encrypted', {}, { cause })
    })
    // While the system was asked, others may have been typed, or these forgotten.
    if (this.#keys.get(backendId) === keys) this.blobs.write(backendId, blob.toString('base64'))
  }

  #learn({ secretAccessKey, sessionToken }: AccessKeys): void {
    this.redactor.learn(secretAccessKey, sessionToken)
  }
}
