import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost, Result } from '../../shared/contract'
import { ChatError, type WireError } from '../../shared/errors'
import { importParts } from '../../shared/import-parts'
import { transcript, type TranscriptFormat } from '../../shared/transcript'
import { saveFile } from './save-file'
import { hookOf } from './stores'
import { errorText, t } from '../text/words'

/** What the last export or import has come to. */
export type Transfer =
  | { readonly kind: 'idle' }
  | { readonly kind: 'exporting'; readonly done: number; readonly total: number }
  | { readonly kind: 'saving' }
  | { readonly kind: 'exported'; readonly what: 'messages' | 'set-aside'; readonly count: number }
  | { readonly kind: 'importing'; readonly name: string; readonly done: number; readonly total: number }
  | ({ readonly kind: 'asking'; readonly name: string } & CallOutput<'data.import.preview'>)
  | { readonly kind: 'storing'; readonly name: string }
  | ({ readonly kind: 'imported'; readonly name: string } & CallOutput<'data.import.commit'>)
  | { readonly kind: 'cancelled'; readonly what: 'export' | 'import' }
  | { readonly kind: 'failed'; readonly what: 'export' | 'import'; readonly error: WireError }

/** What is to be saved: one chat, or all of them, for ChatAPP (`jsonl`) or for others. */
export interface ExportWish {
  readonly profile: string
  /** Null for all. */
  readonly chat: { readonly id: string; readonly title: string } | null
  readonly format: 'jsonl' | TranscriptFormat
}

/** Export and import of what this profile holds. One runs at a time. */
export interface TransferState {
  readonly transfer: Transfer
  /** Saves messages as one file, or none when it is cancelled or fails. */
  readonly exportMessages: (wish: ExportWish) => Promise<void>
  /** Saves the messages that were set aside, as they came. */
  readonly exportSetAside: (profile: string) => Promise<void>
  /** Reads a file and asks whether to take it, as a whole; a damaged one changes nothing. */
  readonly importFile: (file: File) => Promise<void>
  /** Yes to what is asked before an import. */
  readonly confirm: () => void
  readonly cancel: () => void
}

/** After about eight seconds without an answer the way to the host counts as gone. */
const LAST_PAUSE_MS = 4000

/** Whether something is under way. */
export const isRunning = ({ kind }: Transfer): boolean =>
  ['exporting', 'saving', 'importing', 'asking', 'storing'].includes(kind)

/** What exporting and importing have in common. */
interface Parts {
  readonly host: ChatHost
  readonly show: (transfer: Transfer) => void
  readonly failed: (what: 'export' | 'import', error: WireError) => void
  readonly cancelled: () => boolean
}

