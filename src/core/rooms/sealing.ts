import { createHash } from 'node:crypto'
import { wordlist } from '@scure/bip39/wordlists/english.js'

/** The keys of one device (Curve25519), each in base64url: 43 characters. */
export interface DeviceKeys {
  readonly publicKey: string
  readonly privateKey: string
}

/** Where a text belongs. It is not in what is sealed; a text that was sealed for another place opens nowhere. */
export interface SealingContext {
  readonly room: string
  /** The request that brings it. */
  readonly id: string
  /** The author, as SQS knows the sender. */
  readonly by: string
  readonly kind: 'message' | 'edit'
  /** The number of the message that is edited. */
  readonly target?: number | undefined
  /** The number of the message that is replied to. */
  readonly quotes?: number | undefined
}

/**
 * Why a text stays closed: it was sealed before this device had a key or for others (`other_device`), with a key that is
 * none of its author's (`unknown_key`), for another place or changed on its way (`changed`), by a newer ChatAPP
 * (`newer`), or it is none (`malformed`).
 */
export type Unreadable = 'other_device' | 'unknown_key' | 'changed' | 'newer' | 'malformed'
export type Opened = { readonly text: string } | { readonly unreadable: Unreadable }

/** Texts from device to device. What it returns and takes is base64, of ASCII alone. */
export interface Sealing {
  readonly publicKey: string
  /**
   * Seals a text for devices by their public keys; this one is always among them. Keys that are none are left out.
   * Takes `sealedBytes` bytes.
   */
  seal(text: string, context: SealingContext, recipients: readonly string[]): string
  /** Opens a text whose author has these keys. Never throws. */
  open(sealed: string, context: SealingContext, senderKeys: readonly string[]): Opened
}

const VERSION = 1
const KEY = 32
const NONCE = 24
const TAG = 8
const MAC = 16
/** The key of the text, and what the text has to be. */
const SECRET = 64
const SLOT = TAG + SECRET + MAC
/** Version, the sender's key, the nonce, how many slots. */
const HEAD = 1 + KEY + NONCE + 1

/** Devices that one text is sealed for at most: those of two people, twice over. */
const MAX_SLOTS = 20

/** Whether it is a public key as devices tell it; each has one writing. */
export const isDeviceKey = (key: string): boolean =>
  key.length === 43 && bytesOf(key).length === KEY && bytesOf(key).toString('base64url') === key

/**
 * Begins to seal and open with a device's keys. Loads libsodium at the first time: 35 ms, and not before.
 *
 * A text is encrypted once, under a key of its own (XChaCha20-Poly1305; its place and everything before it are bound to
 * it). Each device gets that key and the text's keyed hash in a box that only the sender's and its own private key make
 * (X25519, XSalsa20-Poly1305). So a recipient knows which device wrote it, and no other recipient can put a text of his
 * own into the same boxes.
 *
 * Binary: version 1 (1 byte), the sender's public key (32), a nonce (24), the number of slots (1); per device the start
 * of its key's hash (8) and its box (80); the text (its bytes in UTF-8 and 16). In base64: 100 bytes, 118 for each
 * device, four thirds of the text.
 */
