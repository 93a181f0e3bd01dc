import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AwsProfile } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'
import { parseIniFile, type IniSection } from './ini-file'

/** One profile of the shared AWS configuration files. Its values may be secret: they stay inside this folder. */
export type ProfileValues = ReadonlyMap<string, string>

/** A sign-in of IAM Identity Center, as a profile describes it. */
export interface SsoSession {
  /** What the SDK names the token's file after: the session's name, or the start URL of an old profile. */
  readonly cacheId: string
  readonly startUrl: string
  readonly region: string
  readonly scopes: readonly string[]
}

/** What the shared AWS configuration files say now. */
export interface SharedConfig {
  readonly profiles: ReadonlyMap<string, ProfileValues>
  readonly sessions: ReadonlyMap<string, ProfileValues>
}

/** Where the files are: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, else below `~/.aws`. */
export const sharedConfigFiles = (env: NodeJS.ProcessEnv) => {
  const home = env['HOME'] || env['USERPROFILE'] || homedir()
  return {
    config: env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config'),
    credentials: env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials')
  }
}

/** Reads both files anew. A file that does not exist is empty; a malformed one throws, naming file and line. */
export async function readSharedConfig(env: NodeJS.ProcessEnv): Promise<SharedConfig> {
  const files = sharedConfigFiles(env)
  const profiles = new Map<string, Map<string, string>>()
  const sessions = new Map<string, Map<string, string>>()
  for (const section of await sectionsOf(files.config)) {
    const [kind, name] = split(section.header)
    if (kind === 'sso-session') add(sessions, name, section)
    if (kind === 'profile') add(profiles, name, section)
  }
  for (const section of await sectionsOf(files.credentials)) add(profiles, section.header, section)
  return { profiles, sessions }
}

/** The profile of a name. Throws `invalid_input` with the names that exist. */
export function profileOf(config: SharedConfig, name: string): ProfileValues {
  const profile = config.profiles.get(name)
  if (profile) return profile
  const names = [...config.profiles.keys()]
  const known = names.length === 0 ? 'There is none on this machine yet.' : `There are: ${names.join(', ')}.`
  throw new ChatError('invalid_input', `profile: There is no AWS profile "${name}". ${known}`)
}

/** All profiles for a picker: nothing of them that is secret. */
export const listProfiles = (config: SharedConfig): AwsProfile[] =>
  [...config.profiles].map(([name, values]) => ({
    name,
    kind: kindOf(values),
    region: values.get('region') ?? null,
    detail: detailOf(config, values),
    problem: problemOf(config, name)
  }))

/** In the order in which the SDK looks: a role before keys before a process before single sign-on. */
export function kindOf(values: ProfileValues): AwsProfile['kind'] {
  if (values.has('role_arn') && (values.has('source_profile') || values.has('credential_source')))
    return 'role'
  if (values.has('aws_access_key_id')) return 'keys'
  if (values.has('web_identity_token_file')) return 'other'
  if (values.has('credential_process')) return 'process'
  if (values.has('sso_session') || values.has('sso_start_url') || values.has('sso_account_id')) return 'sso'
  return 'other'
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
  if (!from)
    throw new ChatError(
      'invalid_input',
      `sso_session: There is no [sso-session ${name}] in the AWS config file.`
    )
  const startUrl = from.get('sso_start_url')
  const region = from.get('sso_region')
  if (!startUrl || !region) {
    throw new ChatError(
      'invalid_input',
      `${startUrl ? 'sso_region' : 'sso_start_url'}: It is missing in the AWS config file.`
    )
  }
  const scopes = (from.get('sso_registration_scopes') ?? 'sso:account:access')
    .split(',')
    .map((one) => one.trim())
  return { cacheId: name ?? startUrl, startUrl, region, scopes }
}

/** Every value of the files that is a secret, to be kept out of logs. */
export const secretsOf = (config: SharedConfig): string[] =>
  [...config.profiles.values()].flatMap((values) =>
    ['aws_secret_access_key', 'aws_session_token'].flatMap((key) => values.get(key) ?? [])
  )

function detailOf(config: SharedConfig, values: ProfileValues): string | null {
  switch (kindOf(values)) {
    case 'process':
      return values.get('credential_process') ?? null
    case 'role':
      return values.get('role_arn') ?? null
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

function problemOf(config: SharedConfig, name: string): string | null {
  try {
    const chain = chainOf(config, name)
    const end = chain.at(-1)
    const source = end && kindOf(end.values) === 'role' ? end.values.get('source_profile') : undefined
    if (source !== undefined && source !== end?.name)
      return `source_profile of "${end?.name}" leads back to "${source}".`
    for (const { name: link, values } of chain) {
      const kind = kindOf(values)
      if (kind === 'sso') {
        ssoSessionOf(config, values)
        for (const key of ['sso_account_id', 'sso_role_name'])
          if (!values.get(key)) return `${key} is missing in the profile "${link}".`
      }
      if (kind === 'keys' && !values.get('aws_secret_access_key'))
        return `aws_secret_access_key is missing in the profile "${link}".`
      if (kind === 'other' && !values.has('web_identity_token_file') && !values.has('login_session'))
        return `The profile "${link}" names no credentials.`
    }
    return null
  } catch (error) {
    return error instanceof ChatError ? error.message : 'It cannot be read.'
  }
}

async function sectionsOf(file: string): Promise<IniSection[]> {
  try {
    return parseIniFile(await readFile(file, 'utf8'), file)
  } catch (cause) {
    if (cause instanceof ChatError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    if (code === 'ENOENT') return []
    throw new ChatError('invalid_input', `${file} cannot be read (${code}). Check its permissions.`, {
      cause
    })
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
