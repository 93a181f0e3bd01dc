import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from 'electron'
import { diskFault } from '../platform/disk-fault'
import { writePrivately } from '../platform/private-files'

/** Starts ChatAPP when the user logs in, or does not. */
export interface LoginItem {
  readonly isOn: () => boolean
  /** Throws `storage` when the system does not take it. */
  readonly set: (on: boolean) => void
}

export interface LoginItemDeps {
  readonly electronApp: Pick<App, 'isPackaged' | 'getLoginItemSettings' | 'setLoginItemSettings'>
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  readonly execPath: string
  readonly home: string
}

/** How this copy of ChatAPP starts at login; null for one that is not installed, which may be gone tomorrow. */
export function loginItem({ electronApp, platform, env, execPath, home }: LoginItemDeps): LoginItem | null {
  if (!electronApp.isPackaged) return null
  if (platform !== 'linux') {
    return {
      isOn: () => electronApp.getLoginItemSettings().openAtLogin,
      set: (openAtLogin) => electronApp.setLoginItemSettings({ openAtLogin })
    }
  }
  const folder = join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'autostart')
  const file = join(folder, 'chatapp.desktop')
  return {
    isOn: () => existsSync(file),
    set: (on) => {
      try {
        if (!on) return rmSync(file, { force: true })
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        // An AppImage runs from a place that is made anew at each start; its file is where the user put it.
        writePrivately(file, desktopEntry(env['APPIMAGE'] || execPath))
      } catch (error) {
        throw diskFault(error, folder)
      }
    }
  }
}

/** An entry of the autostart specification (freedesktop.org). */
const desktopEntry = (program: string): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=ChatAPP',
    'Comment=A chat client whose server is your own AWS account',
    `Exec=${quoted(program)}`,
    'Icon=chatapp',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    ''
  ].join('\n')

/**
 * One word of `Exec`, by the Desktop Entry Specification: quoted, `"`, backtick, `$` and `\` with a backslash, `%`
 * doubled; and every backslash once more, because the value is a string.
 */
const quoted = (word: string): string =>
  `"${word
    .replaceAll(/["`$\\]/g, String.raw`\$&`)
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`
