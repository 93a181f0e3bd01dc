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
 * The region and the credentials that the AWS CLI would take, but that a queue's URL knows its region best. Throws
 * `invalid_input` where none says a region.
 */
export async function usualAccount(
  app: ChatApp,
  { region, awsProfile, queue = '' }: Named
): Promise<{ region: string; credentials: CredentialSource }> {
  const usual = await call(app, 'aws.usual', awsProfile === undefined ? {} : { profile: awsProfile })
  const found = region ?? regionOfQueue(queue) ?? usual.region
  if (!found) throw fieldError('region', 'region.unknown', { profile: usual.profile })
  return { region: found, credentials: usual.credentials }
}
