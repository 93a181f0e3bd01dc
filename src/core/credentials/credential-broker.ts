import { createHash } from 'node:crypto'
import { fromEnv } from '@aws-sdk/credential-providers'
import type { CredentialSource } from '../../shared/backend-config'
import type { Clock } from '../../shared/clock'
import { ChatError } from '../../shared/errors'
import { withinTime } from '../../shared/within-time'
import type { ClientTarget } from '../../shared/client-target'
import type { Redactor } from '../../platform/redactor'
import { clientTarget, type AwsService, type Chosen } from './aws-destination'
import { withoutSecrets } from './credential-error'
import type { CredentialPrompts } from './credential-prompts'
import { NEW_BACKEND, type KeyVault } from './key-vault'
import { profileIdentity } from './profile-identity'
import {
  chainOf,
  kindOf,
  problemOf,
  readSharedConfig,
  secretsOf,
  ssoSessionOf,
  type SharedConfig,
  type SsoSession
} from './shared-config'
import { renewSsoToken, ssoLogin } from './sso-login'
import { expiryOf, readSsoToken, ssoTokenFile, writeSsoToken, type SsoToken } from './sso-token'
import { StatusTap } from './status-tap'

/** What signs a request. */
export interface AwsIdentity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** An SDK credential provider that remembers by itself, so that no client keeps an identity of its own. */
export type AwsCredentialProvider = (() => Promise<AwsIdentity>) & { readonly memoized: true }

export interface CredentialBrokerDeps {
  prompts: CredentialPrompts
  vault: KeyVault
  redactor: Redactor
  /** Commands that the user has accepted, by hash. */
  accepted: { has(hash: string): boolean; add(hash: string): void }
  /** Whether this host may put questions now; a host beside the one that leads leaves them to it. */
  mayAsk: () => boolean
  clock: Clock
  /** Another server for STS and IAM Identity Center, for tests. */
  endpoint?: string | undefined
}

/** An identity is fetched anew when it has less than this to live, in milliseconds. */
const REFRESH_BEFORE_MS = 300_000

/** However soon it seems to expire, an identity is used for so long before another one is fetched, in milliseconds. */
const USED_AT_LEAST_MS = 60_000

/** A token of IAM Identity Center with less than this to live counts as expired, in milliseconds. */
const TOKEN_MARGIN_MS = 60_000

/** How long a caller waits for credentials that nobody has to be asked for, in milliseconds. */
const WAIT_MS = 60_000

/** A look-up that asked nothing and has not ended by then has hung (a program of the profile): the next call begins anew. */
const HUNG_AFTER_MS = 600_000

interface Entry {
  identity: AwsIdentity | null
  /** When it was fetched, by `Clock.elapsed`. */
  fetchedAt: number
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
 * While a question stands open every caller gets a `credentials` error at once, and nothing is tried in the
 * background but what the question needs; once it is answered, `onReady` listeners are told. Errors that leave here
 * carry no cause: what a process or a server wrote may hold secrets.
 */
export class CredentialBroker {
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<(backendId: string) => void>()

  constructor(private readonly deps: CredentialBrokerDeps) {}

  /** A provider for SDK clients. Rejects with `credentials` (what to do is in its text), `offline` or `invalid_input`. */
  provider(source: CredentialSource, region: string, backendId = NEW_BACKEND): AwsCredentialProvider {
    const key = keyOf(source, region, backendId)
    const provide = async (): Promise<AwsIdentity> => await this.#get(key, source, region, backendId)
    return Object.assign(provide, { memoized: true as const })
  }

