import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { ChatError } from '../shared/errors'
import { sayError } from '../shared/said'
import { makePrivate } from './private-files'
import { toChatError } from '../shared/to-chat-error'

/** Where everything of one profile stands. All paths are absolute. */
export interface DataFolder {
  /** The root that all profiles and the local backend share. */
  readonly root: string
  readonly profile: string
  /** This profile's own folder. */
  readonly path: string
  readonly database: string
  readonly logFile: string
  /** The local backend's folder, one for all profiles below this root. */
  readonly localBackend: string
}

const profilePattern = /^[a-z0-9][a-z0-9_-]{0,39}$/i

/**
 * Finds and creates the data folder: `--data-dir`, else `CHATAPP_HOME`, else the system's usual place.
 *
 * Folders are created for this user only (0700), and made so where they are there already, with the files in them; only
 * the root, which the user may have chosen, keeps its modes. Throws `invalid_input` for a bad profile name and `storage`, naming
 * the folder and what to do, when it cannot be created or, unless it is only read, written.
 */
export function openDataFolder(options: {
  dataDir?: string | undefined
  profile?: string | undefined
  /** Whether reading alone is of use. */
  reading?: boolean | undefined
  env?: NodeJS.ProcessEnv
}): DataFolder {
  const env = options.env ?? process.env
  const profile = options.profile ?? 'default'
  if (!profilePattern.test(profile)) {
    throw new ChatError('profile.name_invalid', { profile })
  }
  const root = dataRoot(options.dataDir, env)
  const path = join(root, 'profiles', profile)
  const folder: DataFolder = {
    root,
    profile,
    path,
    database: join(path, 'chatapp.sqlite'),
    logFile: join(path, 'logs', 'chatapp.log'),
    localBackend: join(root, 'local-backend')
  }
  if (options.reading && existsSync(folder.database) && !isWritable(path)) return folder
  for (const wanted of [path, join(path, 'logs'), folder.localBackend]) createWritable(wanted, root)
  makePrivate(join(root, 'profiles'))
  return folder
}

function createWritable(path: string, root: string): void {
  try {
    makeFolder(path)
    makePrivate(path)
    accessSync(path, constants.W_OK)
  } catch (cause) {
    throw new ChatError('data_folder.unusable', { root, detail: sayError(toChatError(cause)) }, { cause })
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Level by level: Node's own recursive mkdir never ends where the system says "no such file" to mkdir, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another host was faster, or the parent is a file: then the check for writing says so.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** The root of all data: what is named, else `CHATAPP_HOME`, else the system's usual place. Makes nothing. */
export const dataRoot = (named: string | undefined, env: NodeJS.ProcessEnv = process.env): string =>
  resolve(named || env['CHATAPP_HOME'] || usualPlace(env))

function usualPlace(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32')
    return join(env['APPDATA'] || join(homedir(), 'AppData', 'Roaming'), 'ChatAPP')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'ChatAPP')
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'chatapp')
}
