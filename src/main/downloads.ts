import { extname, join } from 'node:path'
import type { IpcMain, Session } from 'electron'
import type { SaveOutcome } from '../shared/contract'
import { ipcChannels } from '../shared/ipc-channels'
import type { Message } from '../words/de'
import { isOwnSender, type OwnPages } from './ipc'
import { t } from './speech'

export interface Downloads {
  readonly session: Pick<Session, 'on'>
  readonly ipcMain: Pick<IpcMain, 'handle'>
  /** Where the dialog begins. */
  readonly folder: () => string
  /** How long a download may take to begin that the page asks about, in milliseconds. */
  readonly beginMs?: number
}

/** A file that the page offers, from whichever side it is heard of first. */
interface Offer extends PromiseWithResolvers<SaveOutcome> {
  begun: boolean
}

const outcomes = { completed: 'saved', cancelled: 'cancelled', interrupted: 'failed' } as const

/**
 * Saves the files that the page makes (exports), where the user says, and tells the page how that ended.
 *
 * Nothing else is downloaded: neither from elsewhere nor for another page.
 */
export function saveDownloads(
  { session, ipcMain, folder, beginMs = 10_000 }: Downloads,
  page: OwnPages
): void {
  const offers = new Map<string, Offer>()
  const offerOf = (url: string): Offer => {
    const offer = offers.get(url) ?? { ...Promise.withResolvers<SaveOutcome>(), begun: false }
    offers.set(url, offer)
    return offer
  }

  session.on('will-download', (event, item, contents) => {
    const url = item.getURL()
    if (!page.contents().some((one) => one === contents) || !url.startsWith(`blob:${page.origin}/`))
      return event.preventDefault()
    const offer = offerOf(url)
    offer.begun = true
    item.setSaveDialogOptions({
      title: t('Export from ChatAPP'),
      defaultPath: join(folder(), item.getFilename()),
      filters: [kindOf(item.getFilename()), { name: t('All files'), extensions: ['*'] }]
    })
    item.once('done', (_event, state) => offer.resolve(outcomes[state]))
  })

  ipcMain.handle(ipcChannels.saved, async (event, url: unknown): Promise<SaveOutcome> => {
    if (!isOwnSender(event, page) || typeof url !== 'string') return 'failed'
    const offer = offerOf(url)
    const timer = setTimeout(() => offer.begun || offer.resolve('failed'), beginMs)
    try {
      return await offer.promise
    } finally {
      clearTimeout(timer)
      offers.delete(url)
    }
  })
}

/** What ChatAPP exports, by the ending of the file. */
const kinds: Readonly<Record<string, Message>> = { '.jsonl': 'JSON lines', '.md': 'Markdown', '.csv': 'CSV' }

function kindOf(file: string): { name: string; extensions: string[] } {
  const ending = extname(file)
  return { name: t(kinds[ending] ?? 'File'), extensions: [ending.slice(1)] }
}
