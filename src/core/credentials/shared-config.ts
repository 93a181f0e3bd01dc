import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AwsProfile } from '../../shared/backend-config'
import { ChatError, fieldError } from '../../shared/errors'
import { say, sayAll, sayError, type Told } from '../../shared/said'
import { parseIniFile, type IniFault, type IniFile, type IniSection } from './ini-file'

/** One profile of the shared AWS configuration files. Its values may be secret: they stay inside this folder. */
export type ProfileValues = ReadonlyMap<string, string>

/** A sign-in of IAM Identity Center, as a profile describes it. */
export interface SsoSession {
  /** What the SDK names the token's file after: the session's name, or the start URL of an old profile. */
  readonly cacheId: string
  /** Whether it is an [sso-session]: with an old profile, which names none, one signs in by a code alone. */
  readonly named: boolean
  readonly startUrl: string
  readonly region: string
  readonly scopes: readonly string[]
}

/** What the shared AWS configuration files say now. */
export interface SharedConfig {
  readonly profiles: ReadonlyMap<string, ProfileValues>
  readonly sessions: ReadonlyMap<string, ProfileValues>
  /** Sections of endpoints per service, as `services` of a profile names them. */
  readonly services: ReadonlyMap<string, ProfileValues>
  /** What could not be read, with the profile that it stands in; null where that cannot be told. */
  readonly faults: readonly { readonly profile: string | null; readonly told: Told }[]
}

/** Where the files are: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, else below `~/.aws`. */
export const sharedConfigFiles = (env: NodeJS.ProcessEnv) => {
  const home = env['HOME'] || env['USERPROFILE'] || homedir()
  const expanded = (file: string): string => (file.startsWith('~/') ? join(home, file.slice(2)) : file)
  return {
    config: expanded(env['AWS_CONFIG_FILE'] || '~/.aws/config'),
    credentials: expanded(env['AWS_SHARED_CREDENTIALS_FILE'] || '~/.aws/credentials')
  }
}

/**
 * Reads both files anew, and leaves out what cannot be read of them. A file that does not exist is empty; one that may
 * not be read throws `invalid_input`.
 */
export function readSharedConfig(env: NodeJS.ProcessEnv): SharedConfig {
  const files = sharedConfigFiles(env)
  const [config, credentials] = [iniOf(files.config), iniOf(files.credentials)]
  const profiles = new Map<string, Map<string, string>>()
  const sessions = new Map<string, Map<string, string>>()
  const services = new Map<string, Map<string, string>>()
  const named = config.sections.some(({ header }) => header === 'profile default')
  for (const section of config.sections) {
    const [kind, name] = split(section.header)
    if (kind === 'sso-session') add(sessions, name, section)
    if (kind === 'services') add(services, name, section)
    // The SDK: [profile default] takes the place of [default].
    if (kind === 'profile' && !(named && section.header === 'default')) add(profiles, name, section)
  }
  for (const section of credentials.sections) add(profiles, section.header, section)
  for (const values of profiles.values()) adoptOldNames(values)
  const faults = [
    ...config.faults.map((fault) => ({
      profile: fault.header === null ? null : split(fault.header)[1],
      told: sayFault(files.config, fault)
    })),
    ...credentials.faults.map((fault) => ({
      profile: fault.header,
      told: sayFault(files.credentials, fault)
    }))
  ]
  return { profiles, sessions, services, faults }
}

const sayFault = (file: string, { line, reason }: IniFault): Told =>
  say('profile.file_fault', { file, line, reason: say(reason) })

/** boto3 reads the token's old name too. */
function adoptOldNames(values: Map<string, string>): void {
  const token = values.get('aws_security_token')
  if (token !== undefined && !values.has('aws_session_token')) values.set('aws_session_token', token)
}

/** The profile of a name. Throws `invalid_input` with the names that exist. */
export function profileOf(config: SharedConfig, name: string): ProfileValues {
  const profile = config.profiles.get(name)
  if (profile) return profile
  const names = [...config.profiles.keys()].join(', ')
  const unread = sayAll(...faultsOf(config, name))
  if (names === '') throw fieldError('profile', 'profile.none', { name, unread })
  throw fieldError('profile', 'profile.not_found', { name, names, unread })
}

/** All profiles for a picker: nothing of them that is secret. */
export const listProfiles = (config: SharedConfig): AwsProfile[] =>
  [...config.profiles].map(([name, values]) => {
    const problem = problemOf(config, name)
    return {
      name,
      kind: kindOf(values),
      region: values.get('region') ?? null,
      detail: detailOf(config, values),
      problem: problem?.detail ?? null,
      ...(problem && { said: problem.said })
    }
  })

/** The file of the session that `aws login` has left, named as the AWS CLI and the SDK name it. */
function loginSessionFile(session: string): string {
  const folder = process.env['AWS_LOGIN_CACHE_DIRECTORY'] ?? join(homedir(), '.aws', 'login', 'cache')
  return join(folder, `${createHash('sha256').update(session).digest('hex')}.json`)
}

const ssoKeys = ['sso_session', 'sso_start_url', 'sso_account_id', 'sso_region', 'sso_role_name']

