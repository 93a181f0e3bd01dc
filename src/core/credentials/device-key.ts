import { generateKeyPairSync } from 'node:crypto'
import { z } from 'zod'
import type { Redactor } from '../../platform/redactor'
import { ChatError } from '../../shared/errors'
import type { BlobStore, KeyCipher } from './key-vault'

/** Under which name it is kept; no backend has such an id. */
const NAME = 'device-key'
const LOST = 'device-key-lost'

const key = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const pairSchema = z.object({ publicKey: key, privateKey: key })
const storedSchema = z.union([
  /** As it is: only the data folder (0600) keeps it, as it keeps the messages. */
  pairSchema,
  /** The private half as the operating system has encrypted it, in base64. */
  z.object({ publicKey: key, encrypted: z.string() })
])

type DeviceKeyPair = z.output<typeof pairSchema>

/** Where it is kept; `add` keeps what is there already, and returns what stands then. */
export type DeviceKeyStore = BlobStore & { add(name: string, blob: string): string }

/** The public half that is kept; empty where there is none yet. */
export const keptPublicKey = (blobs: Pick<BlobStore, 'read'>): string =>
  storedSchema.safeParse(jsonOf(blobs.read(NAME) ?? '')).data?.publicKey ?? ''

/**
 * The key pair of this profile on this device, for direct messages: made at the first need, kept for good.
 *
 * The private half is encrypted by the operating system where the host that makes it has such a cipher. In other hosts
 * (browser, CLI, Linux without a keyring) it stands in the data folder as the messages do: were it kept in memory alone, as
 * typed access keys are there, everything on its way at the end of the process could never be read. It crosses no
 * contract, no log and no network.
 */
export class DeviceKey {
  #pair: DeviceKeyPair | null = null

  constructor(
    private readonly blobs: DeviceKeyStore,
    private readonly cipher: KeyCipher | null,
    private readonly redactor: Redactor
  ) {}

  /** The public half; the pair is made where there is none. Asks the operating system for nothing but to keep a new one. */
  async publicKey(): Promise<string> {
    return (this.#stored() ?? (await this.#make())).publicKey
  }

  /** Throws `rooms.key_locked` where another host had it encrypted, and this one cannot decrypt it. */
  async pair(): Promise<DeviceKeyPair> {
    const stored = this.#stored() ?? (await this.#make())
    this.#pair ??= await this.#open(stored)
    this.redactor.learn(this.#pair.privateKey)
    return this.#pair
  }

  /** A blob that cannot be read is set aside, not lost: a new pair takes its place. */
  #stored() {
    const blob = this.blobs.read(NAME)
    if (blob === null) return null
    const stored = storedSchema.safeParse(jsonOf(blob))
    if (stored.success) return stored.data
    this.#setAside(blob)
    return null
  }

  async #make() {
    const { x, d } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
    const pair = pairSchema.parse({ publicKey: x, privateKey: d })
    this.redactor.learn(pair.privateKey)
    const { cipher } = this
    const blob =
      cipher && (await cipher.available())
        ? { publicKey: pair.publicKey, encrypted: await encrypted(cipher, pair.privateKey) }
        : pair
    // Another host may have made one meanwhile; the first one counts for all.
    const stored = storedSchema.parse(JSON.parse(this.blobs.add(NAME, JSON.stringify(blob))))
    if (stored.publicKey === pair.publicKey) this.#pair = pair
    return stored
  }

  async #open(stored: z.output<typeof storedSchema>): Promise<DeviceKeyPair> {
    if ('privateKey' in stored) return stored
    const { cipher } = this
    if (!cipher || !(await cipher.available())) throw new ChatError('rooms.key_locked')
    const { publicKey, encrypted } = stored
    try {
      const { text } = await cipher.decrypt(Buffer.from(encrypted, 'base64'))
      return pairSchema.parse({ publicKey, privateKey: text })
    } catch {
      // Of another computer or user: a folder that was moved. What was sealed for it stays closed.
      const blob = this.blobs.read(NAME)
      if (blob !== null && blob.includes(publicKey)) this.#setAside(blob)
      await this.#make()
      if (this.#pair) return this.#pair
      throw new ChatError('rooms.key_locked')
    }
  }

  #setAside(blob: string): void {
    this.blobs.write(LOST, blob)
    this.blobs.write(NAME, null)
  }
}

async function encrypted(cipher: KeyCipher, text: string): Promise<string> {
  const blob = await cipher.encrypt(text).catch((cause: unknown) => {
    throw new ChatError('rooms.key_not_kept', {}, { cause })
  })
  return blob.toString('base64')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
