import { expect, it } from 'vitest'
import { canOpenBrowser, openCommand } from './open-in-browser'

const link = 'http://127.0.0.1:1/launch?token=a&b=%22;calc'

it.each(['linux', 'darwin', 'win32'] as const)(
  'hands the link to %s as one argument, without a shell',
  (platform) => {
    const [command, args] = openCommand(platform, link)

    expect(command).not.toMatch(/cmd|sh/)
    expect(args.filter((argument) => argument.includes('launch'))).toEqual([link])
  }
)

it('opens nothing in CI and nothing without a display', () => {
  expect(canOpenBrowser('linux', {})).toBe(false)
  expect(canOpenBrowser('linux', { DISPLAY: ':0' })).toBe(true)
  expect(canOpenBrowser('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
  expect(canOpenBrowser('darwin', {})).toBe(true)
  expect(canOpenBrowser('win32', { CI: 'true' })).toBe(false)
})
