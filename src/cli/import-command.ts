import { createReadStream } from 'node:fs'
import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop-signal'
import { ChatError } from '../shared/errors'
import { importParts } from '../shared/import-parts'
import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'
import { untilStopped } from './input-lines'
import { call, withChatApp } from './with-chat-app'

/** `chatapp import`: takes an export, from a file or from standard input, whole or not at all. */
export async function importCommand(deps: CliDeps, file: string, options: ProfileOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { importId } = await call(app, 'data.import.begin', undefined)
    const cancel = async (): Promise<null> => await call(app, 'data.import.cancel', { importId })
    deps.stop.addEventListener('abort', () => void cancel())
    try {
      await handOver(deps, app, { importId, file })
      const { messages, conversations, present } = await call(app, 'data.import.commit', { importId })
      deps.err(`Imported ${messages} messages and ${conversations} chats; ${present} were there already.`)
      return exitCodes.done
    } catch (error) {
      await cancel()
      if (!deps.stop.aborted) throw error
      deps.err('chatapp: the import was cancelled. Nothing was changed.')
      return stoppedExitCode(deps.stop)
    }
  })
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
    throw new ChatError(
      'invalid_input',
      `The file ${file} cannot be read. Check its name and permissions. Nothing was changed.`,
      { cause }
    )
  }
}
