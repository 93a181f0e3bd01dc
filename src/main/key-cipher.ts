import type { SafeStorage } from 'electron'
import type { KeyCipher } from '../core/credentials/key-vault'

type Storage = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> &
  Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>

/**
 * The operating system's encryption, or null where there is none worth the name.
 *
 * On Linux without a keyring Electron falls back to `basic_text`: a password that stands in its source code.
 * Ask only after Electron is ready.
 */
export function keyCipher(safeStorage: Storage, platform: NodeJS.Platform): KeyCipher | null {
  if (!safeStorage.isEncryptionAvailable()) return null
  const backend = platform === 'linux' ? safeStorage.getSelectedStorageBackend?.() : 'system'
  if (backend === undefined || backend === 'basic_text' || backend === 'unknown') return null
  return {
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (blob) => safeStorage.decryptString(blob)
  }
}
