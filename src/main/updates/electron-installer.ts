import {
  AppImageUpdater,
  type AppUpdater,
  BaseUpdater,
  CancellationToken,
  MacUpdater,
  NsisUpdater,
  Provider,
  type ResolvedUpdateFileInfo,
  type UpdateInfo
} from 'electron-updater'
import { parseUpdateInfo, type ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider'
import { ChatError } from '../../shared/errors'
import { field } from '../../shared/system-error'
import { toChatError } from '../../shared/to-chat-error'
import type { Installer } from './installer'
import type { FeedPlace } from './feed-place'
import { feedName, parseFeed, readSignedFeed, type Feed } from './signed-feed'

interface SignedOptions {
  readonly latest: () => Promise<Feed>
  readonly base: string
}

/** What electron-updater knows of a feed comes through here: signed, parsed, and nothing else. */
class SignedProvider extends Provider<UpdateInfo> {
  constructor(
    private readonly options: SignedOptions,
    _updater: unknown,
    runtime: ProviderRuntimeOptions
  ) {
    super(runtime)
  }

  async getLatestVersion(): Promise<UpdateInfo> {
    const { files, version, releaseDate, releaseNotes, ...limits } = await this.options.latest()
    const [{ url, sha512 }] = files as [Feed['files'][number]]
    const info = { version, files, releaseDate, releaseNotes: releaseNotes ?? null, path: url, sha512 }
    return { ...info, ...limits } as UpdateInfo
  }

  resolveFiles({ files }: UpdateInfo): ResolvedUpdateFileInfo[] {
    return files.map((info) => ({ url: new URL(info.url, this.options.base), info }))
  }
}

/** electron-updater's own for each system. */
function updaterFor(platform: NodeJS.Platform): AppUpdater {
  if (platform === 'darwin') return new MacUpdater()
  return platform === 'win32' ? new NsisUpdater() : new AppImageUpdater()
}

interface InstallerOptions {
  readonly place: FeedPlace
  /** Electron's `net.fetch`, which knows the system's proxy. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Ends this process, its core having stopped already. */
  readonly exit: () => void
  readonly system?: { readonly platform: NodeJS.Platform; readonly arch: string }
  readonly updater?: AppUpdater
}

/**
 * Newer versions through electron-updater, which here only fetches files and puts them in place.
 *
 * It is told of a file by a signed feed alone, and takes it when its SHA-512 is the one that was signed; so what the
 * server, the network or a mirror says decides nothing. An older version is never taken.
 */
export function createInstaller({ place, fetch, exit, ...options }: InstallerOptions): Installer {
  const system = options.system ?? process
  const updater = options.updater ?? updaterFor(system.platform)
  // What went wrong is told by each call, and logged by who made it.
  updater.logger = null
  updater.autoDownload = false
  // What was fetched is put in place when the user says so, never behind their back.
  updater.autoInstallOnAppQuit = false
  updater.allowDowngrade = false
  updater.disableWebInstaller = true
  // Its block maps are not signed; the file as a whole is.
  updater.disableDifferentialDownload = true
  // An EventEmitter without a listener for errors throws them.
  updater.on('error', () => {})
  let cancellation = new CancellationToken()
  let found = ''

  return {
    find: async (channel) => {
      const name = feedName(channel, system)
      const latest = async (): Promise<Feed> => {
        const text = await readSignedFeed(name, { place, fetch })
        return parseFeed(readYaml(text, new URL(name, place.url)), channel, place)
      }
      updater.setFeedURL({
        provider: 'custom',
        updateProvider: SignedProvider,
        latest,
        base: place.url
      } as never)
      const result = await updater.checkForUpdates()
      if (!result?.isUpdateAvailable) return null
      const { version, releaseNotes } = result.updateInfo
      found = version
      return { version, notes: typeof releaseNotes === 'string' ? releaseNotes : '' }
    },
    fetch: async (onShare) => {
      const progress = ({ percent }: { percent: number }): void => onShare(Math.min(1, percent / 100))
      cancellation = new CancellationToken()
      updater.on('download-progress', progress)
      try {
        await updater.downloadUpdate(cancellation)
      } catch (error) {
        throw fetchError(error, found)
      } finally {
        updater.off('download-progress', progress)
      }
    },
    cancel: () => cancellation.cancel(),
    install: (failed) => {
      updater.on('error', failed)
      // macOS' own updater ends the process itself, when it has taken the file over.
      if (!(updater instanceof BaseUpdater)) updater.quitAndInstall()
      else if (updater.install(true, true)) exit()
    }
  }
}

function readYaml(text: string, url: URL): unknown {
  try {
    return parseUpdateInfo(text, url.pathname, url)
  } catch (cause) {
    throw new ChatError('update.unreadable', { detail: 'YAML' }, { cause })
  }
}

function fetchError(error: unknown, version: string): ChatError {
  const code = field(error, 'code')
  if (code === 'ERR_CHECKSUM_MISMATCH')
    return new ChatError('update.file_damaged', { version }, { cause: error })
  const known = toChatError(error)
  return known.code === 'storage' ? known : new ChatError('update.unreachable', {}, { cause: error })
}
