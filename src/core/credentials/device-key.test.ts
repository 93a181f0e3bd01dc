import { expect, it } from 'vitest'
import { Redactor } from '../../platform/redactor'
import { aProfile } from '../../../test/profile'
import { BackendStore } from '../store/backend-store'
import { DeviceKey } from './device-key'
import type { KeyCipher } from './key-vault'

const reversed = (text: string): string => text.split('').toReversed().join('')

const working: KeyCipher = {
  available: async () => true,
  encrypt: async (text) => Buffer.from(reversed(text)),
  decrypt: async (blob) => ({ text: reversed(blob.toString()), outdated: false })
}

/** A profile, and the key as a host sees it that has this cipher. */
function setup() {
  const { db } = aProfile()
  const { blobs } = new BackendStore(db, () => {})
  const redactor = new Redactor()
  return { blobs, redactor, host: (cipher: KeyCipher | null) => new DeviceKey(blobs, cipher, redactor) }
}

it.each([
  ['without the system’s encryption', null],
  ['with it', working]
])('makes one pair and keeps it from start to start: %s', async (_what, cipher) => {
  const { host } = setup()

  const publicKey = await host(cipher).publicKey()

  expect(publicKey).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(await host(cipher).publicKey()).toBe(publicKey)
  expect(await host(cipher).pair()).toMatchObject({ publicKey })
  expect(await host(cipher).pair()).toEqual(await host(cipher).pair())
})

it('keeps the first one where two hosts make one at once', async () => {
  const { host } = setup()

  const [first, second] = await Promise.all([host(null).pair(), host(working).pair()])

  expect(first).toEqual(second)
})

it('stores the private half encrypted, and logs it never', async () => {
  const { blobs, redactor, host } = setup()

  const { privateKey } = await host(working).pair()

  expect(blobs.read('device-key')).not.toContain(privateKey)
  expect(redactor.apply(`it is ${privateKey}`)).not.toContain(privateKey)
})

it('says where the key is to a host that cannot decrypt it, and tells the public half all the same', async () => {
  const { host } = setup()
  const publicKey = await host(working).publicKey()

  expect(await host(null).publicKey()).toBe(publicKey)
  await expect(host(null).pair()).rejects.toMatchObject({ code: 'conflict' })
  await expect(host({ ...working, available: async () => false }).pair()).rejects.toMatchObject({
    code: 'conflict'
  })
  expect(await host(working).pair()).toMatchObject({ publicKey })
})

it('makes another where the one that is there is of another computer or damaged, and sets that aside', async () => {
  const { blobs, host } = setup()
  const old = await host(working).publicKey()
  const elsewhere = { ...working, decrypt: async () => await Promise.reject(new Error('another computer')) }

  const { publicKey } = await host(elsewhere).pair()

  expect(publicKey).not.toBe(old)
  expect(blobs.read('device-key-lost')).toContain(old)
  blobs.write('device-key', '{"publicKey":"short"}')
  expect(await host(null).publicKey()).not.toBe(publicKey)
  expect(blobs.read('device-key-lost')).toBe('{"publicKey":"short"}')
})

it('makes none where the system refuses to encrypt it', async () => {
  const { blobs, host } = setup()

  const made = host({
    ...working,
    encrypt: async () => await Promise.reject(new Error('locked'))
  }).publicKey()

  await expect(made).rejects.toMatchObject({ code: 'storage' })
  expect(blobs.read('device-key')).toBeNull()
})
