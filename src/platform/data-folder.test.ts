import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { openDataFolder } from './data-folder'

it('takes --data-dir before CHATAPP_HOME before the usual place', () => {
  const [dataDir, home] = [temporaryFolder(), temporaryFolder()]

  expect(openDataFolder({ dataDir, env: { CHATAPP_HOME: home } }).root).toBe(dataDir)
  expect(openDataFolder({ env: { CHATAPP_HOME: home } }).root).toBe(home)
  expect(openDataFolder({ env: { XDG_DATA_HOME: home, APPDATA: home, HOME: home } }).root).toMatch(
    /chatapp$/i
  )
})

it('gives each profile a folder of its own and all one local backend', () => {
  const dataDir = temporaryFolder()
  const [ada, bob] = ['ada', 'bob'].map((profile) => openDataFolder({ dataDir, profile }))

  expect(ada?.path).not.toBe(bob?.path)
  expect(ada?.localBackend).toBe(bob?.localBackend)
})

it.skipIf(process.platform === 'win32')('keeps the folder to this user', () => {
  const { path } = openDataFolder({ dataDir: join(temporaryFolder(), 'new') })

  expect(statSync(path).mode & 0o777).toBe(0o700)
})

it.each(['', '../up', 'a/b', '.hidden', 'x'.repeat(41), 'nul\0'])(
  'refuses the profile name %j',
  (profile) => {
    expect(() => openDataFolder({ dataDir: temporaryFolder(), profile })).toThrow(
      /profile name .* is not usable/
    )
  }
)

it('says which folder it cannot use, why, and what to do', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')

  expect(() => openDataFolder({ dataDir: file })).toThrow(/cannot use the data folder .*file.*--data-dir/)
})

it.skipIf(process.getuid?.() === 0)('refuses a folder that may not be written', () => {
  const locked = join(temporaryFolder(), 'locked')
  mkdirSync(locked)
  chmodSync(locked, 0o500)

  expect(() => openDataFolder({ dataDir: locked })).toThrow(/may not be written/)
})

it.skipIf(process.platform !== 'linux')('gives up on a place where no folder can be made', () => {
  expect(() => openDataFolder({ dataDir: '/proc/chatapp/here' })).toThrow(
    /cannot be created there.*--data-dir/
  )
})