function exporter({ host, show, failed, cancelled }: Parts) {
  /** Ends an export: it counts as exported once the file is saved. */
  const save = async (name: string, lines: readonly string[], exported: Transfer): Promise<void> => {
    if (host.saved) show({ kind: 'saving' })
    const outcome = await saveFile(host, name, lines)
    if (outcome === 'saved') show(exported)
    else if (outcome === 'cancelled') show({ kind: 'cancelled', what: 'export' })
    else failed('export', new ChatError('file.not_saved').toWire())
  }

  const exportMessages = async (wish: ExportWish): Promise<void> => {
    const parts: string[] = []
    let done = 0
    show({ kind: 'exporting', done, total: 0 })
    const pieces = wish.format === 'jsonl' ? jsonLines(host, wish) : transcribed(host, wish, wish.format)
    try {
      for await (const { text, messages, total } of pieces) {
        if (cancelled()) return show({ kind: 'cancelled', what: 'export' })
        parts.push(text)
        done += messages
        show({ kind: 'exporting', done, total })
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return failed('export', error.wire)
    }
    await save(nameOf(wish), parts, { kind: 'exported', what: 'messages', count: done })
  }

  const exportSetAside = async (profile: string): Promise<void> => {
    const result = await host.call('quarantine.list', undefined)
    if (!result.ok) return failed('export', result.error)
    const lines = result.value.map((one) => `${JSON.stringify(one)}\n`)
    const exported = { kind: 'exported', what: 'set-aside', count: lines.length } as const
    await save(fileName(profile, 'set-aside', 'jsonl'), lines, exported)
  }

  return { exportMessages, exportSetAside }
}

/** A piece of a file, how many messages are in it, and how many there are in all; 0 while that is not known. */
interface Piece {
  readonly text: string
  readonly messages: number
  readonly total: number
}

/** What the host refused, on its way to who shows it. */
class Refused extends Error {
  constructor(readonly wire: WireError) {
    super(wire.message)
  }
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Refused(result.error)
  return result.value
}

async function* jsonLines(host: ChatHost, { chat }: ExportWish): AsyncGenerator<Piece> {
  const of = chat ? { conversationId: chat.id } : {}
  for (let cursor: number | null = 0; cursor !== null;) {
    const { lines, next, total }: CallOutput<'data.export'> = valueOf(
      await host.call('data.export', { cursor, ...of })
    )
    const messages = lines.filter((line) => line.startsWith('{"type":"message"')).length
    yield { text: lines.map((line) => `${line}\n`).join(''), messages, total }
    cursor = next
  }
}

/** Messages of a page: one may have a megabyte. */
const PAGE = 50

async function* transcribed(
  host: ChatHost,
  { chat }: ExportWish,
  format: TranscriptFormat
): AsyncGenerator<Piece> {
  const chats = chat ? [chat] : valueOf(await host.call('conversations.list', undefined))
  const total = chat ? 0 : valueOf(await host.call('data.storage', undefined)).messages
  const page = async (conversationId: string, after: string | null) =>
    valueOf(await host.call('chat.history', { conversationId, after, limit: PAGE }))
  // Spreadsheets take a file without this mark for one in the system's own code page.
  if (format === 'csv') yield { text: '\uFEFF', messages: 0, total }
  for await (const part of transcript({ format, chats, page })) yield { ...part, total }
}

const nameOf = ({ profile, chat, format }: ExportWish): string => {
  const title = chat?.title
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
  return fileName(profile, title ? title : 'messages', format === 'markdown' ? 'md' : format)
}

function importer({ host, show, failed, cancelled, agreed }: Parts & { agreed: () => Promise<boolean> }) {
  /** Hands the file over; resolves to why that did not succeed, or null. */
  const handOver = async (importId: string, file: File): Promise<WireError | null> => {
    let done = 0
    const bytes = fileBytes(file, (count) => (done += count))
    try {
      for await (const { lines, continued } of importParts(bytes, t('the file'))) {
        if (cancelled()) return null
        const added = await host.call('data.import.add', { importId, lines, continued })
        if (!added.ok) return added.error
        show({ kind: 'importing', name: file.name, done, total: file.size })
      }
      return null
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      const { code, retryable, ...wire } = error.toWire()
      return { code, retryable, message: `${errorText(wire)} ${t('Nothing was changed.')}` }
    }
  }

  return async (file: File): Promise<void> => {
    const { name } = file
    show({ kind: 'importing', name, done: 0, total: file.size })
    const begun = await host.call('data.import.begin', undefined)
    if (!begun.ok) return failed('import', begun.error)
    const { importId } = begun.value
    const error = await handOver(importId, file)
    const end = async (why: WireError | null): Promise<void> => {
      await host.call('data.import.cancel', { importId })
      return why ? failed('import', why) : show({ kind: 'cancelled', what: 'import' })
    }
    if (cancelled() || error) return await end(error)
    const preview = await host.call('data.import.preview', { importId })
    if (cancelled() || !preview.ok) return await end(preview.ok ? null : preview.error)
    show({ kind: 'asking', name, ...preview.value })
    if (!(await agreed())) return await end(null)
    show({ kind: 'storing', name })
    const result = await commit(host, importId)
    if (result.ok) show({ kind: 'imported', name, ...result.value })
    else failed('import', result.error)
  }
}

/** What the data section of the settings shows. */
export function createTransferStore(host: ChatHost): StoreApi<TransferState> {
  return createStore<TransferState>()((set, get) => {
    let cancelled = false
    let answer: ((yes: boolean) => void) | undefined
    const show = (transfer: Transfer): void => set({ transfer })
    const failed = (what: 'export' | 'import', error: WireError): void =>
      show({ kind: 'failed', what, error })

    const parts: Parts = { host, show, failed, cancelled: () => cancelled }
    const { exportMessages, exportSetAside } = exporter(parts)
    const agreed = (): Promise<boolean> => new Promise((resolve) => (answer = resolve))
    const importFile = importer({ ...parts, agreed })

    const alone =
      <T>(run: (argument: T) => Promise<void>) =>
      async (argument: T): Promise<void> => {
        if (isRunning(get().transfer)) return
        cancelled = false
        await run(argument)
      }

    return {
      transfer: { kind: 'idle' },
      exportMessages: alone(exportMessages),
      exportSetAside: alone(exportSetAside),
      importFile: alone(importFile),
      confirm: () => answer?.(true),
      cancel: () => {
        cancelled = true
        answer?.(false)
      }
    }
  })
}

/** The host may have stored everything although its answer was lost; it gives the same answer again. */
async function commit(host: ChatHost, importId: string): Promise<Result<CallOutput<'data.import.commit'>>> {
  for (let pauseMs = 250; ; pauseMs *= 2) {
    const result = await host.call('data.import.commit', { importId })
    if (result.ok || result.error.code !== 'offline' || pauseMs > LAST_PAUSE_MS) return result
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/** The bytes of a file that the user chose, told as they are read. Throws `storage` when it cannot be read. */
export async function* fileBytes(file: Blob, read: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(unreadable)
      if (done) return
      read(value.length)
      yield value
    }
  } finally {
    await reader.cancel()
  }
}

function unreadable(cause: unknown): never {
  throw new ChatError('file.gone', {}, { cause })
}

const fileName = (profile: string, what: string, ending: string): string =>
  `chatapp-${profile}-${what}-${new Date().toISOString().slice(0, 10)}.${ending}`

/** Export and import. */
export const useTransfer = hookOf(createTransferStore)