  /** Like a call of the provider, but waits for the user where a question stands open. */
  async wait(source: CredentialSource, region: string, backendId = NEW_BACKEND): Promise<AwsIdentity> {
    const key = keyOf(source, region, backendId)
    try {
      return await this.#get(key, source, region, backendId)
    } catch (error) {
      const { running } = this.#entry(key)
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
    return text === error.message ? error : new ChatError(error.code, text, { cause: error.cause })
  }

  /** Withdraws every question. */
  stop(): void {
    this.deps.prompts.clear()
  }

  async #get(key: string, source: CredentialSource, region: string, backendId: string): Promise<AwsIdentity> {
    const entry = this.#entry(key)
    if (entry.identity && !this.#expiresSoon(entry.identity, entry.fetchedAt)) return entry.identity
    if (entry.declined) throw entry.declined
    entry.running ??= this.#run(entry, source, region, backendId)
    const settled = Promise.race([entry.running, entry.blocked.promise])
    try {
      return await withinTime(WAIT_MS, () => settled)
    } catch (error) {
      if (error instanceof ChatError) throw error
      throw new ChatError('credentials', tooLong(source))
    }
  }

  #run(entry: Entry, source: CredentialSource, region: string, backendId: string): Promise<AwsIdentity> {
    entry.asked = false
    entry.blocked = blocked()
    const asking = (text: string): void => {
      entry.asked = true
      entry.blocked.reject(new ChatError('credentials', text))
    }
    const run = (async () => {
      try {
        const identity = await this.#resolve(source, { region, backendId, asking })
        this.deps.redactor.learn(identity.secretAccessKey, identity.sessionToken)
        entry.identity = identity
        entry.fetchedAt = this.deps.clock.elapsed()
        return identity
      } catch (error) {
        const failure = withoutSecrets(error, source)
        if (failure.code === 'cancelled') {
          entry.declined = new ChatError(
            'credentials',
            `${failure.message} Activate the backend again to be asked anew.`
          )
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

  async #resolve(source: CredentialSource, asked: Asked): Promise<AwsIdentity> {
    switch (source.type) {
      case 'environment':
        return withOldToken(await fromEnv()())
      case 'keys': {
        const keys = this.deps.vault.get(asked.backendId)
        if (keys) {
          const { accessKeyId, secretAccessKey, sessionToken } = keys
          return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
        }
        throw new ChatError(
          'credentials',
          'The access keys of this backend are not known. Enter them in Settings.'
        )
      }
      default:
        return await this.#fromProfile(source.profile, asked)
    }
  }

  async #fromProfile(profile: string, asked: Asked): Promise<AwsIdentity> {
    const config = readSharedConfig(process.env)
    this.deps.redactor.learn(...secretsOf(config))
    const problem = problemOf(config, profile)
    if (problem !== null) throw new ChatError('credentials', problem)
    let signIn: (() => Promise<void>) | null = null
    for (const { name, values } of chainOf(config, profile)) {
      const kind = kindOf(values)
      if (kind === 'process') await this.#accept(name, values.get('credential_process') ?? '', asked)
      if (kind === 'sso')
        signIn = await this.#signedIn(ssoSessionOf(config, values), { config, profile }, asked)
    }
    const status = new StatusTap()
    try {
      return await this.#identity({ config, profile }, asked, status)
    } catch (error) {
      // The token was refused; anything else does not get better by signing in.
      if (signIn && !status.unreachable && status.last === 401) {
        await signIn()
        return await this.#identity({ config, profile }, asked, new StatusTap())
      }
      if (status.unreachable) {
        throw new ChatError(
          'offline',
          'AWS cannot be reached to get credentials. ChatAPP tries again by itself.'
        )
      }
      throw error
    }
  }

  /** Sees to it that there is a token, and returns how to sign in anew; null when that has just happened. */
  async #signedIn(session: SsoSession, of: OfProfile, asked: Asked): Promise<(() => Promise<void>) | null> {
    const { mayAsk, clock, prompts, redactor } = this.deps
    const target = this.#target('SSO OIDC', of, asked)
    const file = ssoTokenFile(session.cacheId, process.env)
    const keep = async (token: SsoToken): Promise<void> => {
      redactor.learn(token.accessToken, token.refreshToken, token.clientSecret)
      await writeSsoToken(file, token)
    }
    const signIn = async (): Promise<void> => {
      if (!mayAsk()) throw elsewhere('Sign in to IAM Identity Center')
      const asking = (): void => asked.asking('Sign in to IAM Identity Center to go on.')
      await keep(await ssoLogin(session, { prompts, clock, target, backendId: asked.backendId, asking }))
    }
    const token = await readSsoToken(file)
    redactor.learn(token?.accessToken, token?.refreshToken, token?.clientSecret)
    if (token && expiryOf(token) - clock.now() > TOKEN_MARGIN_MS) return signIn
    const renewed = token && (await renewSsoToken(session, token, { target, clock }))
    if (renewed) await keep(renewed)
    else await signIn()
    return renewed ? signIn : null
  }

  async #identity(of: OfProfile, asked: Asked, status: StatusTap): Promise<AwsIdentity> {
    const { config, profile } = of
    return await profileIdentity(profile, {
      config,
      env: process.env,
      sts: this.#target('STS', of, asked),
      sso: this.#target('SSO', of, asked),
      status,
      mfaCode: async (serial) => {
        if (!this.deps.mayAsk()) throw elsewhere('Type the code of your MFA device')
        const prompt = this.deps.prompts.ask({
          backendId: asked.backendId,
          kind: 'mfa-code',
          text: `Type the code of your MFA device for the profile "${profile}".`,
          url: null,
          userCode: null,
          detail: serial,
          expiresAt: null
        })
        asked.asking('The code of your MFA device is needed.')
        return await prompt.answer
      }
    })
  }

  /** Credentials come from where the profile says, not from the endpoint of the backend that they are for. */
  #target(service: AwsService, { config, profile }: OfProfile, { region }: Asked): ClientTarget {
    const { endpoint } = this.deps
    const chosen: Chosen = { region, credentials: { type: 'profile', profile }, endpoint: endpoint ?? null }
    return clientTarget(service, chosen, { env: process.env, shared: config })
  }

