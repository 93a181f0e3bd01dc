import { expect, it } from 'vitest'
import { Redactor } from '../../platform/redactor'
import { KeyVault, NEW_BACKEND, type KeyCipher } from './key-vault'

const admin = { accessKeyId: 'AKIAADMINADMINADMIN1', secretAccessKey: 'admin-secret-admin-secret' }
const client = { accessKeyId: 'AKIACLIENTCLIENTCLI1', secretAccessKey: 'client-secret-client-secret' }

/** A vault whose "operating system" turns the text around. */
function setup() {
  const blobs = new Map<string, string>()
  const cipher: KeyCipher = {
    encrypt: (text) => Buffer.from(text.split('').toReversed().join('')),
    decrypt: (blob) => blob.toString().split('').toReversed().join('')
  }
  const store = {
    read: (name: string) => blobs.get(name) ?? null,
    write: (name: string, blob: string | null) =>
      void (blob === null ? blobs.delete(name) : blobs.set(name, blob))
  }
  return { vault: new KeyVault(store, cipher, new Redactor()), blobs }
}

it('gives a new backend the keys that were typed before it had an id, and forgets them there', () => {
  const { vault } = setup()
  vault.put(NEW_BACKEND, admin)

  vault.adopt('work')

  expect([vault.get('work'), vault.get(NEW_BACKEND)]).toEqual([admin, null])
})

it('never puts keys that were typed for a deployment over those of a backend', () => {
  const { vault } = setup()
  vault.put(NEW_BACKEND, admin)
  vault.put('by-hand', client)

  vault.adopt('by-hand')

  expect([vault.get('by-hand'), vault.get(NEW_BACKEND)]).toEqual([client, null])
})

it('stores what the system encrypts, and only for a backend that exists', () => {
  const { vault, blobs } = setup()

  vault.put(NEW_BACKEND, admin)
  vault.put('by-hand', client)

  expect([...blobs.keys()]).toEqual(['by-hand'])
  expect([...blobs.values()].join()).not.toContain(client.secretAccessKey)
})
