import { fromContainerMetadata, fromHttp, fromInstanceMetadata } from '@aws-sdk/credential-providers'
import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import type { AwsIdentity } from './profile-identity'

type Environment = Readonly<Record<string, string | undefined>>

/** The AWS CLI: how long an instance's metadata may take to answer, in milliseconds; elsewhere nobody does. */
const METADATA_LIMIT_MS = 1000

/** Whether a container (ECS, EKS Pod Identity, CodeBuild, CloudShell) says where its role's credentials are. */
export const inContainer = (env: Environment): boolean =>
  Boolean(env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI'])

/** The credentials that a container is given. */
export const containerIdentity = async (): Promise<AwsIdentity> =>
  await fromHttp()().catch(() => fromContainerMetadata()())

/** The credentials of an EC2 instance's role. */
export const instanceIdentity = async (): Promise<AwsIdentity> =>
  await fromInstanceMetadata({ timeout: METADATA_LIMIT_MS, maxRetries: 1 })()

/** The credentials of the machine's own role: its container's, else its instance's. Throws `credentials` without one. */
export async function machineIdentity(env: Environment): Promise<AwsIdentity> {
  try {
    if (inContainer(env)) return await containerIdentity()
    if (metadataOf(env) !== null) return await instanceIdentity()
  } catch {
    // What a metadata server wrote may hold secrets.
  }
  throw new ChatError('credentials.machine_has_none')
}

/** The region of the EC2 instance that this is; null elsewhere. */
export async function instanceRegion(env: Environment): Promise<string | null> {
  const endpoint = metadataOf(env)
  if (endpoint === null) return null
  const signal = AbortSignal.timeout(METADATA_LIMIT_MS)
  const ask = async (path: string, init: RequestInit): Promise<string> => {
    const answer = await fetch(new URL(path, endpoint), { ...init, signal, redirect: 'error' })
    return answer.ok ? (await answer.text()).trim() : ''
  }
  try {
    // IMDSv2: a token first.
    const seconds = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' }
    const token = await ask('/latest/api/token', { method: 'PUT', headers: seconds })
    const headers = { 'x-aws-ec2-metadata-token': token }
    const region = await ask('/latest/meta-data/placement/region', { headers })
    return (
      z
        .string()
        .regex(/^[a-z0-9-]{1,30}$/)
        .safeParse(region).data ?? null
    )
  } catch {
    return null
  }
}

/** Where an instance's metadata are, by the SDK's variables; null where they are turned off. */
function metadataOf(env: Environment): string | null {
  if (env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true') return null
  const v6 = env['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE']?.toLowerCase() === 'ipv6'
  const usual = v6 ? 'http://[fd00:ec2::254]' : 'http://169.254.169.254'
  return env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] || usual
}
