import { expect, it } from 'vitest'
import { keyCipher } from './key-cipher'

const storage = (available: boolean, backend?: string) => ({
  isEncryptionAvailable: () => available,
  encryptString: (text: string) => Buffer.from(text, 'utf16le'),
  decryptString: (blob: Buffer) => blob.toString('utf16le'),
  ...(backend ? { getSelectedStorageBackend: () => backend as 'basic_text' } : {})
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
] as const)('on %s with encryption %s by %s it stores keys: %s', (platform, available, backend, stores) => {
  expect(keyCipher(storage(available, backend), platform) !== null).toBe(stores)
})

it('brings back what it has encrypted', () => {
  const cipher = keyCipher(storage(true), 'darwin')

  expect(cipher?.decrypt(cipher.encrypt('keys'))).toBe('keys')
})
