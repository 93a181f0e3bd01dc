import type { CredentialPrompt } from '../../shared/backend-config'
import { systemClock } from '../../shared/clock'
import type { Redactor } from '../../platform/redactor'
import { CredentialBroker } from './credential-broker'
import type { CredentialLookupDeps } from './credential-lookup'
import { CredentialPrompts } from './credential-prompts'
import { KeyVault, type BlobStore, type KeyCipher } from './key-vault'

export interface CredentialsDeps extends Pick<CredentialLookupDeps, 'accepted' | 'mayAsk'> {
  blobs: BlobStore
  /** The operating system's encryption; null where there is none. */
  keyCipher: KeyCipher | null
  redactor: Redactor
  /** Told of all questions that stand open after each change. */
  asked: (prompts: CredentialPrompt[]) => void
}

/** What brings credentials, puts the questions about them, and keeps typed keys. */
export function createCredentials({ blobs, keyCipher, redactor, asked, ...deps }: CredentialsDeps) {
  const prompts = new CredentialPrompts(asked)
  const vault = new KeyVault(blobs, keyCipher, redactor)
  const broker = new CredentialBroker({ ...deps, prompts, vault, redactor, clock: systemClock })
  return { prompts, vault, broker }
}
