import { BrowserWindow, nativeTheme, type BrowserWindowConstructorOptions } from 'electron'
import type { ChatApp } from '../core/chat-app'
import { KEY_CLOSE_PATH, KEY_PAGE_PATH } from '../web/key-page'
import { APP_ORIGIN, isAppUrl } from './app-protocol'
import { guardContents } from './contents-guard'
import { openOutside } from './open-outside'
import { speaker, t } from './speech'
import { groundColour } from './window-bounds'

/** The largest form that is read, in characters. */
const MAX_FORM = 64 * 1024

/**
 * The page for access keys, in a small window of its own: a sandbox without preload, so without any call.
 *
 * One at a time, over the main window: a second one takes the place of the first. It runs no script, and as a sheet of
 * macOS it has no button; so this closes it, at the page's own link and at Escape.
 */
export class KeyWindow {
  #window: BrowserWindow | undefined

  constructor(private readonly parent: () => BrowserWindow | undefined) {}

  open(url: string): void {
    this.#window?.close()
    const parent = this.parent()
    const window = new BrowserWindow(keyWindowOptions(parent))
    this.#window = window
    window.once('closed', () => {
      if (this.#window === window) this.#window = undefined
    })
    const { webContents } = window
    guardContents(webContents, url, (link) => void openOutside(link))
    webContents.on('will-navigate', (event) => {
      if (event.url === `${APP_ORIGIN}${KEY_CLOSE_PATH}`) window.close()
    })
    webContents.on('before-input-event', (_event, { type, key }) => {
      if (type === 'keyDown' && key === 'Escape') window.close()
    })
    void window.loadURL(url)
  }
}

const keyWindowOptions = (parent: BrowserWindow | undefined): BrowserWindowConstructorOptions => ({
  width: 520,
  height: 660,
  title: `${t('Access keys')} – ChatAPP`,
  ...(parent ? { parent, modal: true } : {}),
  minimizable: false,
  maximizable: false,
  autoHideMenuBar: true,
  backgroundColor: groundColour(nativeTheme.shouldUseDarkColors),
  webPreferences: {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    javascript: false,
    spellcheck: false
  }
})

/** Answers a request for the page for access keys; null for every other address. */
export async function answerKeyRequest(
  keyPage: Pick<ChatApp['keyPage'], 'answer'>,
  request: Request
): Promise<Response | null> {
  const url = new URL(request.url)
  if (!isAppUrl(url) || url.pathname !== KEY_PAGE_PATH) return null
  if (request.method !== 'GET' && request.method !== 'POST') return null
  const form = request.method === 'POST' ? (await request.text()).slice(0, MAX_FORM) : null
  const { status, headers, html } = await keyPage.answer({
    ticket: url.searchParams.get('ticket') ?? '',
    form,
    speaker: speaker()
  })
  return new Response(html, { status, headers: { ...headers } })
}