  async #accept(profile: string, command: string, asked: Asked): Promise<void> {
    const hash = createHash('sha256').update(command).digest('hex')
    if (this.deps.accepted.has(hash)) return
    if (!this.deps.mayAsk()) throw elsewhere(`Accept the program of the AWS profile "${profile}"`)
    const prompt = this.deps.prompts.ask({
      backendId: asked.backendId,
      kind: 'run-process',
      text: `The AWS profile "${profile}" gets its credentials from a program. Run it?`,
      url: null,
      userCode: null,
      detail: command,
      expiresAt: null
    })
    asked.asking(`The AWS profile "${profile}" runs a program, which you have not accepted yet.`)
    await prompt.answer
    this.deps.accepted.add(hash)
  }

  #entry(key: string): Entry {
    let entry = this.#entries.get(key)
    if (!entry) {
      entry = {
        identity: null,
        fetchedAt: 0,
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
  #expiresSoon({ expiration }: AwsIdentity, fetchedAt: number): boolean {
    const { now, elapsed } = this.deps.clock
    if (expiration === undefined || elapsed() - fetchedAt < USED_AT_LEAST_MS) return false
    return expiration.getTime() - now() < REFRESH_BEFORE_MS
  }

  #ready(backendId: string): void {
    for (const listener of this.#listeners) listener(backendId)
  }
}

interface OfProfile {
  readonly config: SharedConfig
  readonly profile: string
}

type Asked = {
  readonly region: string
  readonly backendId: string
  readonly asking: (text: string) => void
}

/** boto3 reads the token's old name too. */
function withOldToken(identity: AwsIdentity): AwsIdentity {
  const token = identity.sessionToken ?? process.env['AWS_SECURITY_TOKEN']
  return token ? { ...identity, sessionToken: token } : identity
}

const keyOf = (source: CredentialSource, region: string, backendId: string): string =>
  `${backendId}|${region}|${JSON.stringify(source)}`

const tooLong = (source: CredentialSource): string =>
  `The credentials did not come within ${WAIT_MS / 1000} seconds. ` +
  (source.type === 'profile'
    ? `Look whether the program of the AWS profile "${source.profile}" hangs or waits for you; ChatAPP goes on by itself.`
    : 'ChatAPP tries again by itself.')

const elsewhere = (what: string): ChatError =>
  new ChatError(
    'credentials',
    `${what} in the ChatAPP that is open already, or with "chatapp check" in a terminal.`
  )

function blocked(): PromiseWithResolvers<never> {
  const gate = Promise.withResolvers<never>()
  gate.promise.catch(() => {})
  return gate
}
