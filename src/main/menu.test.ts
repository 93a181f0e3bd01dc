import type { MenuItemConstructorOptions } from 'electron'
import { expect, it } from 'vitest'
import { modCommands, windowCommands, type WindowCommand } from '../shared/shortcuts'
import { shortcutOf } from '../renderer/ui/shortcuts'
import { menuTemplate } from './menu'

const template = (
  platform: NodeJS.Platform,
  development: boolean,
  command: (name: WindowCommand) => void = () => {}
) => menuTemplate({ platform, development, command })

const rolesOf = (items: readonly MenuItemConstructorOptions[]): string[] =>
  items.flatMap(({ role, submenu }) => [
    ...(role ? [role] : []),
    ...(Array.isArray(submenu) ? rolesOf(submenu) : [])
  ])

it('has an application menu on macOS, and Quit in File elsewhere', () => {
  expect(rolesOf(template('darwin', false))).toContain('appMenu')
  expect(rolesOf(template('darwin', false).slice(1))).not.toContain('quit')
  expect(rolesOf(template('win32', false))).toContain('quit')
  expect(rolesOf(template('linux', false))).not.toContain('appMenu')
})

it.each(['darwin', 'win32', 'linux'] as const)('can copy, zoom and close on %s', (platform) => {
  const roles = rolesOf(template(platform, false))

  expect(roles).toEqual(expect.arrayContaining(['editMenu', 'zoomIn', 'zoomOut', 'resetZoom', 'windowMenu']))
})

it('zooms with the key that has both + and =', () => {
  const view = template('linux', false).find(({ label }) => label === '&View')?.submenu
  const items = Array.isArray(view) ? view : []

  expect(items.filter(({ role }) => role === 'zoomIn').map(({ accelerator }) => accelerator)).toEqual([
    undefined,
    'CommandOrControl+='
  ])
})

it('offers the developer tools only in development', () => {
  expect(rolesOf(template('linux', false))).not.toContain('toggleDevTools')
  expect(rolesOf(template('linux', true))).toContain('toggleDevTools')
})

const allOf = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? allOf(item.submenu) : [])])

const platforms = ['darwin', 'win32', 'linux'] as const

it.each(platforms)('offers every command of the page on %s, and tells which was chosen', (platform) => {
  const chosen: string[] = []
  const items = allOf(template(platform, false, (name) => chosen.push(name)))

  for (const { id, click } of items) if (id) (click as () => void)()

  expect(chosen.toSorted()).toEqual(Object.keys(windowCommands).toSorted())
  for (const item of items) expect(item.role ?? item.label ?? item.type).toBeTruthy()
})

it('does by a key in the menu what the same key does on the page', () => {
  const items = allOf(template('linux', false)).filter(({ id, accelerator }) => id && accelerator)

  for (const { id, accelerator } of items) {
    const [modifier, key = ''] = String(accelerator).split('+')
    const named = key === 'Up' || key === 'Down' ? `Arrow${key}` : key
    const pressed = {
      key: named,
      code: '',
      ctrlKey: modifier === 'CommandOrControl',
      altKey: modifier === 'Alt',
      metaKey: false,
      shiftKey: false
    }
    expect([accelerator, shortcutOf(pressed, false)]).toEqual([accelerator, id])
  }
  expect(items.length).toBeGreaterThanOrEqual(modCommands.size)
})

it('keeps every key for one thing', () => {
  for (const platform of platforms) {
    const keys = allOf(template(platform, true)).flatMap(({ accelerator }) => accelerator ?? [])
    expect(keys).toEqual([...new Set(keys)])
  }
})

it('has Settings and About in the application menu of macOS, and in File and Help elsewhere', () => {
  const [first] = template('darwin', false)
  const file = template('win32', false).find(({ label }) => label === '&File')
  const help = template('linux', false).find(({ role }) => role === 'help')

  expect(allOf([first ?? {}]).map(({ id, role }) => id ?? role)).toEqual(
    expect.arrayContaining(['appMenu', 'about', 'settings', 'services', 'hide', 'quit'])
  )
  expect(allOf([file ?? {}]).map(({ id, role }) => id ?? role)).toEqual(
    expect.arrayContaining(['settings', 'quit'])
  )
  expect(allOf([help ?? {}]).map(({ id, role }) => id ?? role)).toEqual(
    expect.arrayContaining(['shortcuts', 'about'])
  )
})
