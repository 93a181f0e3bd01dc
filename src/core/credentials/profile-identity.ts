import { exec } from 'node:child_process'
import { promisify } from 'node:util'
import { fromEnv, fromLoginCredentials, fromSSO, fromTokenFile } from '@aws-sdk/credential-providers'
import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity } from '@aws-sdk/client-sts'
import { z } from 'zod'
import { clientSettings, type ClientTarget } from '../../shared/client-target'
import { ChatError } from '../../shared/errors'
import {
  kindOf,
  profileOf,
  sharedConfigFiles,
  ssoSessionOf,
  type ProfileValues,
  type SharedConfig
} from './shared-config'
import {
  ownSessionName,
  readRoleSession,
  roleRequest,
  roleSessionFile,
  writeRoleSession
} from './role-session'
import { containerIdentity, instanceIdentity } from './machine-role'
import type { StatusTap } from './status-tap'

/** What signs a request. */
export interface AwsIdentity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export interface ProfileIdentityDeps {
  readonly config: SharedConfig
  readonly env: NodeJS.ProcessEnv
  /** Where the services are that give credentials, in the region of a profile that names none. */
  readonly sts: ClientTarget
  readonly sso: Omit<ClientTarget, 'region'>
  readonly status: StatusTap
  /** The access key that AWS refused last; null when none was. */
  readonly refused: string | null
  /** The code of an MFA device. */
  readonly mfaCode: (serial: string) => Promise<string>
}

/**
 * The credentials of a profile, in the SDK's order, from the values that `readSharedConfig` has read: the SDK's own
 * reader knows no colon, no CR and no name with a space.
 */
export async function profileIdentity(
  name: string,
  deps: ProfileIdentityDeps,
  visited: readonly string[] = []
): Promise<AwsIdentity> {
  const values = profileOf(deps.config, name)
  const text = (key: string): string => values.get(key) ?? ''
  if (visited.length > 1 && visited.includes(name)) throw new ChatError('profile.circular', { name })
  // A profile may be the source of its own role: then its keys are meant.
  const keys = identityIn(values)
  if (visited.length > 0 && keys) return keys
  switch (kindOf(values)) {
    case 'role':
      return await assumeRole(name, deps, visited)
    case 'keys':
      if (keys) return keys
      break
    case 'process':
      return await identityOfProgram(text('credential_process'))
    case 'sso':
      return await fromSSO({
        // The SDK finds the token by this, and asks for nothing else by it.
        ssoStartUrl: ssoSessionOf(deps.config, values).cacheId,
        ssoRegion: ssoSessionOf(deps.config, values).region,
        ssoAccountId: text('sso_account_id'),
        ssoRoleName: text('sso_role_name'),
        clientConfig: {
          ...clientSettings({ ...deps.sso, region: ssoSessionOf(deps.config, values).region }),
          requestHandler: deps.status
        }
      })()
    case 'login':
      return await loginIdentity(name, values, deps)
    default:
      return await otherIdentity(name, values, deps)
  }
  throw new ChatError('profile.no_credentials', { name })
}

function identityIn(values: ProfileValues): AwsIdentity | null {
  const accessKeyId = values.get('aws_access_key_id')
  const secretAccessKey = values.get('aws_secret_access_key')
  const sessionToken = values.get('aws_session_token')
  if (!accessKeyId || !secretAccessKey) return null
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}

async function assumeRole(
  name: string,
  deps: ProfileIdentityDeps,
  visited: readonly string[]
): Promise<AwsIdentity> {
  const values = profileOf(deps.config, name)
  const file = roleSessionFile(values, deps.env)
  const kept = readRoleSession(file, { now: Date.now(), refused: deps.refused })
  if (kept) return kept
  const source = values.get('source_profile')
  const serial = values.get('mfa_serial')
  const tokenCode = serial === undefined ? null : await deps.mfaCode(serial)
  const identity =
    source === undefined
      ? await identityFrom(values.get('credential_source'), name)
      : await profileIdentity(source, deps, [...visited, name])
  const session = await getDefaultRoleAssumer(stsOptions(values, deps))(identity, {
    RoleSessionName: ownSessionName(),
    ...roleRequest(values),
    ...(tokenCode === null ? {} : { TokenCode: tokenCode })
  })
  await writeRoleSession(file, session)
  return session
}

const stsOptions = (values: ProfileValues, { sts, status }: ProfileIdentityDeps) => ({
  ...clientSettings({ ...sts, region: values.get('region') ?? sts.region }),
  requestHandler: status
})

/** `credential_source`: where the machine itself has credentials. */
async function identityFrom(source: string | undefined, name: string): Promise<AwsIdentity> {
  switch (source) {
    case 'Environment':
      return await fromEnv()()
    case 'Ec2InstanceMetadata':
      return await instanceIdentity()
    case 'EcsContainer':
      return await containerIdentity()
    default:
      throw new ChatError('profile.unknown_source', { name, source: String(source) })
  }
}

async function otherIdentity(
  name: string,
  values: ProfileValues,
  deps: ProfileIdentityDeps
): Promise<AwsIdentity> {
  const tokenFile = values.get('web_identity_token_file')
  const sessionName = values.get('role_session_name')
  if (tokenFile !== undefined) {
    return await fromTokenFile({
      webIdentityTokenFile: tokenFile,
      roleArn: values.get('role_arn') ?? '',
      roleSessionName: sessionName ?? ownSessionName(),
      roleAssumerWithWebIdentity: getDefaultRoleAssumerWithWebIdentity(stsOptions(values, deps))
    })()
  }
  if (values.has('credential_source')) return await identityFrom(values.get('credential_source'), name)
  throw new ChatError('profile.no_credentials', { name })
}

/** The session that "aws login" has left, renewed by the SDK as long as AWS lets it. */
async function loginIdentity(
  name: string,
  values: ProfileValues,
  deps: ProfileIdentityDeps
): Promise<AwsIdentity> {
  const files = sharedConfigFiles(deps.env)
  try {
    return await fromLoginCredentials({
      profile: name,
      filepath: files.credentials,
      configFilepath: files.config,
      ignoreCache: true,
      clientConfig: { region: values.get('region') ?? deps.sts.region, requestHandler: deps.status }
    })()
  } catch (error) {
    if (deps.status.unreachable) throw error
    throw new ChatError('login_session.ended', { name })
  }
}

/** What a `credential_process` writes (https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html). */
const programSchema = z.object({
  Version: z.literal(1),
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  SessionToken: z.string().optional(),
  Expiration: z.coerce.date().optional()
})

async function identityOfProgram(command: string): Promise<AwsIdentity> {
  const { stdout } = await promisify(exec)(command)
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = programSchema.parse(JSON.parse(stdout))
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(Expiration === undefined ? {} : { expiration: Expiration })
  }
}
