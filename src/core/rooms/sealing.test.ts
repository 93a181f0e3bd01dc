import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sealedBytes } from '../../shared/room-wire'
import { bodySize } from '../../shared/wire'
import { isDeviceKey, openSealing, words, type DeviceKeys, type SealingContext } from './sealing'

function someKeys(): DeviceKeys {
  const { x = '', d = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
  return { publicKey: x, privateKey: d }
}

const aDevice = async () => await openSealing(someKeys())

const context: SealingContext = {
  room: '0b7c8d3e-1111-8222-8333-444455556666',
  id: '01932c07-209c-7b5f-9a3e-1d2c3b4a5f60',
  by: 'AIDAADA',
  kind: 'message'
}

/** Ada's device, Bob's, and a text that she sealed for him. */
async function setup(text = 'See you at eight') {
  const [ada, bob] = [await aDevice(), await aDevice()]
  return { ada, bob, text, sealed: ada.seal(text, context, [bob.publicKey]) }
}

it.each(['', 'x', 'Grüße, 你好, 👩‍👩‍👧, \u0000 and\nlines', '﻿mark', 'word '.repeat(4000)])(
  'brings a text to the other and to its own author, and takes the bytes that it said: %.12j',
  async (text) => {
    const { ada, bob, sealed } = await setup(text)

    expect(bob.open(sealed, context, [ada.publicKey])).toEqual({ text })
    expect(ada.open(sealed, context, [ada.publicKey])).toEqual({ text })
    expect(bodySize({ sealed })).toBe(sealedBytes(text, 2))
  }
)

it('seals for ten devices and each of them opens it; one that came later does not', async () => {
  const [ada, later] = [await aDevice(), await aDevice()]
  const others = await Promise.all(Array.from({ length: 9 }, aDevice))

  const sealed = ada.seal('for all', context, [
    ada.publicKey,
    ...others.map(({ publicKey }) => publicKey),
    'no key'
  ])

  for (const device of others)
    expect(device.open(sealed, context, [ada.publicKey])).toEqual({ text: 'for all' })
  expect(later.open(sealed, context, [ada.publicKey])).toEqual({ unreadable: 'other_device' })
  expect(bodySize({ sealed })).toBe(sealedBytes('for all'))
})

it.each<[string, Partial<SealingContext>]>([
  ['room', { room: '0b7c8d3e-1111-8222-8333-444455556667' }],
  ['message', { id: '01932c07-209c-7b5f-9a3e-1d2c3b4a5f61' }],
  ['author', { by: 'AIDABOB' }],
  ['kind', { kind: 'edit' }],
  ['target', { target: 7 }],
  ['quoted message', { quotes: 7 }]
])('opens nothing in the place of another %s', async (_what, change) => {
  const { ada, bob, sealed } = await setup()

  expect(bob.open(sealed, { ...context, ...change }, [ada.publicKey])).toEqual({ unreadable: 'changed' })
})

it('opens nothing that comes from a device which is none of its author’s', async () => {
  const { ada, bob, sealed } = await setup()
  const mallory = await aDevice()

  expect(bob.open(sealed, context, [mallory.publicKey])).toEqual({ unreadable: 'unknown_key' })
  expect(bob.open(sealed, context, [])).toEqual({ unreadable: 'unknown_key' })
  const own = mallory.seal('forged', context, [bob.publicKey])
  expect(bob.open(own, context, [ada.publicKey])).toEqual({ unreadable: 'unknown_key' })
  const [real, forged] = [sealed, own].map((one) => Buffer.from(one, 'base64'))
  // Her own, with Ada's key written over hers.
  const renamed = Buffer.concat([
    forged!.subarray(0, 1),
    real!.subarray(1, 33),
    forged!.subarray(33)
  ]).toString('base64')
  expect(bob.open(renamed, context, [ada.publicKey])).toEqual({ unreadable: 'changed' })
})

it('opens nothing of which any bit was turned', async () => {
  const { ada, bob, sealed, text } = await setup()
  const bytes = Buffer.from(sealed, 'base64')

  const opened = [...bytes.keys()].filter((at) => {
    const turned = Buffer.from(bytes)
    turned[at] = (turned[at] ?? 0) ^ (1 << (at % 8))
    return 'text' in bob.open(turned.toString('base64'), context, [ada.publicKey])
  })

  expect(opened).toEqual([])
  expect(bob.open(bytes.toString('base64'), context, [ada.publicKey])).toEqual({ text })
})

it('opens nothing that was cut, or has more behind it', async () => {
  const { ada, bob, sealed } = await setup()
  const bytes = Buffer.from(sealed, 'base64')
  const pieces = [...bytes.keys()].map((end) => bytes.subarray(0, end).toString('base64'))

  const opened = [...pieces, `${sealed}=`, Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64')].filter(
    (piece) => 'text' in bob.open(piece, context, [ada.publicKey])
  )

  expect(opened).toEqual([])
})

it('says why of whatever else it is given, and never throws', async () => {
  const { ada, bob, sealed } = await setup()
  const newer = Buffer.from(sealed, 'base64')
  newer[0] = 2

  const reason = (text: string) => bob.open(text, context, [ada.publicKey])

  expect(reason(newer.toString('base64'))).toEqual({ unreadable: 'newer' })
  for (const text of ['', 'null', '{"v":1,"k":[]}', '[]'.repeat(1000), sealed.replace(/.$/, '*'), 'AQ=='])
    expect(reason(text)).toEqual({ unreadable: 'malformed' })
  fc.assert(fc.property(fc.string(), (text) => 'unreadable' in reason(text)))
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      (bytes) => 'unreadable' in reason(Buffer.from(bytes).toString('base64'))
    )
  )
})

