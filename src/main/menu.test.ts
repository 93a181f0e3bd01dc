import type { MenuItemConstructorOptions } from 'electron'
import { expect, it } from 'vitest'
import { menuTemplate } from './menu'

const rolesOf = (items: readonly MenuItemConstructorOptions[]): string[] =>
  items.flatMap(({ role, submenu }) => [
    ...(role ? [role] : []),
    ...(Array.isArray(submenu) ? rolesOf(submenu) : [])
  ])

it('has an application menu on macOS, and Quit in File elsewhere', () => {
  expect(rolesOf(menuTemplate('darwin', false))).toContain('appMenu')
  expect(rolesOf(menuTemplate('darwin', false))).not.toContain('quit')
  expect(rolesOf(menuTemplate('win32', false))).toContain('quit')
  expect(rolesOf(menuTemplate('linux', false))).not.toContain('appMenu')
})

it.each(['darwin', 'win32', 'linux'] as const)('can copy, zoom and close on %s', (platform) => {
  const roles = rolesOf(menuTemplate(platform, false))

  expect(roles).toEqual(expect.arrayContaining(['editMenu', 'zoomIn', 'zoomOut', 'resetZoom', 'windowMenu']))
})

it('offers the developer tools only in development', () => {
  expect(rolesOf(menuTemplate('linux', false))).not.toContain('toggleDevTools')
  expect(rolesOf(menuTemplate('linux', true))).toContain('toggleDevTools')
})
