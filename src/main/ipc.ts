import type { IpcMain, WebContents } from 'electron'
import type { ChatApp } from '../core/chat-app'
import { dispatch } from '../core/calls/dispatch'
import { ChatError } from '../shared/errors'
import { ipcChannels } from '../shared/ipc-channels'
import { batchEvents } from '../web/event-batches'

/** Who sent an IPC message, as far as the check needs it. */
export interface Sender {
  readonly sender: unknown
  readonly senderFrame: { readonly parent: unknown; readonly origin: string } | null
}

/** The one page that may call: our window's contents, on our origin. */
export interface OwnPage {
  /** Undefined while no window is open. */
  readonly contents: () => Pick<WebContents, 'send' | 'isDestroyed'> | undefined
  readonly origin: string
}

/** Whether a message comes from the main frame of our own window, and that frame still shows our own page. */
export function isOwnSender({ sender, senderFrame }: Sender, page: OwnPage): boolean {
  const contents = page.contents()
  if (contents === undefined || sender !== contents || senderFrame === null) return false
  return senderFrame.parent === null && senderFrame.origin === page.origin
}

/** Answers the page's calls through `dispatch`; a foreign sender gets `forbidden` and reaches no handler. */
export function answerCalls(
  ipcMain: Pick<IpcMain, 'handle'>,
  app: Pick<ChatApp, 'handlers'>,
  page: OwnPage
): void {
  ipcMain.handle(ipcChannels.call, async (event, name: unknown, input: unknown) => {
    if (isOwnSender(event, page)) return await dispatch(app.handlers, name, input)
    return { ok: false, error: new ChatError('page.foreign').toWire() }
  })
}

/** Sends every event of the app to the page while there is one. */
export function announceEvents(app: Pick<ChatApp, 'on'>, page: OwnPage): void {
  batchEvents(app, (batch) => {
    const contents = page.contents()
    if (contents && !contents.isDestroyed()) contents.send(ipcChannels.events, batch)
  })
}
