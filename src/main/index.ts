import { join } from 'node:path'
import {
  app,
  dialog,
  ipcMain,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  utilityProcess
} from 'electron'
import { createChatApp } from '../core/app'
import { openDataFolder, type DataFolder } from '../platform/data-folder'
import { loadPageFiles } from '../web/page-files'
import { standardOutput } from '../platform/standard-output'
import { toChatError } from '../shared/to-chat-error'
import { answerPageRequest, APP_ORIGIN, APP_SCHEME, appScheme } from './app-protocol'
import { aboutPanel, parseElectronArguments, stopBeforeQuit, watchSystemEnd } from './application'
import { ChatWindows } from './chat-windows'
import { guardPermissions } from './contents-guard'
import { linkOfSecond, splitAtLink } from './deep-links'
import { Desktop } from './desktop'
import { desktopUpdates } from './desktop-updates'
import { saveDownloads } from './downloads'
import { followSettings, stopSpelling } from './follow-settings'
import { forkWithElectron } from './fork-backend'
import { announceEvents, answerCalls } from './ipc'
import { keyCipher } from './key-cipher'
import { answerKeyRequest, KeyWindow } from './key-window'
import { errorText, followSystem, t } from './speech'
import { MainWindow } from './window'

// A window goes on where nobody reads the terminal it came from.
const { stdout, stderr } = process
const terminal = standardOutput({ stdout, stderr, outFailed: () => {} })
const { words, link } = splitAtLink(process.argv.slice(1))
const { safeMode, ...args } = parseElectronArguments(words)
// electron-vite's page server, in development only.
const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
const pageUrl = developmentUrl ? new URL(developmentUrl).href : `${APP_ORIGIN}/`
const origin = developmentUrl ? new URL(developmentUrl).origin : APP_ORIGIN
// A packed app gets its picture from its package.
const icon = app.isPackaged ? undefined : join(app.getAppPath(), 'resources/icons/256x256.png')

// Before Electron is ready.
// It would take the switch away, and with it the network of a user who may not have a sandbox: root, some containers.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
if (safeMode) app.disableHardwareAcceleration()
app.setName('ChatAPP')
app.setAppUserModelId('dev.chatapp.desktop')
app.setAboutPanelOptions(aboutPanel(app.getVersion(), icon))
protocol.registerSchemesAsPrivileged([appScheme])

try {
  const folder = openDataFolder(args)
  // Chromium's own files, and with them the single-instance lock, belong to the profile.
  app.setPath('userData', join(folder.path, 'window'))
  // Not awaited at the top: Electron becomes ready only after this module has run to its end.
  if (app.requestSingleInstanceLock({ link })) void run(folder).catch(fail)
  else {
    terminal.err('ChatAPP is open already; its window comes to the front.')
    app.exit(0)
  }
} catch (error) {
  void fail(error)
}

async function run({ root, path: profileDir }: DataFolder): Promise<void> {
  const pages = { pageUrl, preload: join(import.meta.dirname, '../preload/index.cjs'), icon, safeMode }
  const window = new MainWindow({ ...pages, stateFile: safeMode ? null : join(profileDir, 'window.json') })
  const chatWindows = new ChatWindows(pages)
  const desktop = new Desktop({
    window,
    chatWindows,
    folder: profileDir,
    platform: process.platform,
    safeMode,
    usualProfile: args.profile === undefined && args.dataDir === undefined
  })
  const keyWindow = new KeyWindow(() => window.window())
  const page = { contents: () => [window.contents() ?? [], chatWindows.contents()].flat(), origin }
  await app.whenReady()
  stopSpelling(session.defaultSession, process.platform)

  const files = await loadPageFiles(join(import.meta.dirname, '../renderer'))
  guardPermissions(session.defaultSession, origin)

  const stop = async (): Promise<void> => {
    window.retire()
    await chatApp.stop()
  }
  const { updates, isRestarting } = desktopUpdates({
    electronApp: app,
    installer: async (place) => {
      const { createInstaller } = await import('./updates/electron-installer')
      return createInstaller({
        place,
        fetch: (url, init) => net.fetch(url, init),
        exit: () => app.exit(0)
      })
    },
    showError: (title, text) => dialog.showErrorBox(title, text),
    file: join(root, 'updates.json'),
    stop
  })
  const chatApp = await createChatApp({
    host: 'electron',
    version: app.getVersion(),
    fork: forkWithElectron(utilityProcess),
    keyCipher: keyCipher(safeStorage, process.platform),
    openKeyPage: (path) => keyWindow.open(`${APP_ORIGIN}${path}`),
    updater: updates,
    desktop,
    endWasMeant: desktop.endWasMeant,
    ...args
  })
  protocol.handle(
    APP_SCHEME,
    async (request) => (await answerKeyRequest(chatApp.keyPage, request)) ?? answerPageRequest(files, request)
  )
  answerCalls(ipcMain, chatApp, page)
  announceEvents(chatApp, page)
  saveDownloads({ session: session.defaultSession, ipcMain, folder: () => app.getPath('downloads') }, page)
  const systemEnds = watchSystemEnd(powerMonitor, process.platform)
  stopBeforeQuit(app, stop, { systemEnds: () => isRestarting() || systemEnds() })

  app.on('second-instance', (...[, , , data]) => {
    const second = linkOfSecond(data)
    void (second === null ? window.show() : desktop.open(second))
  })
  app.on('activate', () => void window.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  await followSettings(chatApp, {
    nativeTheme,
    session: session.defaultSession,
    languages: () => app.getPreferredSystemLanguages(),
    platform: process.platform
  })
  if (icon) app.dock?.setIcon(icon)
  if (!safeMode) updates.watch()
  await desktop.start(chatApp)
  await window.show()
  if (link !== null) void desktop.open(link)
  // Who started the app falls back to the web browser until this line, so the window is there when it is written.
  terminal.out(`ChatAPP is ready: ${pageUrl}`)
}

/** Says why the app cannot start, where the user looks: in a dialog, and on the terminal it may come from. */
async function fail(error: unknown): Promise<void> {
  const failure = toChatError(error)
  terminal.err(`ChatAPP cannot start: ${failure.message}`)
  // Before Electron is ready, Linux has no dialogs, and who started the app from a menu sees no terminal.
  await app.whenReady()
  // What the profile says of the language may be what cannot be read.
  await followSystem(() => app.getPreferredSystemLanguages())
  dialog.showErrorBox(t('ChatAPP cannot start'), errorText(failure))
  app.exit(1)
}
