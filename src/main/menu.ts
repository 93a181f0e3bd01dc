import type { MenuItemConstructorOptions } from 'electron'
import { windowCommands, type WindowCommand } from '../shared/shortcuts'
import { roleLabel, t } from './speech'

type Item = MenuItemConstructorOptions

const separator: Item = { type: 'separator' }

export interface MenuParts {
  readonly platform: NodeJS.Platform
  readonly development: boolean
  /** Carries a command out on the page of the window in front; opens the window when there is none. */
  readonly command: (command: WindowCommand) => void
}

/** How Electron writes a key of the table; undefined for one that the page alone takes, such as `?`, which is also typed. */
export const acceleratorOf = (keys: readonly string[]): string | undefined =>
  keys.length > 1 ? keys.map((key) => names[key] ?? key).join('+') : undefined

const names: Readonly<Record<string, string>> = { Mod: 'CommandOrControl', '↑': 'Up', '↓': 'Down' }

/** The application menu: what people of each system expect in its place, with the keys that the page shows too. */
export function menuTemplate({ platform, development, command }: MenuParts): Item[] {
  const mac = platform === 'darwin'
  const item = (name: WindowCommand, label: string): Item => {
    const accelerator = acceleratorOf(windowCommands[name].keys)
    return {
      id: name,
      label,
      click: () => command(name),
      // The page hears a key first; what it takes does not come here.
      ...(accelerator === undefined ? {} : { accelerator })
    }
  }
  const newChat = item('new-chat', t(mac ? 'New Chat' : '&New chat'))
  const withPeople = (['person', 'new-room', 'join'] as const).map((name) =>
    item(name, t(windowCommands[name].does))
  )
  const ownWindow = item('own-window', t(mac ? 'Open Chat in New Window' : '&Open chat in new window'))
  const settings = item('settings', t(mac ? 'Settings…' : '&Settings'))
  const forDevelopers: Item[] = development ? [role('reload'), role('toggleDevTools'), separator] : []
  const about: Item[] = mac ? [] : [separator, role('about')]
  return [
    ...(mac ? [applicationMenu(settings)] : []),
    {
      label: t('&File'),
      submenu: mac
        ? [newChat, ...withPeople, ownWindow, separator, role('close')]
        : [newChat, ...withPeople, ownWindow, separator, settings, separator, role('close'), role('quit')]
    },
    {
      role: 'editMenu',
      label: t('&Edit'),
      submenu: editMenu(mac, item('search', t(mac ? 'Find Messages…' : '&Find messages…')))
    },
    {
      label: t('&View'),
      submenu: [
        item('palette', t(windowCommands.palette.does)),
        item('previous-chat', t(windowCommands['previous-chat'].does)),
        item('next-chat', t(windowCommands['next-chat'].does)),
        item('queues', t(windowCommands.queues.does)),
        separator,
        ...forDevelopers,
        ...zoom(),
        separator,
        role('togglefullscreen')
      ]
    },
    windowMenu(mac),
    {
      role: 'help',
      ...roleLabel('Help'),
      submenu: [item('shortcuts', t(windowCommands.shortcuts.does)), ...about]
    }
  ]
}

const zoom = (): Item[] => [
  role('resetZoom'),
  role('zoomIn'),
  // The role's own is Ctrl++, which needs Shift where + stands over =.
  { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false, acceleratorWorksWhenHidden: true },
  role('zoomOut')
]

const applicationMenu = (settings: Item): Item => ({
  role: 'appMenu',
  submenu: [
    role('about'),
    separator,
    settings,
    separator,
    role('services'),
    separator,
    role('hide'),
    role('hideOthers'),
    role('unhide'),
    separator,
    role('quit')
  ]
})

const editMenu = (mac: boolean, find: Item): Item[] => [
  role('undo'),
  role('redo'),
  separator,
  role('cut'),
  role('copy'),
  role('paste'),
  role('pasteAndMatchStyle'),
  role('delete'),
  role('selectAll'),
  separator,
  find,
  ...(mac
    ? [
        separator,
        { role: 'startSpeaking', label: t('Start Speaking') } as const,
        { role: 'stopSpeaking', label: t('Stop Speaking') } as const
      ]
    : [])
]

/** Electron's own window menu, with its items in it where they need another name. */
function windowMenu(mac: boolean): Item {
  const title = roleLabel('Window')
  if (title.label === undefined) return { role: 'windowMenu' }
  const items = [role('minimize'), role('zoom')]
  return {
    role: 'windowMenu',
    ...title,
    submenu: mac ? [...items, separator, role('front')] : [...items, role('close')]
  }
}

const roleWords = {
  reload: 'Reload',
  toggleDevTools: 'Toggle Developer Tools',
  close: 'Close Window',
  quit: 'Quit',
  resetZoom: 'Actual Size',
  togglefullscreen: 'Toggle Full Screen',
  services: 'Services',
  hide: 'Hide ChatAPP',
  hideOthers: 'Hide Others',
  unhide: 'Show All',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  pasteAndMatchStyle: 'Paste and Match Style',
  delete: 'Delete',
  selectAll: 'Select All',
  about: 'About ChatAPP',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  minimize: 'Minimize',
  zoom: 'Zoom',
  front: 'Bring All to Front'
} as const

const role = (name: keyof typeof roleWords): Item => ({ role: name, ...roleLabel(roleWords[name]) })
