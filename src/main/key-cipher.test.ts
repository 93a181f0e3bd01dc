import { expect, it } from 'vitest'
import { keyCipher } from './key-cipher'

const backendOf = (backend?: string) =>
  backend ? { getSelectedStorageBackend: () => backend as 'basic_text' } : {}

/** `safeStorage` of an older Electron. */
const synchronous = (available: boolean, backend?: string) => ({
  isEncryptionAvailable: () => available,
  encryptString: (text: string) => Buffer.from(text, 'utf16le'),
  decryptString: (blob: Buffer) => blob.toString('utf16le'),
  ...backendOf(backend)
})

/** `safeStorage` from Electron 46 on. */
const asynchronous = (available: boolean, backend?: string) => ({
  isAsyncEncryptionAvailable: async () => available,
  encryptStringAsync: async (text: string) => Buffer.from(text, 'utf16le'),
  decryptStringAsync: async (blob: Buffer) => ({ result: blob.toString('utf16le'), shouldReEncrypt: true }),
  ...backendOf(backend)
})

it.each([
  ['linux', true, 'gnome_libsecret', true],
  ['linux', true, 'kwallet6', true],
  ['linux', true, 'basic_text', false],
  ['linux', true, 'unknown', false],
  ['linux', true, undefined, false],
  ['linux', false, 'gnome_libsecret', false],
  ['darwin', true, undefined, true],
  ['win32', true, undefined, true],
  ['win32', false, undefined, false]
] as const)(
  'on %s with encryption %s by %s it stores keys: %s',
  async (platform, available, backend, stores) => {
    expect(await keyCipher(synchronous(available, backend), platform).available()).toBe(stores)
    expect(await keyCipher(asynchronous(available, backend), platform).available()).toBe(stores)
  }
)

it('brings back what it has encrypted, and what an older Electron has', async () => {
  const [old, current] = [keyCipher(synchronous(true), 'darwin'), keyCipher(asynchronous(true), 'darwin')]

  expect(await old.decrypt(await old.encrypt('keys'))).toEqual({ text: 'keys', outdated: false })
  expect(await current.decrypt(await old.encrypt('keys'))).toEqual({ text: 'keys', outdated: true })
})

const refuse = (): never => {
  throw new Error('This would stop the window.')
}

it('asks an Electron that has both for nothing synchronous', async () => {
  const both = { isEncryptionAvailable: refuse, encryptString: refuse, decryptString: refuse }
  const cipher = keyCipher({ ...both, ...asynchronous(true) }, 'darwin')

  expect(await cipher.available()).toBe(true)
  expect((await cipher.decrypt(await cipher.encrypt('keys'))).text).toBe('keys')
})
