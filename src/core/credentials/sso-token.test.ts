import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { ssoTokenFile, writeSsoToken } from './sso-token'

const token = { accessToken: 'CANARY', expiresAt: '2026-01-01T00:00:00Z' }
const aFile = (): string => ssoTokenFile('a session', { HOME: temporaryFolder() })

it.skipIf(process.platform === 'win32')('writes a token that only this user can read', async () => {
  const file = aFile()

  await writeSsoToken(file, token)

  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(token)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('leaves nothing of a token beside a file that cannot be replaced', async () => {
  const file = aFile()
  mkdirSync(join(file, 'in the way'), { recursive: true })

  await expect(writeSsoToken(file, token)).rejects.toThrow('rename')

  expect(
    readdirSync(dirname(file), { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
  ).toEqual([])
})
