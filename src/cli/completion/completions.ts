import type { Command, Option } from 'commander'
import { namesFrom, type Named, type NamesOf } from '../../core/calls/names'
import { sourceOfArgument, sourceOfOption, type ValueSource } from './values'

/** What can stand at the cursor: words with what they are, or the files or folders that the shell itself knows. */
export type Completions = readonly Named[] | 'files' | 'folders'

/** Where the words before the cursor lead: to what takes the next one. */
interface Place {
  readonly command: Command
  /** Arguments that the command has been given. */
  readonly given: number
  /** The option whose value comes next. */
  readonly option: Option | null
  /** Whether options are over (`--`). */
  readonly plain: boolean
  readonly used: ReadonlySet<Option>
  readonly whose: NamesOf
}

/** What can follow `words` at a prompt and begins like `current`, by the very commands that the line will be parsed with. */
export async function completionsOf(
  program: Command,
  words: readonly string[],
  current: string
): Promise<Completions> {
  const place = follow(program, words)
  const { command, option, plain, whose } = place
  if (option) return await valuesOf(sourceOfOption(option), whose)
  const [, flag, value] = /^(--[\w-]+)=(.*)$/s.exec(current) ?? []
  if (flag !== undefined && value !== undefined && !plain) {
    const known = optionsOf(command).find(({ long }) => long === flag)
    const found = known?.required ? await valuesOf(sourceOfOption(known), whose) : []
    return typeof found === 'string' ? [] : found.map((one) => ({ ...one, name: `${flag}=${one.name}` }))
  }
  if (current.startsWith('-') && !plain) return optionNames(place)
  return await argumentsOf(place)
}

async function argumentsOf({ command, given, plain, whose }: Place): Promise<Completions> {
  const below =
    given === 0 && !plain ? shown(command).map((one) => ({ name: one.name(), about: one.description() })) : []
  const taking = defaultOf(command)
  const { registeredArguments: all } = taking
  const argument = all[given] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined)
  const values = argument ? await valuesOf(sourceOfArgument(taking, argument), whose) : []
  if (typeof values === 'string') return values
  return [...below, ...values]
}

function optionNames({ command, used }: Place): Named[] {
  const ruledOut = new Set([...used].flatMap((option) => conflictsOf(option)))
  return (
    optionsOf(command)
      // What takes a value may be given several times.
      .filter((option) => !option.hidden && (option.required || !used.has(option)))
      .filter((option) => !ruledOut.has(option.attributeName()))
      .flatMap(({ long, description }) => (long ? [{ name: long, about: description }] : []))
      .concat({ name: '--help', about: 'display help for command' })
  )
}

/** Reads the words as the parser will; what it would refuse leads nowhere in particular. */
function follow(program: Command, words: readonly string[]): Place {
  let [command, given, plain] = [program, 0, false]
  let option: Option | null = null
  const used = new Set<Option>()
  const whose: { profile?: string; dataDir?: string } = {}
  const note = (of: Option, value: string): void => {
    if (of.long === '--profile') whose.profile = value
    if (of.long === '--data-dir') whose.dataDir = value
  }
  for (const word of words) {
    if (option) {
      note(option, word)
      option = null
    } else if (word === '--' && !plain) {
      plain = true
    } else if (word.startsWith('-') && word !== '-' && !plain) {
      const [flag = '', ...value] = word.split('=')
      const found = optionsOf(command).find(({ long, short }) => long === flag || short === flag)
      if (found) used.add(found)
      if (found && value.length > 0) note(found, value.join('='))
      else if (found?.required) option = found
    } else {
      const below: Command | undefined =
        given === 0 && !plain ? shown(command).find((one) => one.name() === word) : undefined
      if (below) command = below
      else given++
    }
  }
  return { command, given, option, plain, used, whose }
}

/** What a group does by itself, else the command. */
const defaultOf = (command: Command): Command =>
  command.commands.find((one) => one.name() === 'list') ?? command

const optionsOf = (command: Command): readonly Option[] => defaultOf(command).options

/** The commands below, without those that are for programs alone. */
const shown = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command)

async function valuesOf(source: ValueSource | undefined, whose: NamesOf): Promise<Completions> {
  if (source === undefined) return []
  if (source === 'files' || source === 'folders') return source
  if (typeof source === 'string') return await namesFrom(source, whose)
  return source.map((name) => ({ name, about: '' }))
}

/** commander keeps these to itself. */
const conflictsOf = (option: Option): readonly string[] =>
  (option as unknown as { conflictsWith?: readonly string[] }).conflictsWith ?? []
