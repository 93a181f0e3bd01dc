import type { App } from 'electron'
import { stopWithin } from '../platform/stop'
import { ChatError } from '../shared/errors'
import { sayError } from '../shared/said'
import { toChatError } from '../shared/to-chat-error'
import { errorText, t } from './speech'
import { AppUpdates } from './updates/app-updates'
import type { Installer } from './updates/installer'
import type { FeedPlace } from './updates/feed-place'
import { updatesHere } from './updates/updates-here'

/** Longest that a restart into a newer version waits for what is being sent, in milliseconds: above every limit of a call. */
const RESTART_BOUND_MS = 60_000

export interface DesktopUpdatesOptions {
  readonly electronApp: Pick<App, 'isPackaged' | 'getAppPath' | 'getVersion' | 'relaunch' | 'exit'>
  /** Makes what finds and fetches newer versions, when it is first needed: the start does not pay for it. */
  readonly installer: (place: FeedPlace) => Promise<Installer>
  readonly showError: (title: string, text: string) => void
  /** Where the choices are kept. */
  readonly file: string
  /** Stops the core: resolves when nothing is being sent. Its second call is the first. */
  readonly stop: () => Promise<void>
}

/** Newer versions of the desktop app, and `isRestarting`: whether one is being put in place, everything else having stopped. */
export function desktopUpdates(options: DesktopUpdatesOptions): {
  updates: AppUpdates
  isRestarting: () => boolean
} {
  const { electronApp, installer, file, stop } = options
  const here = updatesHere({
    isPackaged: electronApp.isPackaged,
    appPath: electronApp.getAppPath(),
    resourcesPath: process.resourcesPath,
    execPath: process.execPath,
    platform: process.platform,
    env: process.env
  })
  let restarting = false
  const updates = new AppUpdates({
    none: 'none' in here ? here.none : null,
    version: electronApp.getVersion(),
    file,
    installer: async () => {
      if ('none' in here) throw new ChatError('update.none_ready')
      return await installer(here.place)
    },
    restart: async (install, version) => {
      await stopWithin(RESTART_BOUND_MS, stop)
      restarting = true
      install((error) => goOn(options, version, error))
    },
    now: Date.now
  })
  return { updates, isRestarting: () => restarting }
}

/** The core has stopped, but the newer version is not in place: says so, and starts the one that is there. */
function goOn({ electronApp, showError }: DesktopUpdatesOptions, version: string, error: unknown): void {
  const detail =
    toChatError(error).code === 'internal' && error instanceof Error
      ? error.message
      : sayError(toChatError(error))
  const failure = new ChatError('update.not_installed', { version, detail }, { cause: error })
  showError(t('ChatAPP was not updated'), errorText(failure))
  const { APPIMAGE } = process.env
  electronApp.relaunch(APPIMAGE === undefined ? {} : { execPath: APPIMAGE })
  electronApp.exit(1)
}
