import { Command, CommanderError } from 'commander'
import { toChatError } from '../shared/to-chat-error'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps } from './cli-deps'
import type { Running } from './command-table'
import { addCommands, examples } from './program'

/** Runs one command line and resolves to its exit code. Never throws. */
export async function runCli(argv: readonly string[], deps: CliDeps): Promise<number> {
  let exitCode: number = exitCodes.done
  const running: Running =
    (load) =>
    async (...args) => {
      const run = await load()
      exitCode = await run(deps, ...args)
    }
  const program = new Command('chatapp')
    .description('ChatAPP from a terminal: the same messages as in the window.')
    .version(deps.version)
    .addHelpText('after', examples)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => deps.out(text.trimEnd()),
      writeErr: (text) => deps.err(text.trimEnd())
    })
  // What is set above is every command's from here on.
  addCommands(program, running)

  try {
    if (argv.length === 0) {
      deps.err(program.helpInformation() + examples)
      return exitCodes.usage
    }
    assertDecoded(argv)
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    const chatError = toChatError(error)
    deps.err(`chatapp: ${chatError.message}`)
    return isUsage(error) ? exitCodes.usage : exitCodes.failed
  }
}

/** Node puts U+FFFD in the place of bytes that are not UTF-8: sent or stored, the text would be another one. */
function assertDecoded(argv: readonly string[]): void {
  const at = argv.findIndex((argument) => argument.includes('\ufffd'))
  if (at < 0) return
  throw new ChatError('argument.not_utf8', { number: at + 1 })
}

const isUsage = (error: unknown): boolean => error instanceof ChatError && error.code === 'invalid_input'
