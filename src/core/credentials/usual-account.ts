import type { CredentialSource } from '../../shared/backend-config'
import { inContainer, instanceRegion } from './machine-role'
import type { Surroundings } from './aws-destination'
import { kindOf } from './shared-config'

/** Where and as whom the AWS CLI would work. */
export interface UsualAccount {
  readonly credentials: CredentialSource
  /** The profile that the region was looked up in. */
  readonly profile: string
  readonly region: string | null
}

/**
 * The credentials and the region that the AWS CLI would take, in its order: a profile that is named, keys or a web
 * identity in the environment, the profile (`AWS_PROFILE`, else "default"), the role of the machine.
 */
export async function usualAccount(around: Surroundings, named?: string): Promise<UsualAccount> {
  const { env, shared } = around
  const profile = named ?? (env['AWS_PROFILE'] || 'default')
  const ofProfile = shared.profiles.get(profile)?.get('region')
  const said = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || ofProfile || null
  // Only who finds nothing else asks the machine: elsewhere that takes a second.
  if (named !== undefined || isSaid(around, profile)) {
    const inEnvironment = named === undefined && isInEnvironment(around, profile)
    const credentials = inEnvironment
      ? ({ type: 'environment' } as const)
      : ({ type: 'profile', profile } as const)
    return { credentials, profile, region: said }
  }
  const ofInstance = inContainer(env) && said !== null ? null : await instanceRegion(env)
  const machine = inContainer(env) || ofInstance !== null
  const credentials = machine ? ({ type: 'machine' } as const) : ({ type: 'profile', profile } as const)
  return { credentials, profile, region: said ?? ofInstance }
}

/** The AWS CLI: keys go before AWS_PROFILE; a web identity before all of its profile but a role. */
function isInEnvironment({ env, shared }: Surroundings, profile: string): boolean {
  if (env['AWS_ACCESS_KEY_ID']) return true
  const values = shared.profiles.get(profile)
  const role = values !== undefined && kindOf(values) === 'role'
  return !role && Boolean(env['AWS_WEB_IDENTITY_TOKEN_FILE'] && env['AWS_ROLE_ARN'])
}

/** Whether the environment or a profile says whose credentials are meant, usable or not. */
function isSaid(around: Surroundings, profile: string): boolean {
  const { env, shared } = around
  if (env['AWS_PROFILE'] || isInEnvironment(around, profile)) return true
  const values = shared.profiles.get(profile)
  // On EC2 the profile often names a region alone.
  return values !== undefined && (kindOf(values) !== 'other' || values.has('web_identity_token_file'))
}
