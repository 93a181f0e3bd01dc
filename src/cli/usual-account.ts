import type { ChatApp } from '../core/chat-app'
import { regionOfQueue } from '../shared/aws-partition'
import type { CredentialSource } from '../shared/backend-config'
import { fieldError } from '../shared/errors'
import { call } from './command-context'

interface Named {
  readonly region?: string | undefined
  readonly awsProfile?: string | undefined
  /** A queue's URL names its region too. */
  readonly queue?: string
}

/**
 * The region and the credentials that the AWS CLI would take, but that a queue's URL knows its region best: what is
 * named, the environment, then the profile (`AWS_PROFILE`, else "default"). Throws `invalid_input` where none says a
 * region.
 */
export async function usualAccount(
  app: ChatApp,
  { region, awsProfile, queue = '' }: Named
): Promise<{ region: string; credentials: CredentialSource }> {
  const { env } = process
  const profile = awsProfile ?? (env['AWS_PROFILE'] || 'default')
  // The AWS CLI: keys in the environment go before AWS_PROFILE, not before a profile that is named.
  const inEnvironment = awsProfile === undefined && env['AWS_ACCESS_KEY_ID']
  const found =
    region ??
    regionOfQueue(queue) ??
    (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (await regionOfProfile(app, profile)))
  if (!found) throw fieldError('region', 'region.unknown', { profile })
  return {
    region: found,
    credentials: inEnvironment ? { type: 'environment' } : { type: 'profile', profile }
  }
}

async function regionOfProfile(app: ChatApp, profile: string): Promise<string | null | undefined> {
  const profiles = await call(app, 'aws.profiles', undefined)
  return profiles.find(({ name }) => name === profile)?.region
}
