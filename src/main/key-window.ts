import { BrowserWindow } from 'electron'
import type { ChatApp } from '../core/chat-app'
import { KEY_PAGE_PATH } from '../web/key-page'
import { isAppUrl } from './app-protocol'
import { guardContents } from './contents-guard'
import { openOutside } from './open-outside'

/** The largest form that is read, in characters. */
const MAX_FORM = 64 * 1024

/** Opens the page for access keys in a small window of its own: a sandbox without preload, so without any call. */
export function openKeyWindow(url: string): void {
  const parent = BrowserWindow.getAllWindows()[0]
  const window = new BrowserWindow({
    width: 520,
    height: 620,
    title: 'Access keys – ChatAPP',
    ...(parent ? { parent, modal: true } : {}),
    minimizable: false,
    maximizable: false,
    autoHideMenuBar: true,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      spellcheck: false
    }
  })
  guardContents(window.webContents, url, (link) => void openOutside(link))
  void window.loadURL(url)
}

/** Answers a request for the page for access keys; null for every other address. */
export async function answerKeyRequest(
  keyPage: Pick<ChatApp['keyPage'], 'answer'>,
  request: Request
): Promise<Response | null> {
  const url = new URL(request.url)
  if (!isAppUrl(url) || url.pathname !== KEY_PAGE_PATH) return null
  if (request.method !== 'GET' && request.method !== 'POST') return null
  const form = request.method === 'POST' ? (await request.text()).slice(0, MAX_FORM) : null
  const { status, headers, html } = keyPage.answer(url.searchParams.get('ticket') ?? '', form)
  return new Response(html, { status, headers: { ...headers } })
}
