import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { readJson } from '../../platform/json-file'
import type { UpdateState } from '../../shared/contract'
import { feedPlaceSchema, type FeedPlace } from './feed-place'

/** What a running app knows of how it was installed. */
export interface Installation {
  readonly isPackaged: boolean
  /** The folder or archive of the app, with its package.json. */
  readonly appPath: string
  readonly resourcesPath: string
  readonly execPath: string
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
}

const manifestSchema = z.object({ updates: feedPlaceSchema })

type WhyNone = Extract<UpdateState, { kind: 'none' }>['why']

/** Where this installation gets newer versions from, or why it does not get any by itself. */
export function updatesHere(here: Installation): { place: FeedPlace } | { none: WhyNone } {
  if (!here.isPackaged) return { none: 'source' }
  const manifest = readJson(join(here.appPath, 'package.json'), manifestSchema)
  if (manifest === null) return { none: 'no-feed' }
  const none = notReplaceable(here)
  return none === null ? { place: manifest.updates } : { none }
}

/** Why there is nothing here that a newer version could be put in the place of; null where there is. */
function notReplaceable({ resourcesPath, execPath, platform, env }: Installation): WhyNone | null {
  if (platform === 'darwin') return null
  // electron-builder: NSIS puts the uninstaller beside the app; the zip has none.
  if (platform === 'win32')
    return existsSync(join(dirname(execPath), 'Uninstall ChatAPP.exe')) ? null : 'archive'
  if (env['APPIMAGE'] !== undefined) return null
  // electron-builder writes it into deb and rpm packages.
  return existsSync(join(resourcesPath, 'package-type')) ? 'packages' : 'archive'
}