it('seals the same text otherwise each time, and shows nothing of it', async () => {
  const { ada, bob, sealed, text } = await setup()

  expect(Buffer.from(sealed, 'base64').includes(text.slice(0, 4))).toBe(false)
  expect(ada.seal(text, context, [bob.publicKey])).not.toBe(sealed)
})

it('lets no recipient put a text of his own where the author’s was', async () => {
  // Whoever opens a text knows its key; here it is used to close another under the same boxes.
  const keys = someKeys()
  const [ada, bob, phone] = [await aDevice(), await openSealing(keys), await aDevice()]
  const sealed = Buffer.from(ada.seal('pay 1', context, [bob.publicKey, phone.publicKey]), 'base64')
  const { default: sodium } = await import('libsodium-wrappers')
  const secret = Buffer.from(keys.privateKey, 'base64url')
  const [head, nonce, end] = [58, sealed.subarray(33, 57), 58 + 3 * 88]
  const box = sealed.subarray(head + 88 + 8, head + 2 * 88)
  const key = sodium.crypto_box_open_easy(box, nonce, sealed.subarray(1, 33), secret).subarray(0, 32)
  const place = JSON.stringify(['ChatAPP direct 1', context.room, context.id, context.by, 'message', 0, 0])
  const bound = Buffer.concat([sealed.subarray(0, end), Buffer.from(place)])
  const close = (text: string) =>
    Buffer.concat([
      sealed.subarray(0, end),
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(text, bound, null, nonce, key)
    ]).toString('base64')

  expect(phone.open(close('pay 1'), context, [ada.publicKey])).toEqual({ text: 'pay 1' })
  expect(phone.open(close('pay 9'), context, [ada.publicKey])).toEqual({ unreadable: 'changed' })
})

it('knows what a key is', () => {
  const { publicKey } = someKeys()

  expect([publicKey, publicKey.slice(1), `${publicKey}A`, `${'A'.repeat(42)}B`, ''].map(isDeviceKey)).toEqual(
    [true, false, false, false, false]
  )
})

it('gives both the same twelve words to compare, and other ones once a key of either is another', () => {
  const [ada, tablet, bob, mallory] = [someKeys(), someKeys(), someKeys(), someKeys()].map(
    ({ publicKey }) => publicKey
  ) as [string, string, string, string]

  const seen = words([ada, tablet], [bob])

  expect(seen).toHaveLength(12)
  expect(seen.every((word) => /^[a-z]{3,8}$/.test(word))).toBe(true)
  expect(words([bob], [tablet, ada, ada])).toEqual(seen)
  for (const [mine, theirs] of [
    [[ada], [bob]],
    [[ada, tablet], [mallory]],
    [
      [ada, tablet],
      [bob, mallory]
    ],
    [[ada, mallory], [bob]],
    [[ada], [tablet, bob]]
  ] as const)
    expect(words(mine, theirs)).not.toEqual(seen)
  expect([words([], [bob]), words([ada], [])]).toEqual([[], []])
})