export async function openSealing(keys: DeviceKeys): Promise<Sealing> {
  const { default: sodium } = await import('libsodium-wrappers')
  await sodium.ready
  const [ownKey, ownSecret] = [bytesOf(keys.publicKey), bytesOf(keys.privateKey)]
  const proofOf = (text: Uint8Array, place: Uint8Array, key: Uint8Array): Uint8Array =>
    sodium.crypto_generichash(SECRET - KEY, Buffer.concat([place, text]), key)

  const seal: Sealing['seal'] = (text, context, recipients) => {
    const devices = [...new Set([keys.publicKey, ...recipients])].filter(isDeviceKey).slice(0, MAX_SLOTS)
    const [plain, place] = [Buffer.from(text), placeOf(context)]
    const [key, nonce] = [sodium.randombytes_buf(KEY), sodium.randombytes_buf(NONCE)]
    const secret = Buffer.concat([key, proofOf(plain, place, key)])
    const slots = devices.flatMap((device) => {
      const box = boxFor(() => sodium.crypto_box_easy(secret, nonce, bytesOf(device), ownSecret))
      return box ? [Buffer.concat([tagOf(device), box])] : []
    })
    const head = Buffer.concat([Uint8Array.of(VERSION), ownKey, nonce, Uint8Array.of(slots.length), ...slots])
    const bound = Buffer.concat([head, place])
    const closed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, bound, null, nonce, key)
    return Buffer.concat([head, closed]).toString('base64')
  }

  const open: Sealing['open'] = (sealed, context, senderKeys) => {
    const parts = partsOf(sealed)
    if (typeof parts === 'string') return { unreadable: parts }
    const { head, sender, nonce, slots, closed } = parts
    if (!senderKeys.includes(sender)) return { unreadable: 'unknown_key' }
    const box = slots.get(tagOf(keys.publicKey).toString('hex'))
    if (!box) return { unreadable: 'other_device' }
    const place = placeOf(context)
    try {
      const secret = sodium.crypto_box_open_easy(box, nonce, bytesOf(sender), ownSecret)
      const [key, proof] = [secret.subarray(0, KEY), secret.subarray(KEY)]
      const bound = Buffer.concat([head, place])
      const plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, closed, bound, nonce, key)
      if (!sodium.memcmp(proof, proofOf(plain, place, key))) return { unreadable: 'changed' }
      return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain) }
    } catch {
      return { unreadable: 'changed' }
    }
  }
  return { publicKey: keys.publicKey, seal, open }
}

/**
 * Words that two people compare, each on their own screen: the same on both, in the same order, as long as each sees the
 * same keys of both. Empty while one has no key.
 *
 * Twelve of the 2,048 of BIP 39: 132 bits. Who stands between both can choose two keys, one for each side, so that only
 * half of the bits count: 66, where eight words would leave 44.
 */
export function words(ownKeys: readonly string[], theirKeys: readonly string[]): string[] {
  if (ownKeys.length === 0 || theirKeys.length === 0) return []
  const sides = [ownKeys, theirKeys].map((keys) => [...new Set(keys)].toSorted().join(' ')).toSorted()
  const hash = createHash('sha512')
    .update(`ChatAPP words 1\n${sides.join('\n')}`)
    .digest('hex')
  const bits = BigInt(`0x${hash}`)
  return Array.from({ length: 12 }, (_, at) => wordlist[Number((bits >> BigInt(at * 11)) & 2047n)] ?? '')
}

interface Parts {
  /** Everything before the text. */
  readonly head: Buffer
  readonly sender: string
  readonly nonce: Buffer
  /** The boxes by the start of their key's hash. */
  readonly slots: ReadonlyMap<string, Buffer>
  readonly closed: Buffer
}

/** The parts of what was sealed, each of its length; or why they cannot be told. */
function partsOf(sealed: string): Parts | 'malformed' | 'newer' {
  const bytes = Buffer.from(sealed, 'base64')
  // Buffer leaves out what is no base64; the same bytes have one writing.
  if (bytes.length === 0 || bytes.toString('base64') !== sealed) return 'malformed'
  const version = bytes[0] ?? 0
  if (version > VERSION && version < 32) return 'newer'
  const count = bytes[HEAD - 1] ?? 0
  const end = HEAD + count * SLOT
  if (version !== VERSION || count < 1 || count > MAX_SLOTS || bytes.length < end + MAC) return 'malformed'
  const slots = Array.from({ length: count }, (_, at) =>
    bytes.subarray(HEAD + at * SLOT, HEAD + (at + 1) * SLOT)
  )
  return {
    head: bytes.subarray(0, end),
    sender: bytes.subarray(1, 1 + KEY).toString('base64url'),
    nonce: bytes.subarray(1 + KEY, HEAD - 1),
    slots: new Map(slots.map((slot) => [slot.subarray(0, TAG).toString('hex'), slot.subarray(TAG)])),
    closed: bytes.subarray(end)
  }
}

const placeOf = ({ room, id, by, kind, target = 0, quotes = 0 }: SealingContext): Buffer =>
  Buffer.from(JSON.stringify(['ChatAPP direct 1', room, id, by, kind, target, quotes]))

const bytesOf = (key: string): Buffer => Buffer.from(key, 'base64url')

const tagOf = (key: string): Buffer => createHash('sha256').update(bytesOf(key)).digest().subarray(0, TAG)

/** Of some keys nothing can be made (points of small order); nobody's device has such a one. */
function boxFor(make: () => Uint8Array): Uint8Array | null {
  try {
    return make()
  } catch {
    return null
  }
}
