import type { CredentialSource, CredentialPrompt } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'
import { sayError } from '../../shared/said'
import { toChatError } from '../../shared/to-chat-error'
import { withinTime } from '../../shared/timer'
import type { CredentialLookup, CredentialLookupDeps } from './credential-lookup'
import { DeviceKey, type DeviceKeyStore } from './device-key'
import { NEW_BACKEND, KeyVault, type KeyCipher } from './key-vault'
import type { AwsIdentity } from './profile-identity'
import { systemClock } from '../../shared/clock'
import type { Redactor } from '../../platform/redactor'
import { CredentialPrompts } from './credential-prompts'

/** An SDK credential provider that remembers by itself, so that no client keeps an identity of its own. */
export type AwsCredentialProvider = (() => Promise<AwsIdentity>) & { readonly memoized: true }

/** An identity is fetched anew, once, when it has less than this to live, in milliseconds. */
const REFRESH_BEFORE_MS = 300_000

/** However soon it seems to expire, an identity is used for so long before another one is fetched, in milliseconds. */
const USED_AT_LEAST_MS = 60_000

/** After an early renewal that failed, or that waits for the user, the old identity is used for so long, in milliseconds. */
const RENEW_AGAIN_MS = 60_000

/** How long a caller waits for credentials that nobody has to be asked for, in milliseconds. */
const WAIT_MS = 60_000

/** A look-up that asked nothing and has not ended by then has hung (a program of the profile): the next call begins anew. */
const HUNG_AFTER_MS = 600_000

/** Whose credentials are wanted, and for what. */
interface Wanted {
  readonly source: CredentialSource
  readonly region: string
  readonly backendId: string
}

interface Entry {
  identity: AwsIdentity | null
  /** When it was fetched, by `Clock.elapsed`. */
  fetchedAt: number
  /** While it lives, nothing newer is fetched before this, by `Clock.elapsed`. */
  renewFrom: number
  /** The access key that AWS refused last: what is kept of it elsewhere is not taken again. */
  refused: string | null
  running: Promise<AwsIdentity> | null
  /** Rejects when a question to the user holds the run up. */
  blocked: PromiseWithResolvers<never>
  asked: boolean
  /** The user declined: nothing is asked again until they want it. */
  declined: ChatError | null
}

/**
 * Brings AWS credentials from where the user keeps them, and asks the user where it must.
 *
 * What expires soon is renewed once, early, and used to its end should that fail. While a question stands open every
 * caller gets a `credentials` error at once, unless what it has still lives, and nothing is tried in the
 * background but what the question needs; once it is answered, `onReady` listeners are told. Errors that leave here
 * carry no cause: what a process or a server wrote may hold secrets.
 */
export class CredentialBroker {
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<(backendId: string) => void>()

  /** What looks them up takes long to load, and nobody who uses the local backend needs it. */
  #lookup: Promise<CredentialLookup> | undefined

  constructor(private readonly deps: CredentialLookupDeps) {}

  /** A provider for SDK clients. Rejects with `credentials` (what to do is in its text), `offline` or `invalid_input`. */
  provider(source: CredentialSource, region: string, backendId = NEW_BACKEND): AwsCredentialProvider {
    const provide = async (): Promise<AwsIdentity> => await this.#get({ source, region, backendId })
    return Object.assign(provide, { memoized: true as const })
  }

  /** Like a call of the provider, but waits for the user where a question stands open. */
  async wait(source: CredentialSource, region: string, backendId = NEW_BACKEND): Promise<AwsIdentity> {
    const wanted = { source, region, backendId }
    try {
      return await this.#get(wanted)
    } catch (error) {
      const { running } = this.#entry(wanted)
      if (running) return await running
      throw error
    }
  }

  /** Forgets what is remembered, so that the next call looks anew; asks again what was declined if `ask`. */
  forget(backendId: string, { ask = false }: { ask?: boolean } = {}): void {
    for (const [key, entry] of this.#entries) {
      if (!key.startsWith(`${backendId}|`)) continue
      entry.identity = null
      if (ask) entry.declined = null
    }
  }

  /** AWS has refused what was given: once it is forgotten, a session that is kept on disk is not taken again either. */
  refuse(backendId: string): void {
    for (const [key, entry] of this.#entries) {
      if (key.startsWith(`${backendId}|`) && entry.identity) entry.refused = entry.identity.accessKeyId
    }
  }

