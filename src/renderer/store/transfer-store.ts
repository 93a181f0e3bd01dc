import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost, Result, SaveOutcome } from '../../shared/contract'
import { ChatError, type WireError } from '../../shared/errors'
import { importParts } from '../../shared/import-parts'
import { hookOf } from './stores'
import { errorText, t } from '../text/words'

/** What the last export or import has come to. */
export type Transfer =
  | { readonly kind: 'idle' }
  | { readonly kind: 'exporting'; readonly done: number; readonly total: number }
  | { readonly kind: 'saving' }
  | { readonly kind: 'exported'; readonly what: 'messages' | 'set-aside'; readonly count: number }
  | { readonly kind: 'importing'; readonly name: string; readonly done: number; readonly total: number }
  | { readonly kind: 'storing'; readonly name: string }
  | ({ readonly kind: 'imported'; readonly name: string } & CallOutput<'data.import.commit'>)
  | { readonly kind: 'cancelled'; readonly what: 'export' | 'import' }
  | { readonly kind: 'failed'; readonly what: 'export' | 'import'; readonly error: WireError }

/** Export and import of everything this profile holds. One runs at a time. */
export interface TransferState {
  readonly transfer: Transfer
  /** Saves all messages as one file, or none when it is cancelled or fails. */
  readonly exportAll: (profile: string) => Promise<void>
  /** Saves the messages that were set aside, as they came. */
  readonly exportSetAside: (profile: string) => Promise<void>
  /** Takes a file as a whole; a damaged one changes nothing. */
  readonly importFile: (file: File) => Promise<void>
  readonly cancel: () => void
}

/** After about eight seconds without an answer the way to the host counts as gone. */
const LAST_PAUSE_MS = 4000

/** Whether something is under way. */
export const isRunning = ({ kind }: Transfer): boolean =>
  kind === 'exporting' || kind === 'saving' || kind === 'importing' || kind === 'storing'

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

  const exportAll = async (profile: string): Promise<void> => {
    const parts: string[] = []
    let [done, cursor]: [number, number | null] = [0, 0]
    show({ kind: 'exporting', done, total: 0 })
    while (cursor !== null) {
      const result: Result<CallOutput<'data.export'>> = await host.call('data.export', { cursor })
      if (cancelled()) return show({ kind: 'cancelled', what: 'export' })
      if (!result.ok) return failed('export', result.error)
      const { lines, next, total }: CallOutput<'data.export'> = result.value
      for (const line of lines) parts.push(line, '\n')
      done += lines.filter((line) => line.startsWith('{"type":"message"')).length
      cursor = next
      show({ kind: 'exporting', done, total })
    }
    await save(fileName(profile, 'messages'), parts, { kind: 'exported', what: 'messages', count: done })
  }

  const exportSetAside = async (profile: string): Promise<void> => {
    const result = await host.call('quarantine.list', undefined)
    if (!result.ok) return failed('export', result.error)
    const lines = result.value.map((one) => `${JSON.stringify(one)}\n`)
    const exported = { kind: 'exported', what: 'set-aside', count: lines.length } as const
    await save(fileName(profile, 'set-aside'), lines, exported)
  }

  return { exportAll, exportSetAside }
}

function importer({ host, show, failed, cancelled }: Parts) {
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
    if (cancelled() || error) {
      await host.call('data.import.cancel', { importId })
      return error ? failed('import', error) : show({ kind: 'cancelled', what: 'import' })
    }
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
    const show = (transfer: Transfer): void => set({ transfer })
    const failed = (what: 'export' | 'import', error: WireError): void =>
      show({ kind: 'failed', what, error })

    const parts: Parts = { host, show, failed, cancelled: () => cancelled }
    const { exportAll, exportSetAside } = exporter(parts)
    const importFile = importer(parts)

    const alone =
      <T>(run: (argument: T) => Promise<void>) =>
      async (argument: T): Promise<void> => {
        if (isRunning(get().transfer)) return
        cancelled = false
        await run(argument)
      }

    return {
      transfer: { kind: 'idle' },
      exportAll: alone(exportAll),
      exportSetAside: alone(exportSetAside),
      importFile: alone(importFile),
      cancel: () => {
        cancelled = true
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
async function* fileBytes(file: Blob, read: (bytes: number) => void): AsyncGenerator<Uint8Array> {
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

/** How long the browser may take to read a file that it was given, in milliseconds. */
const KEPT_MS = 60_000

/** Has JSON lines saved as a file, by the host where it tells how that ends, else by the browser, which does not. */
async function saveFile(host: ChatHost, name: string, parts: readonly string[]): Promise<SaveOutcome> {
  const url = URL.createObjectURL(new Blob([...parts], { type: 'application/jsonl' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  const outcome = (await host.saved?.(url)) ?? 'saved'
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
  return outcome
}

const fileName = (profile: string, what: string): string =>
  `chatapp-${profile}-${what}-${new Date().toISOString().slice(0, 10)}.jsonl`

/** Export and import. */
export const useTransfer = hookOf(createTransferStore)
