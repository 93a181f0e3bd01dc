import { expect, it } from 'vitest'
import { Redactor } from '../../platform/redactor'
import { KeyVault, NEW_BACKEND, type KeyCipher } from './key-vault'

const admin = { accessKeyId: 'AKIAADMINADMINADMIN1', secretAccessKey: 'admin-secret-admin-secret' }
const client = { accessKeyId: 'AKIACLIENTCLIENTCLI1', secretAccessKey: 'client-secret-client-secret' }

const reversed = (text: string): string => text.split('').toReversed().join('')

/** A vault whose "operating system" turns the text around, and tells what it was asked. */
function setup(options: Partial<KeyCipher> = {}) {
  const blobs = new Map<string, string>()
  const asked: string[] = []
  const cipher: KeyCipher = {
    available: async () => asked.push('available') > 0,
    encrypt: async (text) => (asked.push('encrypt'), Buffer.from(reversed(text))),
    decrypt: async (blob) => (asked.push('decrypt'), { text: reversed(blob.toString()), outdated: false }),
    ...options
  }
  const store = {
    read: (name: string) => blobs.get(name) ?? null,
    write: (name: string, blob: string | null) =>
      void (blob === null ? blobs.delete(name) : blobs.set(name, blob))
  }
  /** A vault as the next start makes it. */
  const again = () => new KeyVault(store, cipher, new Redactor())
  return { vault: again(), again, blobs, asked }
}

it('gives a new backend the keys that were typed before it had an id, and forgets them there', async () => {
  const { vault } = setup()
  await vault.put(NEW_BACKEND, admin)

  await vault.adopt('work')

  expect([await vault.get('work'), await vault.get(NEW_BACKEND)]).toEqual([admin, null])
})

it('never puts keys that were typed for a deployment over those of a backend', async () => {
  const { vault } = setup()
  await vault.put(NEW_BACKEND, admin)
  await vault.put('by-hand', client)

  await vault.adopt('by-hand')

  expect([await vault.get('by-hand'), await vault.get(NEW_BACKEND)]).toEqual([client, null])
})

it('stores what the system encrypts, and only for a backend that exists', async () => {
  const { vault, blobs } = setup()

  await vault.put(NEW_BACKEND, admin)
  await vault.put('by-hand', client)

  expect([...blobs.keys()]).toEqual(['by-hand'])
  expect([...blobs.values()].join()).not.toContain(client.secretAccessKey)
})

it('asks the system for nothing until keys are stored or read, and once for what it has read', async () => {
  const { vault, again, asked } = setup()
  await vault.get('work')
  const before = [...asked]
  await vault.put('work', client)
  const next = again()
  asked.length = 0

  await next.get('work')
  await next.get('work')

  expect([before, asked]).toEqual([[], ['available', 'decrypt']])
})

it('stores anew what the system would encrypt otherwise by now', async () => {
  const old = setup()
  await old.vault.put('work', client)
  const { vault, blobs } = setup({
    encrypt: async () => Buffer.from('anew'),
    decrypt: async (blob) => ({ text: reversed(blob.toString()), outdated: true })
  })
  blobs.set('work', old.blobs.get('work') ?? '')

  expect(await vault.get('work')).toEqual(client)

  expect(Buffer.from(blobs.get('work') ?? '', 'base64').toString()).toBe('anew')
})

it('uses keys from memory, and says so, when the system does not encrypt them', async () => {
  const { vault, blobs } = setup({ encrypt: () => Promise.reject(new Error('locked')) })

  await expect(vault.put('work', client)).rejects.toMatchObject({ code: 'storage' })

  expect([await vault.get('work'), blobs.size]).toEqual([client, 0])
})

it('stores no keys that were forgotten, and brings none back, while the system was asked', async () => {
  const answer = Promise.withResolvers<boolean>()
  const { vault, again, blobs } = setup()
  await vault.put('read', client)
  const slow = setup({ available: () => answer.promise })
  slow.blobs.set('read', blobs.get('read') ?? '')

  const stored = slow.vault.put('stored', client)
  const read = slow.vault.get('read')
  slow.vault.forget('stored')
  slow.vault.forget('read')
  answer.resolve(true)

  await stored
  expect([await read, slow.blobs.size]).toEqual([null, 0])
  expect(await again().get('read')).toEqual(client)
})
