import { z } from 'zod'
import { ChatError, errorText } from '../../shared/errors'
import type { Redactor } from '../../platform/redactor'

/** Encryption by the operating system, where a host has it. */
export interface KeyCipher {
  encrypt(text: string): Buffer
  /** Throws when the blob is not of this user and machine. */
  decrypt(blob: Buffer): string
}

/** Where encrypted blobs are kept. */
export interface BlobStore {
  read(name: string): string | null
  write(name: string, blob: string | null): void
}

const printable = (field: string) =>
  z
    .string()
    .trim()
    .regex(/^[\u0021-\u007e]+$/, `${field}: It has characters that no key has. Copy it again.`)

/** Whose keys are typed before there is a backend. */
export const NEW_BACKEND = 'new'

/** Access keys as a person types them. */
export const accessKeysSchema = z.object({
  accessKeyId: printable('Access key ID').regex(
    /^[A-Z0-9]{16,128}$/,
    'Access key ID: It has 20 capital letters and digits, and begins with AKIA or ASIA.'
  ),
  secretAccessKey: printable('Secret access key')
    .min(16, 'Secret access key: It is too short. Copy it again.')
    .max(256),
  sessionToken: printable('Session token').max(8192).optional()
})

export type AccessKeys = z.output<typeof accessKeysSchema>

/**
 * Keys that were typed into a page of the host, by backend.
 *
 * They are kept in memory, and stored only as a blob that the operating system has encrypted. Without such a cipher
 * they are gone when the process ends. Nothing here ever crosses the contract.
 */
export class KeyVault {
  readonly #keys = new Map<string, AccessKeys>()

  constructor(
    private readonly blobs: BlobStore,
    private readonly cipher: KeyCipher | null,
    private readonly redactor: Redactor
  ) {}

  /** Whether keys outlive the process. */
  get stores(): boolean {
    return this.cipher !== null
  }

  /** Keeps keys. Throws `invalid_input`, naming the field, never the value. */
  put(backendId: string, typed: unknown): void {
    const parsed = accessKeysSchema.safeParse(typed)
    if (!parsed.success)
      throw ChatError.of('invalid_input', parsed.error.issues[0]?.message ?? errorText('keys.invalid'))
    this.#learn(parsed.data)
    this.#keys.set(backendId, parsed.data)
    // What is not a backend yet is not stored: it may never become one.
    if (this.cipher && backendId !== NEW_BACKEND) {
      const blob = this.cipher.encrypt(JSON.stringify(parsed.data))
      this.blobs.write(backendId, blob.toString('base64'))
    }
  }

  /** The keys of a backend, or null. A blob that cannot be decrypted (any more) counts as none. */
  get(backendId: string): AccessKeys | null {
    const known = this.#keys.get(backendId)
    if (known) return known
    const blob = this.cipher && this.blobs.read(backendId)
    if (!this.cipher || !blob) return null
    try {
      const keys = accessKeysSchema.parse(JSON.parse(this.cipher.decrypt(Buffer.from(blob, 'base64'))))
      this.#learn(keys)
      this.#keys.set(backendId, keys)
      return keys
    } catch {
      return null
    }
  }

  /** Gives a backend the keys that were typed before it had an id, unless it has its own, and forgets those. */
  adopt(backendId: string): void {
    const keys = this.get(NEW_BACKEND)
    if (keys && !this.get(backendId)) this.put(backendId, keys)
    this.forget(NEW_BACKEND)
  }

  forget(backendId: string): void {
    this.#keys.delete(backendId)
    this.blobs.write(backendId, null)
  }

  #learn({ secretAccessKey, sessionToken }: AccessKeys): void {
    this.redactor.learn(secretAccessKey, sessionToken)
  }
}