/** In the order in which the SDK looks: a role before keys before a process before single sign-on. */
export function kindOf(values: ProfileValues): AwsProfile['kind'] {
  if (values.has('role_arn') && (values.has('source_profile') || values.has('credential_source')))
    return 'role'
  if (values.has('aws_access_key_id') && values.has('aws_secret_access_key')) return 'keys'
  if (values.has('web_identity_token_file')) return 'other'
  if (values.has('credential_process')) return 'process'
  if (ssoKeys.some((key) => values.has(key))) return 'sso'
  if (values.has('login_session')) return 'login'
  return values.has('aws_access_key_id') || values.has('aws_secret_access_key') ? 'keys' : 'other'
}

/** The profiles that a profile's credentials come from, itself first: a role leads to its source. */
export function chainOf(config: SharedConfig, name: string): { name: string; values: ProfileValues }[] {
  const chain: { name: string; values: ProfileValues }[] = []
  for (let next: string | undefined = name; next !== undefined;) {
    const values = profileOf(config, next)
    chain.push({ name: next, values })
    const source: string | undefined = kindOf(values) === 'role' ? values.get('source_profile') : undefined
    // A profile may be its own source: then its keys are meant.
    next = source === undefined || chain.some((link) => link.name === source) ? undefined : source
  }
  return chain
}

/** The sign-in that an SSO profile needs. Throws `invalid_input`, naming what is missing. */
export function ssoSessionOf(config: SharedConfig, values: ProfileValues): SsoSession {
  const name = values.get('sso_session')
  const from = name === undefined ? values : config.sessions.get(name)
  if (!from) throw fieldError('sso_session', 'sso_session.not_found', { name: String(name) })
  const startUrl = from.get('sso_start_url')
  const region = from.get('sso_region')
  if (!startUrl || !region) {
    throw fieldError(startUrl ? 'sso_region' : 'sso_start_url', 'sso_session.incomplete')
  }
  const scopes = (from.get('sso_registration_scopes') ?? 'sso:account:access')
    .split(',')
    .map((one) => one.trim())
  return { cacheId: name ?? startUrl, named: name !== undefined, startUrl, region, scopes }
}

/** Every value of the files that is a secret, to be kept out of logs. */
export const secretsOf = (config: SharedConfig): string[] =>
  [...config.profiles.values()].flatMap((values) =>
    ['aws_secret_access_key', 'aws_session_token', 'aws_security_token'].flatMap(
      (key) => values.get(key) ?? []
    )
  )

function detailOf(config: SharedConfig, values: ProfileValues): string | null {
  switch (kindOf(values)) {
    case 'process':
      return values.get('credential_process') ?? null
    case 'role':
      return values.get('role_arn') ?? null
    case 'login':
      return values.get('login_session') ?? null
    case 'sso':
      return (
        values.get('sso_start_url') ??
        config.sessions.get(values.get('sso_session') ?? '')?.get('sso_start_url') ??
        null
      )
    default:
      return null
  }
}

/** Why a profile cannot be used as it stands, with the lines that could not be read; null when it can. */
export function problemOf(config: SharedConfig, name: string): Told | null {
  try {
    const chain = chainOf(config, name)
    const end = chain.at(-1)
    const source = end && kindOf(end.values) === 'role' ? end.values.get('source_profile') : undefined
    if (source !== undefined && source !== end?.name)
      return sayError(new ChatError('profile.leads_back', { name: String(end?.name), source }))
    for (const { name: link, values } of chain) {
      const problem = linkProblem(config, link, values)
      if (problem !== null) return sayAll(problem, ...faultsOf(config, link))
    }
    return null
  } catch (error) {
    return sayError(error instanceof ChatError ? error : new ChatError('profile.unreadable'))
  }
}

function linkProblem(config: SharedConfig, name: string, values: ProfileValues): Told | null {
  const missing = (key: string): Told | null =>
    values.get(key) ? null : sayError(new ChatError('profile.value_missing', { key, name }))
  const kind = kindOf(values)
  if (kind === 'sso') {
    ssoSessionOf(config, values)
    return missing('sso_account_id') ?? missing('sso_role_name')
  }
  if (kind === 'keys') return missing('aws_access_key_id') ?? missing('aws_secret_access_key')
  if (kind === 'login' && !existsSync(loginSessionFile(values.get('login_session') ?? '')))
    return sayError(new ChatError('login_session.ended', { name }))
  const elsewhere = ['web_identity_token_file', 'credential_source']
  if (kind === 'other' && !elsewhere.some((key) => values.has(key)))
    return sayError(new ChatError('profile.empty', { name }))
  return null
}

/** What could not be read and may belong to a profile. */
const faultsOf = ({ faults }: SharedConfig, name: string): Told[] =>
  faults.filter(({ profile }) => profile === null || profile === name).map(({ told }) => told)

function iniOf(file: string): IniFile {
  try {
    return parseIniFile(readFileSync(file, 'utf8'))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    if (code === 'ENOENT') return { sections: [], faults: [] }
    throw new ChatError(
      'file.unreadable',
      { file, code },
      {
        cause
      }
    )
  }
}

function split(header: string): [kind: string, name: string] {
  if (header === 'default') return ['profile', 'default']
  const [kind = '', ...rest] = header.split(' ')
  return [kind, rest.join(' ').replaceAll(/^["']|["']$/g, '')]
}

function add(into: Map<string, Map<string, string>>, name: string, { values }: IniSection): void {
  into.set(name, new Map([...(into.get(name) ?? []), ...values]))
}
