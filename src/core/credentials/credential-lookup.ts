import { createHash } from 'node:crypto'
import { getDefaultRoleAssumerWithWebIdentity } from '@aws-sdk/client-sts'
import { fromEnv, fromTokenFile } from '@aws-sdk/credential-providers'
import type { CredentialSource } from '../../shared/backend-config'
import { clientSettings, type ClientTarget } from '../../shared/client-target'
import type { Clock } from '../../shared/clock'
import { ChatError, type Keyed } from '../../shared/errors'
import type { Told } from '../../shared/said'
import type { Redactor } from '../../platform/redactor'
import {
  clientTarget,
  hasWebIdentity,
  proxyTo,
  surroundings,
  type AwsService,
  type Chosen
} from './aws-destination'
import { asks, type CredentialPrompts } from './credential-prompts'
import type { KeyVault } from './key-vault'
import { machineIdentity } from './machine-role'
import { profileIdentity, type AwsIdentity } from './profile-identity'
import {
  chainOf,
  kindOf,
  problemOf,
  readSharedConfig,
  secretsOf,
  ssoSessionOf,
  type ProfileValues,
  type SharedConfig,
  type SsoSession
} from './shared-config'
import { ownSessionName, readRoleSession, roleSessionFile } from './role-session'
import { renewSsoToken, ssoLogin } from './sso-login'
import { expiryOf, readSsoToken, ssoTokenFile, writeSsoToken, type SsoToken } from './sso-token'
import { StatusTap } from './status-tap'

export interface CredentialLookupDeps {
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

/** For whom credentials are looked up. */
export interface Asked {
  readonly region: string
  readonly backendId: string
  /** The access key that AWS refused last; null when none was. */
  readonly refused: string | null
  /** Told, in words, when a question to the user holds the look-up up. */
  readonly asking: (why: ChatError) => void
}

interface OfProfile {
  readonly config: SharedConfig
  readonly profile: string
}

/** A token of IAM Identity Center with less than this to live counts as expired, in milliseconds. */
const TOKEN_MARGIN_MS = 60_000

/**
 * Finds the identity that a source of credentials gives now, and asks the user where it must: for a sign-in, the code
 * of an MFA device, or whether a program may run. Remembers nothing but what the user accepted.
 */
export class CredentialLookup {
  constructor(private readonly deps: CredentialLookupDeps) {}

  /** Rejects with what went wrong as it came; what a process or a server wrote may hold secrets. */
  async find(source: CredentialSource, asked: Asked): Promise<AwsIdentity> {
    switch (source.type) {
      case 'environment':
        return hasWebIdentity(process.env)
          ? await this.#fromWebIdentity(asked)
          : withOldToken(await fromEnv()())
      case 'machine':
        return await machineIdentity(process.env)
      case 'keys': {
        const keys = await this.deps.vault.get(asked.backendId)
        if (keys) {
          const { accessKeyId, secretAccessKey, sessionToken } = keys
          return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
        }
        throw new ChatError('credentials.keys_unknown')
      }
      default:
        return await this.#fromProfile(source.profile, asked)
    }
  }

  /** A role that a token in a file stands for, as the environment names both. */
  async #fromWebIdentity({ region }: Asked): Promise<AwsIdentity> {
    const target = clientTarget('STS', this.#chosen({ type: 'environment' }, region), surroundings())
    const assumer = getDefaultRoleAssumerWithWebIdentity(clientSettings(target))
    const roleSessionName = process.env['AWS_ROLE_SESSION_NAME'] ?? ownSessionName()
    return await fromTokenFile({ roleSessionName, roleAssumerWithWebIdentity: assumer })()
  }

  async #fromProfile(profile: string, asked: Asked): Promise<AwsIdentity> {
    const config = readSharedConfig(process.env)
    this.deps.redactor.learn(...secretsOf(config))
    const problem = problemOf(config, profile)
    if (problem !== null) throw errorOf(problem)
    let signIn: (() => Promise<void>) | null = null
    for (const { name, values } of chainOf(config, profile)) {
      const kind = kindOf(values)
      // A session that lives needs nothing of where it came from.
      if (kind === 'role' && this.#kept(values, asked)) break
      if (kind === 'process') await this.#accept(name, values.get('credential_process') ?? '', asked)
      if (kind === 'sso')
        signIn = await this.#signedIn(ssoSessionOf(config, values), { config, profile }, asked)
    }
    const status = new StatusTap(proxyTo(null, surroundings()))
    try {
      return await this.#identity({ config, profile }, asked, status)
    } catch (error) {
      // The token was refused; anything else does not get better by signing in.
      if (signIn && !status.unreachable && status.last === 401) {
        await signIn()
        return await this.#identity({ config, profile }, asked, new StatusTap(proxyTo(null, surroundings())))
      }
      if (status.unreachable) {
        throw new ChatError('credentials.unreachable')
      }
      throw error
    }
  }

  readonly #kept = (values: ProfileValues, { refused }: Asked): AwsIdentity | null =>
    readRoleSession(roleSessionFile(values, process.env), { now: Date.now(), refused })

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
      if (!mayAsk()) throw new ChatError('sign_in.elsewhere')
      const asking = (): void => asked.asking(new ChatError('sign_in.needed'))
      await keep(await ssoLogin(session, { prompts, clock, target, backendId: asked.backendId, asking }))
    }
    const token = readSsoToken(file)
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
      refused: asked.refused,
      mfaCode: async (serial) => {
        if (!this.deps.mayAsk()) throw new ChatError('mfa_code.elsewhere')
        const prompt = this.deps.prompts.ask({
          backendId: asked.backendId,
          kind: 'mfa-code',
          ...asks('prompt.mfa_code', { profile }),
          url: null,
          deviceUrl: null,
          userCode: null,
          detail: serial,
          expiresAt: null
        })
        asked.asking(new ChatError('mfa_code.needed'))
        return await prompt.answer
      }
    })
  }

  /** Credentials come from where the profile says, not from the endpoint of the backend that they are for. */
  #target(service: AwsService, { config, profile }: OfProfile, { region }: Asked): ClientTarget {
    const chosen = this.#chosen({ type: 'profile', profile }, region)
    return clientTarget(service, chosen, { env: process.env, shared: config })
  }

  readonly #chosen = (credentials: CredentialSource, region: string): Chosen => ({
    region,
    credentials,
    endpoint: this.deps.endpoint ?? null
  })

  async #accept(profile: string, command: string, asked: Asked): Promise<void> {
    const hash = createHash('sha256').update(command).digest('hex')
    if (this.deps.accepted.has(hash)) return
    if (!this.deps.mayAsk()) throw new ChatError('program.elsewhere', { profile })
    const prompt = this.deps.prompts.ask({
      backendId: asked.backendId,
      kind: 'run-process',
      ...asks('prompt.program', { profile }),
      url: null,
      deviceUrl: null,
      userCode: null,
      detail: command,
      expiresAt: null
    })
    asked.asking(new ChatError('program.not_accepted', { profile }))
    await prompt.answer
    this.deps.accepted.add(hash)
  }
}

/** boto3 reads the token's old name too. */
function withOldToken(identity: AwsIdentity): AwsIdentity {
  const token = identity.sessionToken ?? process.env['AWS_SECURITY_TOKEN']
  return token ? { ...identity, sessionToken: token } : identity
}

/** By its key where it is one sentence; else by its English. */
const errorOf = ({ detail, said: [first, ...more] }: Told): ChatError =>
  ChatError.from({ code: 'credentials', message: detail, ...(more.length === 0 ? (first as Keyed) : {}) })
