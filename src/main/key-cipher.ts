import type { SafeStorage } from 'electron'
import type { KeyCipher } from '../core/credentials/key-vault'

/** The synchronous half goes away with Electron 46. */
type Storage = Partial<
  Pick<
    SafeStorage,
    | 'isEncryptionAvailable'
    | 'encryptString'
    | 'decryptString'
    | 'isAsyncEncryptionAvailable'
    | 'encryptStringAsync'
    | 'decryptStringAsync'
    | 'getSelectedStorageBackend'
  >
>

/**
 * The operating system's encryption. It is asked when it is used, and not before: a keyring may ask the user in turn.
 *
 * On Linux without a keyring Electron falls back to `basic_text`: a password that stands in its source code. That
 * counts as no encryption. What the synchronous calls have encrypted, the others decrypt too.
 */
export const keyCipher = (storage: Storage, platform: NodeJS.Platform): KeyCipher => ({
  available: async () => {
    const available = storage.isAsyncEncryptionAvailable
      ? await storage.isAsyncEncryptionAvailable()
      : (storage.isEncryptionAvailable?.() ?? false)
    if (!available || platform !== 'linux') return available
    const backend = storage.getSelectedStorageBackend?.() ?? 'unknown'
    return backend !== 'basic_text' && backend !== 'unknown'
  },
  encrypt: async (text) => {
    if (storage.encryptStringAsync) return await storage.encryptStringAsync(text)
    if (storage.encryptString) return storage.encryptString(text)
    throw new Error('This Electron encrypts nothing.')
  },
  decrypt: async (blob) => {
    if (storage.decryptStringAsync) {
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(blob)
      return { text: result, outdated: shouldReEncrypt }
    }
    if (storage.decryptString) return { text: storage.decryptString(blob), outdated: false }
    throw new Error('This Electron decrypts nothing.')
  }
})