  /** Told with the backend's id when a question that held its credentials up has been settled. */
  onReady(listener: (backendId: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The user wants it tried again, or has typed keys: what was declined is asked anew. */
  retry(backendId: string): void {
    this.forget(backendId, { ask: true })
    this.#ready(backendId)
  }

  /** An error whose text is without secrets: a server may repeat what was signed. */
  clean(error: ChatError): ChatError {
    const text = this.deps.redactor.apply(error.message)
    return text === error.message
      ? error
      : ChatError.of(error.code, text, { cause: error.cause, fields: error.fields })
  }

  /** Withdraws every question. */
  stop(): void {
    this.deps.prompts.clear()
  }

  async #get(wanted: Wanted): Promise<AwsIdentity> {
    const entry = this.#entry(wanted)
    if (entry.identity && !this.#expiresSoon(entry.identity, entry)) return entry.identity
    try {
      if (entry.declined) throw entry.declined
      entry.running ??= this.#run(entry, wanted)
      const settled = Promise.race([entry.running, entry.blocked.promise])
      return await withinTime(WAIT_MS, () => settled)
    } catch (error) {
      if (entry.identity && this.#left(entry.identity) > 0) {
        entry.renewFrom = this.deps.clock.elapsed() + RENEW_AGAIN_MS
        return entry.identity
      }
      if (error instanceof ChatError) throw error
      throw tooLong(wanted.source)
    }
  }

  #run(entry: Entry, { source, region, backendId }: Wanted): Promise<AwsIdentity> {
    entry.asked = false
    entry.blocked = blocked()
    const asking = (why: ChatError): void => {
      entry.asked = true
      entry.blocked.reject(why)
    }
    const run = (async () => {
      try {
        this.#lookup ??= import('./credential-lookup').then((file) => new file.CredentialLookup(this.deps))
        const lookup = await this.#lookup
        const { refused } = entry
        const identity = await lookup.find(source, { region, backendId, refused, asking })
        this.deps.redactor.learn(identity.secretAccessKey, identity.sessionToken)
        entry.identity = identity
        entry.fetchedAt = this.deps.clock.elapsed()
        // What lives for less than that by nature is not asked for at every call.
        const left = this.#left(identity)
        entry.renewFrom = entry.fetchedAt + (left < REFRESH_BEFORE_MS ? left / 2 : 0)
        return identity
      } catch (error) {
        const failure = withoutSecrets(error, source)
        if (failure.code === 'cancelled') {
          entry.declined = new ChatError('credentials.declined', { detail: sayError(failure) })
          throw entry.declined
        }
        throw failure
      }
    })().finally(() => {
      if (entry.running === run) entry.running = null
      if (entry.asked) this.#ready(backendId)
    })
    const hung = setTimeout(() => {
      if (entry.running === run && !entry.asked) entry.running = null
    }, HUNG_AFTER_MS).unref()
    run.catch(() => {}).finally(() => clearTimeout(hung))
    return run
  }

  #entry(wanted: Wanted): Entry {
    const key = keyOf(wanted)
    let entry = this.#entries.get(key)
    if (!entry) {
      entry = {
        identity: null,
        fetchedAt: 0,
        renewFrom: 0,
        refused: null,
        running: null,
        blocked: blocked(),
        asked: false,
        declined: null
      }
      this.#entries.set(key, entry)
    }
    return entry
  }

  /** By a clock that is ahead, what was fetched just now looks expired: it is used all the same, and AWS is the judge. */
  #expiresSoon(identity: AwsIdentity, { fetchedAt, renewFrom }: Entry): boolean {
    const now = this.deps.clock.elapsed()
    if (now - fetchedAt < USED_AT_LEAST_MS) return false
    const left = this.#left(identity)
    return left <= 0 || (left < REFRESH_BEFORE_MS && now >= renewFrom)
  }

  /** How long an identity lives by our clock, in milliseconds; below 0 when it has expired. */
  #left({ expiration }: AwsIdentity): number {
    return expiration === undefined ? Infinity : expiration.getTime() - this.deps.clock.now()
  }

  #ready(backendId: string): void {
    for (const listener of this.#listeners) listener(backendId)
  }
}

const keyOf = ({ source, region, backendId }: Wanted): string =>
  `${backendId}|${region}|${JSON.stringify(source)}`

const tooLong = (source: CredentialSource): ChatError => {
  const seconds = WAIT_MS / 1000
  return source.type === 'profile'
    ? new ChatError('credentials.program_slow', { seconds, profile: source.profile })
    : new ChatError('credentials.slow', { seconds })
}

function blocked(): PromiseWithResolvers<never> {
  const gate = Promise.withResolvers<never>()
  gate.promise.catch(() => {})
  return gate
}

/** What to tell when credentials cannot be had: without cause, for a process or a server may have written secrets. */
function withoutSecrets(error: unknown, source: CredentialSource): ChatError {
  if (error instanceof ChatError) return ChatError.from({ ...error.toWire(), fields: undefined })
  const { code } = toChatError(error)
  if (code === 'offline' || code === 'throttled') {
    return new ChatError('credentials.unreachable', {}, { code })
  }
  const name = error instanceof Error ? error.name : 'unknown'
  if (source.type === 'environment' && name === 'CredentialsProviderError') {
    return new ChatError('credentials.environment_missing')
  }
  return source.type === 'profile'
    ? new ChatError('credentials.profile_unavailable', { profile: source.profile, name })
    : new ChatError('credentials.unavailable', { name })
}

interface CredentialsDeps extends Pick<CredentialLookupDeps, 'accepted' | 'mayAsk'> {
  blobs: DeviceKeyStore
  /** The operating system's encryption; null where there is none. */
  keyCipher: KeyCipher | null
  redactor: Redactor
  /** Told of all questions that stand open after each change. */
  asked: (prompts: CredentialPrompt[]) => void
}

/** What brings credentials, puts the questions about them, and keeps typed keys and the device's own. */
export function createCredentials({ blobs, keyCipher, redactor, asked, ...deps }: CredentialsDeps) {
  const prompts = new CredentialPrompts(asked)
  const vault = new KeyVault(blobs, keyCipher, redactor)
  const broker = new CredentialBroker({ ...deps, prompts, vault, redactor, clock: systemClock })
  return { prompts, vault, broker, deviceKey: new DeviceKey(blobs, keyCipher, redactor) }
}
