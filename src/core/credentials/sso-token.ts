import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../../platform/json-file'

/** A token of IAM Identity Center as the AWS CLI and the SDKs keep it below `~/.aws/sso/cache`. */
const tokenSchema = z.object({
  startUrl: z.string().optional(),
  region: z.string().optional(),
  accessToken: z.string().min(1),
  expiresAt: z.string(),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  refreshToken: z.string().optional(),
  registrationExpiresAt: z.string().optional()
})

export type SsoToken = z.output<typeof tokenSchema>

/** The token's file, named as the SDK names it: SHA-1 of the session's name, or of the start URL. */
export function ssoTokenFile(cacheId: string, env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] || env['USERPROFILE'] || homedir()
  return join(home, '.aws', 'sso', 'cache', `${createHash('sha1').update(cacheId).digest('hex')}.json`)
}

/** The token that is there; null when there is none or it cannot be read. Its text never gets into an error. */
export const readSsoToken = (file: string): SsoToken | null => readJson(file, tokenSchema)

/** When a token expires, epoch milliseconds; old versions of the AWS CLI write "UTC" for "Z". NaN when it cannot be read. */
export const expiryOf = ({ expiresAt }: Pick<SsoToken, 'expiresAt'>): number =>
  Date.parse(expiresAt.replace(/\s*UTC$/, 'Z'))

/** Writes the token for this user alone (0600), whole or not at all; nothing of it stays beside the file. */
export async function writeSsoToken(file: string, token: SsoToken): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  writeJson(file, token)
}
