import type { Command } from 'commander'
import { bashWord, readBashLine } from './completion/bash-line'
import { completionsOf, type Completions } from './completion/completions'
import { FILES, FOLDERS, scripts, type Shell } from './completion/scripts'
import { exitCodes, type CliDeps } from './cli-deps'
import { isPlain } from '../core/calls/names'
import { ownCommand } from './own-command'

/** Characters of what is said of a value. */
const MAX_ABOUT = 60

/** `chatapp completion`: what a shell reads to complete the command line. */
export async function completionCommand({ out }: CliDeps, shell: Shell): Promise<number> {
  out(scripts[shell](ownCommand()))
  return exitCodes.done
}

/** `chatapp complete`, for those scripts alone: what can stand at the cursor, one a line; in bash as it is typed. */
export async function completeCommand(
  { out }: CliDeps,
  ...[shell, words, , { parent }]: [Shell, readonly string[], options: object, command: Command]
): Promise<number> {
  if (!parent) return exitCodes.done
  const lines = shell === 'bash' ? await forBash(parent, words) : await forOthers(parent, words)
  for (const line of lines) out(line)
  return exitCodes.done
}

/** The line up to the cursor, and where bash breaks words. */
async function forBash(program: Command, [line = '', breaks = '']: readonly string[]): Promise<string[]> {
  const read = readBashLine(line, breaks)
  if (!read) return []
  const found = await completionsOf(program, read.words.slice(1), read.current)
  if (typeof found === 'string') return [directive(found)]
  return found
    .filter(({ name }) => name.startsWith(read.current) && isWritable(name))
    .flatMap(({ name }) => bashWord(name, read) ?? [])
}

/** The words, and behind a colon the one at the cursor: an empty word would get lost on the way. */
async function forOthers(program: Command, words: readonly string[]): Promise<string[]> {
  const found = await completionsOf(program, words.slice(0, -1), words.at(-1)?.slice(1) ?? '')
  if (typeof found === 'string') return [directive(found)]
  return found
    .filter(({ name }) => isWritable(name))
    .map(({ name, about }) => (about === '' ? name : `${name}\t${oneLine(about)}`))
}

const directive = (found: Exclude<Completions, readonly unknown[]>): string =>
  found === 'files' ? FILES : FOLDERS

/** Options begin as they do. */
const isWritable = (name: string): boolean => name.startsWith('--') || isPlain(name)

const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{C}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_ABOUT)
