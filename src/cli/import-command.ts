import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'
import { call, withChatApp } from './with-chat-app'

/** `chatapp import`: takes an export, from a file or from standard input, whole or not at all. */
export async function importCommand(deps: CliDeps, file: string, options: ProfileOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { importId } = await call(app, 'data.import.begin', undefined)
    try {
      const input = file === '-' ? Readable.from(deps.input) : createReadStream(file)
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        await call(app, 'data.import.add', { importId, lines: [line] })
      }
    } catch (cause) {
      if (cause instanceof ChatError) throw cause
      throw new ChatError(
        'invalid_input',
        `The file ${file} cannot be read. Check its name and permissions.`,
        { cause }
      )
    }
    const { messages, conversations, present } = await call(app, 'data.import.commit', { importId })
    deps.err(
      `Imported ${messages} messages and ${conversations} conversations; ${present} were there already.`
    )
    return exitCodes.done
  })
}
