import { parseArgs } from 'node:util'

/** What is asked of the command line without a command. */
const questions: ReadonlySet<string> = new Set(['--help', '-h', '--version', '-V'])

/** An address (`chatapp://…`), which a link, not a person, gives to the program. A drive letter is none. */
const address = /^[a-z][a-z0-9+.-]+:/i

/**
 * The words for the command line among the program's arguments; null when they are for the window.
 *
 * The window is meant by no words at all, by links and by switches: its own, and those that Chromium, the system or a
 * launcher put there. The first word that is none of these is a command, known or not, and what follows belongs to it.
 */
export function commandWords(argv: readonly string[]): readonly string[] | null {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    options: { profile: { type: 'string' }, 'data-dir': { type: 'string' } }
  })
  const command = tokens.find(({ kind }) => kind === 'positional')
  if (command?.kind === 'positional' && !address.test(command.value)) return argv.slice(command.index)
  const question = argv.find((argument) => questions.has(argument))
  return question === undefined ? null : [question]
}
