// For tests: a home folder with AWS files, and an environment that knows nothing else of AWS.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { ssoTokenFile, type SsoToken } from '../credentials/sso-token'

/** Files of a home folder; what is left out does not exist. */
export interface HomeFiles {
  readonly config?: string
  readonly credentials?: string
  readonly env?: Readonly<Record<string, string>>
}

const writeToken = (cacheId: string, token: Partial<SsoToken>): void =>
  writeFileSync(ssoTokenFile(cacheId, process.env), JSON.stringify(token))

/** Makes the home folder and stubs the environment until the test ends. */
export function aHome({ config, credentials, env = {} }: HomeFiles = {}) {
  const home = temporaryFolder()
  mkdirSync(join(home, '.aws', 'sso', 'cache'), { recursive: true })
  const write = (name: 'config' | 'credentials', text: string): void =>
    writeFileSync(join(home, '.aws', name), text)
  if (config !== undefined) write('config', config)
  if (credentials !== undefined) write('credentials', credentials)
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined)
  // Whoever tests what an EC2 instance says of itself names a server for it.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('HOME', home)
  vi.stubEnv('USERPROFILE', home)
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  return { home, write, writeToken, tokenFile: (cacheId: string) => ssoTokenFile(cacheId, process.env) }
}
