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

/** The pages that may call: the contents of our windows, on our origin. */
export interface OwnPages {
  /** Of the windows that are open; none while there is none. */
  readonly contents: () => readonly Pick<WebContents, 'send' | 'isDestroyed'>[]
  readonly origin: string
}

/** Whether a message comes from the main frame of a window of ours, and that frame still shows our own page. */
export function isOwnSender({ sender, senderFrame }: Sender, page: OwnPages): boolean {
  if (senderFrame === null || !page.contents().some((contents) => contents === sender)) return false
  return senderFrame.parent === null && senderFrame.origin === page.origin
}

/** Answers the page's calls through `dispatch`; a foreign sender gets `forbidden` and reaches no handler. */
export function answerCalls(
  ipcMain: Pick<IpcMain, 'handle'>,
  app: Pick<ChatApp, 'handlers'>,
  page: OwnPages
): void {
  ipcMain.handle(ipcChannels.call, async (event, name: unknown, input: unknown) => {
    if (isOwnSender(event, page)) return await dispatch(app.handlers, name, input)
    return { ok: false, error: new ChatError('page.foreign').toWire() }
  })
}

/** Sends every event of the app to each page that there is. */
export function announceEvents(app: Pick<ChatApp, 'on'>, page: OwnPages): void {
  batchEvents(app, (batch) => {
    for (const contents of page.contents())
      if (!contents.isDestroyed()) contents.send(ipcChannels.events, batch)
  })
}
