import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { loginItem, type LoginItemDeps } from './login-item'

function setup(fields: Partial<LoginItemDeps> = {}) {
  const home = temporaryFolder()
  let openAtLogin = false
  const electronApp = {
    isPackaged: true,
    getLoginItemSettings: () => ({ openAtLogin }),
    setLoginItemSettings: (settings: { openAtLogin?: boolean }) =>
      void (openAtLogin = settings.openAtLogin === true)
  } as LoginItemDeps['electronApp']
  const deps = { electronApp, platform: 'linux', env: {}, execPath: '/opt/ChatAPP/chatapp', home } as const
  const item = loginItem({ ...deps, ...fields })
  if (!item) throw new Error('There is no login item.')
  return { home, item, autostart: join(home, '.config', 'autostart') }
}

it('is an entry in the autostart folder of Linux, whole or not there, and leaves nothing when it is off', () => {
  const { item, autostart } = setup()
  const before = item.isOn()

  item.set(true)
  const on = item.isOn()
  const entry = readFileSync(join(autostart, 'chatapp.desktop'), 'utf8')
  const files = readdirSync(autostart)
  item.set(false)
  item.set(false)

  expect([before, on, item.isOn()]).toEqual([false, true, false])
  expect(entry).toMatch(/^\[Desktop Entry\]\nType=Application\nName=ChatAPP\n/)
  expect(entry).toContain('\nExec="/opt/ChatAPP/chatapp"\n')
  expect(files).toEqual(['chatapp.desktop'])
  expect(readdirSync(autostart)).toEqual([])
})

it('starts an AppImage where the user put it, whatever is in its name', () => {
  const { item, autostart } = setup({ env: { APPIMAGE: '/home/a/My "Chat" 100%$x.AppImage' } })

  item.set(true)

  expect(readFileSync(join(autostart, 'chatapp.desktop'), 'utf8')).toContain(
    String.raw`Exec="/home/a/My \\"Chat\\" 100%%\\$x.AppImage"`
  )
})

it('goes where XDG_CONFIG_HOME says', () => {
  const config = temporaryFolder()
  const { item, home } = setup({ env: { XDG_CONFIG_HOME: config } })

  item.set(true)

  expect(existsSync(join(config, 'autostart', 'chatapp.desktop'))).toBe(true)
  expect(existsSync(join(home, '.config'))).toBe(false)
  expect(statSync(join(config, 'autostart', 'chatapp.desktop')).mode & 0o077).toBe(0)
})

it('says what is wrong when the folder cannot be had', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  const { item } = setup({ env: { XDG_CONFIG_HOME: file } })

  expect(() => item.set(true)).toThrow(/is a file|path/)
  expect(item.isOn()).toBe(false)
})

it.each(['darwin', 'win32'] as const)('asks the system itself on %s', (platform) => {
  const { item } = setup({ platform })

  item.set(true)

  expect(item.isOn()).toBe(true)
})

it('is not offered by a copy that is not installed', () => {
  const electronApp = { isPackaged: false } as LoginItemDeps['electronApp']

  expect(loginItem({ electronApp, platform: 'linux', env: {}, execPath: '', home: '' })).toBeNull()
})
