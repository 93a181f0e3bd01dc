import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isOwnHost } from '../../shared/queue-address'
import { parseIniFile } from './ini-file'
import type { AwsIdentity } from './profile-identity'

/** What signs where any key will do. */
const dummy: AwsIdentity = { accessKeyId: 'test', secretAccessKey: 'test' }

export interface EmulatorKeys {
  readonly identity: AwsIdentity
  /** The authority that has signed its certificate; null where the system knows it. */
  readonly authority: string | null
}

/**
 * What an emulator takes that asks for no account: any key, but for AWS Emulator, which makes its own at each start and
 * writes them, with its certificate, below `~/.aws/emulator/<port>`
 * (https://docs.aws.amazon.com/emulator/latest/userguide/point-sdk-to-emulator.html).
 */
export function emulatorKeys(endpoint: string, env: NodeJS.ProcessEnv = process.env): EmulatorKeys {
  const url = new URL(endpoint)
  if (url.protocol !== 'https:' || !isOwnHost(url)) return { identity: dummy, authority: null }
  const home = env['HOME'] || env['USERPROFILE'] || homedir()
  const folder = join(home, '.aws', 'emulator', url.port || '443')
  const authority = join(folder, 'ca.pem')
  return {
    identity: identityIn(join(folder, 'emulator_credentials')) ?? dummy,
    authority: existsSync(authority) ? authority : null
  }
}

function identityIn(file: string): AwsIdentity | null {
  try {
    const [first] = parseIniFile(readFileSync(file, 'utf8')).sections
    const value = (name: string): string => first?.values.get(name) ?? ''
    const [accessKeyId, secretAccessKey] = [value('aws_access_key_id'), value('aws_secret_access_key')]
    const sessionToken = value('aws_session_token')
    if (accessKeyId === '' || secretAccessKey === '') return null
    return { accessKeyId, secretAccessKey, ...(sessionToken !== '' && { sessionToken }) }
  } catch {
    return null
  }
}
