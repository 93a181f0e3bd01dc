import type { MenuItemConstructorOptions } from 'electron'

type Item = MenuItemConstructorOptions

const separator: Item = { type: 'separator' }

/** The application menu: the roles and shortcuts that people of each system expect, nothing of our own. */
export function menuTemplate(platform: NodeJS.Platform, development: boolean): Item[] {
  const mac = platform === 'darwin'
  const first: Item[] = mac ? [{ role: 'appMenu' }] : []
  const forDevelopers: Item[] = development ? [{ role: 'reload' }, { role: 'toggleDevTools' }, separator] : []
  const zoom: Item[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }]
  const last: Item[] = mac ? [] : [{ role: 'help', submenu: [{ role: 'about' }] }]
  return [
    ...first,
    { label: '&File', submenu: [mac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    { label: '&View', submenu: [...forDevelopers, ...zoom, separator, { role: 'togglefullscreen' }] },
    { role: 'windowMenu' },
    ...last
  ]
}
