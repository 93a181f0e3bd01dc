import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'

// A made-up Electron for the test of the wiring: it records what the entry sets up and lets the test act as the user,
// the page and the system. The backend's process is real, under Node.

/** What happened, in order. */
export const journal: string[] = []
/** Events that were sent to the page: name and payload. */
export const announced = new EventEmitter()
export const handlers = new Map<string, (event: unknown, ...args: unknown[]) => Promise<unknown>>()
export const schemes = new Map<string, (request: { method: string; url: string }) => Promise<Response>>()

const ready = Promise.withResolvers<void>()
/** What Electron does once its entry has run to its end. */
export const becomeReady = (): void => {
  journal.push('ready')
  ready.resolve()
}

export const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  enableSandbox: () => journal.push('sandbox'),
  disableHardwareAcceleration: () => journal.push('no graphics processor'),
  setAsDefaultProtocolClient: (scheme: string) => journal.push(`links ${scheme}`),
  getLoginItemSettings: () => ({ openAtLogin: false }),
  setLoginItemSettings: () => {},
  setBadgeCount: (count: number) => journal.push(`badge ${count}`),
  commandLine: { hasSwitch: (_name: string): boolean => false },
  setName: () => {},
  setAppUserModelId: () => {},
  setAboutPanelOptions: () => {},
  getPreferredSystemLanguages: () => ['en-GB'],
  setPath: (name: string, path: string) => journal.push(`${name} ${path}`),
  requestSingleInstanceLock: (_given: { link: string | null }) => journal.push('lock') > 0,
  whenReady: () => ready.promise,
  getVersion: () => '1.0.0',
  getAppPath: (): string => '/an/app',
  quit: () => void app.emit('before-quit', { preventDefault: () => {} }),
  exit: (code: number) => void app.emit('exit', code)
})

export class BrowserWindow extends EventEmitter {
  static opened: BrowserWindow[] = []
  readonly webContents = Object.assign(new EventEmitter(), {
    mainFrame: { parent: null, origin: 'app://chatapp' },
    openHandler: (_details: { url: string }): { action: string } => ({ action: 'allow' }),
    setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
      this.openHandler = handler
    },
    isDestroyed: () => false,
    isLoading: () => false,
    reload: () => journal.push('reload'),
    send: (_channel: string, batch: [name: string, payload: unknown][]) => {
      for (const [name, payload] of batch) announced.emit(name, payload)
    }
  })

  constructor(readonly options: { parent?: BrowserWindow; webPreferences: { sandbox: boolean } }) {
    super()
    BrowserWindow.opened.push(this)
    app.emit('browser-window-created', {}, this)
  }

  loadURL(url: string): Promise<void> {
    journal.push(`load ${url}`)
    return Promise.resolve()
  }

  show(): void {
    journal.push('show')
  }
  focus(): void {
    journal.push('focus')
  }
  setBackgroundColor(colour: string): void {
    journal.push(`ground ${colour}`)
  }
  hide(): void {
    journal.push('hide')
  }
  /** As the user does it. */
  close(): void {
    let prevented = false
    this.emit('close', { preventDefault: () => (prevented = true) })
    if (prevented) return
    BrowserWindow.opened = BrowserWindow.opened.filter((window) => window !== this)
    this.emit('closed')
  }
  static getFocusedWindow = (): BrowserWindow | null => null
  getBounds = () => ({ x: 1, y: 2, width: 800, height: 600 })
  isMinimized = (): boolean => false
  isMaximized = (): boolean => false
  isDestroyed = (): boolean => false
  getNormalBounds = () => ({ x: 1, y: 2, width: 800, height: 600 })
}

export const protocol = {
  registerSchemesAsPrivileged: ([{ scheme }]: [{ scheme: string }]) => journal.push(`scheme ${scheme}`),
  handle: (scheme: string, handler: (request: { method: string; url: string }) => Promise<Response>) =>
    schemes.set(scheme, handler)
}
export const ipcMain = {
  handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => Promise<unknown>) =>
    handlers.set(channel, handler)
}
export const dialog = {
  showErrorBox: (title: string) => journal.push(title),
  showMessageBox: (..._given: object[]) => Promise.resolve({ response: 0 })
}
/** Entries of a menu, by what they say. */
export interface Entry {
  readonly id?: string
  readonly label?: string
  readonly click?: () => void
  readonly submenu?: readonly Entry[]
}
export const menus: { application: readonly Entry[]; tray: readonly Entry[]; context: readonly Entry[] } = {
  application: [],
  tray: [],
  context: []
}
export const Menu = {
  buildFromTemplate: (entries: readonly Entry[]) => ({
    entries,
    popup: () => void (menus.context = entries)
  }),
  setApplicationMenu: ({ entries }: { entries: readonly Entry[] }) => {
    menus.application = entries
    journal.push('menu')
  }
}
export class Tray extends EventEmitter {
  setImage(): void {}
  setToolTip(text: string): void {
    journal.push(`tray ${text}`)
  }
  setContextMenu({ entries }: { entries: readonly Entry[] }): void {
    menus.tray = entries
  }
}
const picture = { getSize: () => ({ width: 2, height: 2 }), toBitmap: () => Buffer.alloc(16) }
export const nativeImage = { createFromDataURL: () => picture, createFromBitmap: () => picture }
/** Notifications of the system that were shown, the newest last. */
export class Notification extends EventEmitter {
  constructor(readonly words: { title: string; body: string }) {
    super()
  }
  show(): void {
    journal.push(`notification ${this.words.title}: ${this.words.body}`)
  }
}
export const clipboard = { writeText: (text: string) => void journal.push(`copied ${text}`) }
export const session = {
  defaultSession: Object.assign(new EventEmitter(), {
    setPermissionCheckHandler: () => {},
    setSpellCheckerDictionaryDownloadURL: () => {},
    setSpellCheckerLanguages: () => {},
    setSpellCheckerEnabled: (on: boolean) => journal.push(`spelling ${on}`),
    setPermissionRequestHandler: () => journal.push('permissions')
  })
}
export const net = {}
export const powerMonitor = new EventEmitter()
export const safeStorage = { isEncryptionAvailable: () => journal.push('keyring') < 0 }
class NativeTheme extends EventEmitter {
  themeSource = 'system'
  get shouldUseDarkColors(): boolean {
    return this.themeSource === 'dark'
  }
}
export const nativeTheme = new NativeTheme()
export const shell = {
  openExternal: (link: string): Promise<void> => Promise.resolve(void journal.push(`open ${link}`))
}
const screenArea = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } }
export const screen = { getPrimaryDisplay: () => screenArea, getAllDisplays: () => [screenArea] }

export const utilityProcess = {
  fork: (file: string, args: string[], { env }: { env: NodeJS.ProcessEnv }) => {
    journal.push('backend')
    const child: ChildProcess = fork(file, args, {
      env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc']
    })
    return Object.assign(child, { postMessage: (message: object) => child.send(message) })
  }
}
