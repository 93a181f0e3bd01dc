import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  type WebContents
} from 'electron'
import { z } from 'zod'
import type { DesktopHost } from '../core/calls/desktop'
import type { ChatApp } from '../core/chat-app'
import { diskFault } from '../platform/disk-fault'
import { readJson, writeJson } from '../platform/json-file'
import type { DesktopChoice } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { ipcChannels } from '../shared/ipc-channels'
import type { WindowCommand } from '../shared/shortcuts'
import { toChatError } from '../shared/to-chat-error'
import { announceReplies } from './announce-replies'
import { numberBadge } from './badge-image'
import type { ChatWindows } from './chat-windows'
import { openContextMenus } from './context-menu'
import { LINK_SCHEME, linkTo, parseLink, type LinkTarget } from './deep-links'
import { loginItem } from './login-item'
import { menuTemplate } from './menu'
import { followLanguage, t } from './speech'
import { TrayMark } from './tray'
import { watchUnread } from './watch-unread'
import type { MainWindow } from './window'

const choicesSchema = z.object({
  closeToTray: z.boolean(),
  /** The user was told once where the window went. */
  toldOfTray: z.boolean()
})

export interface DesktopOptions {
  readonly window: MainWindow
  readonly chatWindows: ChatWindows
  /** The window's own folder in the profile. */
  readonly folder: string
  readonly platform: NodeJS.Platform
  /** Nothing but the window: no tray, no choice that was made before. */
  readonly safeMode: boolean
  /** Whether this is the profile that starts without a word on the command line. */
  readonly usualProfile: boolean
}

/** Which commands are meant for the window they are given in, be it a single chat's; all others are for the one with all chats. */
const local: ReadonlySet<WindowCommand> = new Set(['palette', 'shortcuts', 'own-window'])

/** What lies between the windows and the system around them: menus, tray, badge, links, sleep and the system's end. */
export class Desktop implements DesktopHost {
  /** The last run ended with the system, which did not wait for it. */
  readonly endWasMeant: boolean
  readonly #login: ReturnType<typeof loginItem>
  readonly #choicesFile: string
  readonly #systemEnded: string
  #choices: z.output<typeof choicesSchema>
  #tray: TrayMark | undefined
  readonly #started = Promise.withResolvers<ChatApp>()
  #pointedAt: string | null = null
  #quits = false

