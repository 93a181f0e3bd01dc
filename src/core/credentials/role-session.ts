import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { homedir, hostname, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../../platform/json-file'
import type { AwsIdentity } from './profile-identity'
import type { ProfileValues } from './shared-config'

/** A session with less than this to live is not taken any more, in milliseconds. */
const SESSION_MARGIN_MS = 300_000

/** The answer of AssumeRole as the AWS CLI keeps it below `~/.aws/cli/cache`. */
const sessionSchema = z.object({
  Credentials: z.object({
    AccessKeyId: z.string().min(1),
    SecretAccessKey: z.string().min(1),
    SessionToken: z.string().min(1),
    // botocore writes "UTC" for "Z".
    Expiration: z.string().transform((text) => new Date(text.replace(/\s*UTC$/, 'Z')))
  })
})

/** What a role is asked for that tells its sessions apart; the names are those of AssumeRole. */
export function roleRequest(values: ProfileValues) {
  const [name, externalId, serial] = ['role_session_name', 'external_id', 'mfa_serial'].map((key) =>
    values.get(key)
  )
  const seconds = Number.parseInt(values.get('duration_seconds') ?? '', 10)
  return {
    RoleArn: values.get('role_arn') ?? '',
    ...(name === undefined ? {} : { RoleSessionName: name }),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
    ...(serial === undefined ? {} : { SerialNumber: serial }),
    ...(Number.isNaN(seconds) ? {} : { DurationSeconds: seconds })
  }
}

/**
 * What a session is called whose profile names none: by the person and the computer. AWS tells callers apart by it, and
 * a response queue belongs to its caller: a name with the time in it would be another caller every hour.
 */
export function ownSessionName(): string {
  const name = `chatapp-${userName()}@${hostname()}`
  return name.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64)
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'user'
  }
}

/** The session's file, named as botocore names it: SHA-1 of what is asked for, as Python writes JSON with sorted keys. */
export function roleSessionFile(values: ProfileValues, env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] || env['USERPROFILE'] || homedir()
  const entries = Object.entries(roleRequest(values)).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const json = `{${entries.map(([key, value]) => `"${key}": ${pythonJson(value)}`).join(', ')}}`
  return join(home, '.aws', 'cli', 'cache', `${createHash('sha1').update(json).digest('hex')}.json`)
}

/** The session that the AWS CLI or we have left; null when there is none that lives, and for one that was refused. */
export function readRoleSession(
  file: string,
  { now, refused }: { now: number; refused: string | null }
): AwsIdentity | null {
  const kept = readJson(file, sessionSchema)?.Credentials
  if (!kept || kept.AccessKeyId === refused) return null
  if (!(kept.Expiration.getTime() - now > SESSION_MARGIN_MS)) return null
  return {
    accessKeyId: kept.AccessKeyId,
    secretAccessKey: kept.SecretAccessKey,
    sessionToken: kept.SessionToken,
    expiration: kept.Expiration
  }
}

/** Keeps a session where the AWS CLI finds it, for this user alone (0600), whole or not at all. */
export async function writeRoleSession(file: string, identity: AwsIdentity): Promise<void> {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = identity
  if (sessionToken === undefined || expiration === undefined) return
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  writeJson(file, {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiration.toISOString().replace(/\.\d+Z$/, '+00:00')
    }
  })
}

const pythonJson = (value: string | number): string =>
  JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
