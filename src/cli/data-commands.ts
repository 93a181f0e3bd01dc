import { createReadStream } from 'node:fs'
import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import { ChatError } from '../shared/errors'
import { importParts } from '../shared/import-parts'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { untilStopped } from './standard-input'
import type { CallOutput } from '../shared/contract'
import { transcript, type TranscriptFormat } from '../shared/transcript'
import { findChat } from '../shared/find-chat'

/** Messages of a page of a transcript: a message may have a megabyte. */
const PAGE = 50

export interface ExportOptions extends ProfileOptions {
  readonly chat?: string
  readonly format?: 'jsonl' | TranscriptFormat
}

/** `chatapp export`: the profile's chats and messages, or one chat's, on standard output. */
export async function exportCommand(deps: CliDeps, options: ExportOptions): Promise<number> {
  const { chat: wanted, format = 'jsonl' } = options
  return await withChatApp(deps, { ...options, connect: false, reading: true, many: true }, async (app) => {
    const all = await call(app, 'conversations.list', undefined)
    const chat = wanted === undefined ? null : findChat(all, wanted)
    if (wanted !== undefined && !chat) throw new ChatError('chat.none_called', { wanted })
    const pieces = format === 'jsonl' ? exported(app, chat) : transcribed(app, format, chat ? [chat] : all)
    for await (const piece of pieces) {
      if (deps.stop.aborted) break
      deps.out(piece.replace(/\n$/, ''))
      await deps.drained()
    }
    if (!deps.stop.aborted) return exitCodes.done
    deps.err('chatapp: cancelled. The export is not complete.')
    return stoppedExitCode(deps.stop)
  })
}

async function* exported(app: ChatApp, chat: { id: string } | null): AsyncGenerator<string> {
  const of = chat ? { conversationId: chat.id } : {}
  for (let cursor: number | null = 0; cursor !== null;) {
    const part: CallOutput<'data.export'> = await call(app, 'data.export', { cursor, ...of })
    yield part.lines.join('\n')
    cursor = part.next
  }
}

async function* transcribed(
  app: ChatApp,
  format: TranscriptFormat,
  chats: CallOutput<'conversations.list'>
): AsyncGenerator<string> {
  const page = async (conversationId: string, after: string | null) =>
    await call(app, 'chat.history', { conversationId, after, limit: PAGE })
  for await (const { text } of transcript({ format, chats, page })) if (text !== '') yield text
}

/** `chatapp diagnostics`: what helps to find a fault, as JSON on standard output. */
export async function diagnosticsCommand(deps: CliDeps, options: ProfileOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    const { text } = await call(app, 'app.diagnostics', undefined)
    deps.out(text)
    return exitCodes.done
  })
}

/** `chatapp import`: takes an export, from a file or from standard input, whole or not at all. */
export async function importCommand(
  deps: CliDeps,
  file: string,
  options: ProfileOptions & { dryRun?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, many: true }, async (app) => {
    const { importId } = await call(app, 'data.import.begin', undefined)
    const cancel = async (): Promise<null> => await call(app, 'data.import.cancel', { importId })
    deps.stop.addEventListener('abort', () => void cancel())
    try {
      await handOver(deps, app, { importId, file })
      if (options.dryRun) {
        const would = await call(app, 'data.import.preview', { importId })
        await cancel()
        deps.err(
          `Would import ${would.messages} messages and ${would.conversations} chats; ${would.present} are there already.${laterWords(would)} Nothing was changed.`
        )
        return exitCodes.done
      }
      const { messages, conversations, present, ...later } = await call(app, 'data.import.commit', {
        importId
      })
      deps.err(
        `Imported ${messages} messages and ${conversations} chats; ${present} were there already.${laterWords(later)}`
      )
      return exitCodes.done
    } catch (error) {
      await cancel()
      if (!deps.stop.aborted) throw error
      deps.err('chatapp: the import was cancelled. Nothing was changed.')
      return stoppedExitCode(deps.stop)
    }
  })
}

/** What comes with messages and chats; empty when nothing does. */
function laterWords({ templates, scheduled }: { templates: number; scheduled: number }): string {
  const found = [
    templates > 0 && `templates: ${templates}`,
    scheduled > 0 && `scheduled messages: ${scheduled}`
  ].filter((one) => one !== false)
  return found.length === 0 ? '' : ` Also ${found.join(', ')}.`
}

async function handOver(
  deps: CliDeps,
  app: ChatApp,
  { importId, file }: { importId: string; file: string }
): Promise<void> {
  const input = file === '-' ? deps.input : readFile(file)
  const name = file === '-' ? 'standard input' : file
  for await (const part of importParts(untilStopped(input, deps.stop), name)) {
    await call(app, 'data.import.add', { importId, ...part })
  }
  // Where the user has stopped the reading, the rest is missing.
  deps.stop.throwIfAborted()
}

async function* readFile(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of createReadStream(file)) yield bytes as Uint8Array
  } catch (cause) {
    throw new ChatError('import.file_unreadable', { file }, { cause })
  }
}

type SetAside = CallOutput<'recovery.list'>[number]

/** `chatapp backup`: copies the profile's database now, whether or not a window is open. */
export async function backupCommand(
  deps: CliDeps,
  { json = false, ...options }: ProfileOptions & { json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const made = await call(app, 'recovery.backUp', undefined)
    deps.out(json ? JSON.stringify(made) : lineOf(made))
    return exitCodes.done
  })
}

/** `chatapp recover`: lists the databases that were set aside and the backups, or reads one back into the profile. */
export async function recoverCommand(
  deps: CliDeps,
  name: string | undefined,
  { json = false, ...options }: ProfileOptions & { json?: boolean }
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, many: true }, async (app) => {
    if (name === undefined) {
      const files = await call(app, 'recovery.list', undefined)
      for (const file of files) deps.out(json ? JSON.stringify(file) : lineOf(file))
      deps.err(
        files.length === 0
          ? 'Nothing was set aside in this profile.'
          : 'Read one back: chatapp recover <name>'
      )
      return exitCodes.done
    }
    const recovered = await call(app, 'recovery.readBack', { name })
    if (json) deps.out(JSON.stringify({ name, ...recovered }))
    const { messages, conversations, present, unreadable, ...later } = recovered
    deps.err(
      `Read back ${messages} messages and ${conversations} chats; ${present} were there already, ${unreadable} cannot be read.${laterWords(later)}`
    )
    return exitCodes.done
  })
}

const reasons = { newer: 'of a newer ChatAPP', damaged: 'damaged', backup: 'backup' } as const

const lineOf = ({ name, reason, bytes, messages }: SetAside): string =>
  `${name}  ${reasons[reason]}, ${bytes.toLocaleString('en')} bytes, ` +
  (messages === null ? 'messages cannot be counted' : `${messages.toLocaleString('en')} messages`)