  /** To be made before Electron is ready: macOS tells of the link that started the app at once. */
  constructor(private readonly options: DesktopOptions) {
    const { folder, platform, usualProfile, safeMode } = options
    this.#choicesFile = join(folder, 'desktop.json')
    this.#systemEnded = join(folder, 'system-ended')
    this.endWasMeant = existsSync(this.#systemEnded)
    rmSync(this.#systemEnded, { force: true })
    const kept = safeMode ? null : readJson(this.#choicesFile, choicesSchema)
    this.#choices = kept ?? { closeToTray: false, toldOfTray: false }
    const { env, execPath } = process
    this.#login = usualProfile
      ? loginItem({ electronApp: app, platform, env, execPath, home: homedir() })
      : null
    app.on('open-url', (event, link) => {
      event.preventDefault()
      void app.whenReady().then(() => this.open(link))
    })
    app.on('before-quit', () => (this.#quits = true))
    app.on('browser-window-created', (_event, window) => this.#watch(window))
  }

  /** From here on links and menus lead somewhere. Calls may be answered already; the window need not be there. */
  async start(chatApp: ChatApp): Promise<void> {
    const { platform, safeMode } = this.options
    this.#started.resolve(chatApp)
    const command = (name: WindowCommand): void => void this.command(name)
    const development = !app.isPackaged
    const newChat = (): void => command('new-chat')
    const menus = (): void => {
      Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform, development, command })))
      if (platform === 'darwin')
        app.dock?.setMenu(Menu.buildFromTemplate([{ label: t('New Chat'), click: newChat }]))
      this.#tray?.sayAgain()
    }
    menus()
    // macOS has the dock for that, where an app stays when its window is closed.
    if (platform !== 'darwin' && !safeMode)
      this.#tray = new TrayMark({
        open: () => void this.options.window.show(),
        newChat,
        quit: () => app.quit()
      })
    // Linux goes by the desktop entry that the package brings. An unpacked app would register Electron itself.
    if (app.isPackaged && platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME)
    powerMonitor.on('resume', () => void chatApp.handlers['connection.retry']())
    if (platform === 'darwin') powerMonitor.on('shutdown', () => this.#noteSystemEnd())
    chatApp.on('conversation.deleted', ({ id }) => this.options.chatWindows.close(id))
    announceReplies(chatApp, {
      create: (words) => new Notification(words),
      languages: () => app.getPreferredSystemLanguages(),
      open: ({ conversationId, messageId }) =>
        void this.#tellMain({ kind: 'chat', conversationId, messageId })
    })
    await followLanguage(chatApp, () => app.getPreferredSystemLanguages(), menus)
    await watchUnread(chatApp, (unread) => this.#badge(unread))
  }

  get(): ReturnType<DesktopHost['get']> {
    return {
      closeToTray: this.#tray ? this.#choices.closeToTray : null,
      startAtLogin: this.#login ? this.#login.isOn() : null
    }
  }

  async choose({ closeToTray, startAtLogin }: Parameters<DesktopHost['choose']>[0]): Promise<void> {
    if (closeToTray !== undefined && !this.#tray) throw new ChatError('desktop.no_tray')
    if (startAtLogin !== undefined && !this.#login) throw new ChatError('desktop.no_login_item')
    if (startAtLogin !== undefined) this.#login?.set(startAtLogin)
    if (closeToTray !== undefined) this.#keep({ ...this.#choices, closeToTray })
  }

  pointAt(messageId: string | null): void {
    this.#pointedAt = messageId
  }

  async openChat(id: string): Promise<void> {
    await this.#assertChat(id, () => new ChatError('chat.not_found'))
    await this.options.chatWindows.open(id, BrowserWindow.getFocusedWindow()?.getBounds())
  }

  /** Carries out what was chosen in a menu, in the window that it is meant for. */
  async command(command: WindowCommand): Promise<void> {
    const focused = BrowserWindow.getFocusedWindow()?.webContents
    const own = this.options.chatWindows.contents().find((contents) => contents === focused)
    if (own && local.has(command)) tell(own, { kind: 'command', command })
    else await this.#tellMain({ kind: 'command', command })
  }

  /** Shows what a link leads to; of one that leads nowhere, why. Nothing is sent or changed, whatever it says. */
  async open(link: string): Promise<void> {
    const choice = await this.#choiceOf(link)
    const alone = choice.kind === 'chat' && choice.messageId === null
    if (!alone || !this.options.chatWindows.bringUp(choice.conversationId)) await this.#tellMain(choice)
  }

  async #choiceOf(link: string): Promise<DesktopChoice> {
    try {
      const target = parseLink(link)
      if (target.kind === 'join') return { kind: 'join', invitation: target.id }
      return { kind: 'chat', ...(await this.#find(target)) }
    } catch (error) {
      return { kind: 'refused', error: toChatError(error).toWire() }
    }
  }

  async #find({ kind, id }: LinkTarget): Promise<{ conversationId: string; messageId: string | null }> {
    if (kind === 'chat') {
      await this.#assertChat(id, () => new ChatError('link.chat_gone'))
      return { conversationId: id, messageId: null }
    }
    try {
      const { message } = await (await this.#handlers())['chat.detail']({ id })
      return { conversationId: message.conversationId, messageId: id }
    } catch (error) {
      throw toChatError(error).code === 'not_found' ? new ChatError('link.message_gone') : error
    }
  }

  async #assertChat(id: string, refusal: () => ChatError): Promise<void> {
    const chats = await (await this.#handlers())['conversations.list']()
    if (!chats.some((chat) => chat.id === id)) throw refusal()
  }

  /** A link may come before there is anything that it could lead to. */
  async #handlers(): Promise<ChatApp['handlers']> {
    return (await this.#started.promise).handlers
  }

  async #tellMain(choice: DesktopChoice): Promise<void> {
    const { window } = this.options
    const shown = window.show()
    const contents = window.contents()
    if (contents) tell(contents, choice)
    await shown
  }

  #watch(window: BrowserWindow): void {
    const { window: main, platform } = this.options
    openContextMenus(window, { message: () => this.#clickedMessage() })
    window.on('close', (event) => {
      if (this.#quits || !this.#choices.closeToTray || !this.#tray || window !== main.window()) return
      event.preventDefault()
      void this.#intoTray(window)
    })
    if (platform === 'win32') window.on('session-end', () => this.#noteSystemEnd())
  }

  #clickedMessage(): { copy: () => void; link: string | null } | null {
    const id = this.#pointedAt
    this.#pointedAt = null
    if (id === null) return null
    const copy = async (): Promise<void> => {
      const { message } = await (await this.#handlers())['chat.detail']({ id })
      await clipboard.writeText(message.text)
    }
    // A message that was deleted meanwhile has nothing to copy.
    return { copy: () => void copy().catch(() => {}), link: linkTo({ kind: 'message', id }) }
  }

  async #intoTray(window: BrowserWindow): Promise<void> {
    if (!this.#choices.toldOfTray) {
      this.#keep({ ...this.#choices, toldOfTray: true })
      const { response } = await dialog.showMessageBox(window, {
        type: 'info',
        message: t('ChatAPP stays in the tray'),
        detail: t(
          'Replies go on arriving. Its mark in the tray brings the window back, and so does starting ChatAPP again. To end it, choose Quit there or in the File menu.'
        ),
        buttons: [t('Keep it in the tray'), t('Quit ChatAPP')],
        defaultId: 0,
        cancelId: 0
      })
      if (response === 1) return app.quit()
    }
    if (!window.isDestroyed()) window.hide()
  }

  #keep(choices: z.output<typeof choicesSchema>): void {
    try {
      writeJson(this.#choicesFile, choices)
    } catch (error) {
      throw diskFault(error, this.options.folder)
    }
    this.#choices = choices
  }

  #badge(unread: number): void {
    const { window, platform } = this.options
    app.setBadgeCount(unread)
    this.#tray?.show(unread)
    if (platform !== 'win32') return
    const { pixels, ...size } = numberBadge(unread, 16)
    const picture = unread > 0 ? nativeImage.createFromBitmap(pixels, size) : null
    window.window()?.setOverlayIcon(picture, unread > 0 ? t('{unread} unread', { unread }) : '')
  }

  /** The system ends this process before it can close its files: the next start has nothing to tell. */
  #noteSystemEnd(): void {
    try {
      writeFileSync(this.#systemEnded, '', { mode: 0o600 })
    } catch {
      // Then the next start says that ChatAPP closed unexpectedly, which harms nobody.
    }
  }
}

/** Tells one page what the user chose, once it listens. */
function tell(contents: WebContents, choice: DesktopChoice): void {
  const send = (): void => contents.send(ipcChannels.events, [['desktop.chosen', choice]])
  if (contents.isLoading()) contents.once('did-stop-loading', send)
  else send()
}
