import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'
import { call, withChatApp } from './with-chat-app'

/** Characters of a line in one call: a long message does not fit into one. */
const PIECE_LENGTH = 500_000

function* pieces(line: string): Generator<{ text: string; continued: boolean }> {
  for (let at = 0; at === 0 || at < line.length; at += PIECE_LENGTH) {
    yield { text: line.slice(at, at + PIECE_LENGTH), continued: at + PIECE_LENGTH < line.length }
  }
}

/** `chatapp import`: takes an export, from a file or from standard input, whole or not at all. */
export async function importCommand(deps: CliDeps, file: string, options: ProfileOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const { importId } = await call(app, 'data.import.begin', undefined)
    try {
      const input = file === '-' ? Readable.from(deps.input) : createReadStream(file)
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        for (const piece of pieces(line)) {
          await call(app, 'data.import.add', { importId, lines: [piece.text], continued: piece.continued })
        }
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
