import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { IpcMain, SaveDialogOptions, Session } from 'electron'
import { expect, it } from 'vitest'
import { saveDownloads } from './downloads'
import type { OwnPages } from './ipc'

type Answer = (event: unknown, url: unknown) => Promise<unknown>

function setup(beginMs?: number) {
  const session = new EventEmitter()
  const contents = {} as ReturnType<OwnPages['contents']>[number]
  const handlers = new Map<string, Answer>()
  const ipcMain = { handle: (channel: string, answer: Answer) => handlers.set(channel, answer) }
  saveDownloads(
    {
      session: session as unknown as Session,
      ipcMain: ipcMain as unknown as IpcMain,
      folder: () => '/home/ada/Downloads',
      ...(beginMs === undefined ? {} : { beginMs })
    },
    { contents: () => [contents], origin: 'app://chatapp' }
  )
  const sender = { sender: contents, senderFrame: { parent: null, origin: 'app://chatapp' } }
  /** Lets a download begin; tells whether it was stopped, and what the dialog would show. */
  const download = (url: string, by: unknown = contents) => {
    const seen: { stopped: boolean; dialog?: SaveDialogOptions } = { stopped: false }
    const item = Object.assign(new EventEmitter(), {
      getURL: () => url,
      getFilename: () => 'chatapp-default-messages-2026-11-26.jsonl',
      setSaveDialogOptions: (options: SaveDialogOptions) => (seen.dialog = options)
    })
    session.emit('will-download', { preventDefault: () => (seen.stopped = true) }, item, by)
    return { seen, end: (state: string) => item.emit('done', {}, state) }
  }
  const saved = (url: unknown, event: unknown = sender) => handlers.get('chatapp:saved')?.(event, url)
  return { download, saved }
}

const url = 'blob:app://chatapp/0a1b'

it.each([
  ['completed', 'saved'],
  ['cancelled', 'cancelled'],
  ['interrupted', 'failed']
])('tells the page that a download which is %s was %s, whoever speaks first', async (state, outcome) => {
  const { download, saved } = setup()

  const before = saved(url)
  download(url).end(state)
  download(`${url}c`).end(state)
  const after = saved(`${url}c`)

  expect(await Promise.all([before, after])).toEqual([outcome, outcome])
})

it('asks where to save, with a title and a name', () => {
  const { seen } = setup().download(url)

  expect(seen).toMatchObject({
    stopped: false,
    dialog: {
      title: 'Export from ChatAPP',
      defaultPath: join('/home/ada/Downloads', 'chatapp-default-messages-2026-11-26.jsonl')
    }
  })
})

it('downloads nothing else: not from elsewhere, and not for another page', () => {
  const { download } = setup()

  expect(download('https://example.org/x.exe').seen).toEqual({ stopped: true })
  expect(download('blob:https://example.org/0a1b').seen).toEqual({ stopped: true })
  expect(download(url, {}).seen).toEqual({ stopped: true })
})

it('tells a foreign page nothing, and ends a wait for a download that never begins', async () => {
  const { download, saved } = setup(1)
  download(url).end('completed')

  expect(await saved(url, { sender: {}, senderFrame: null })).toBe('failed')
  expect(await saved('blob:app://chatapp/none')).toBe('failed')
})
