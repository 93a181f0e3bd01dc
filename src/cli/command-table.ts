import type { Command, CommandOptions } from 'commander'
import type { CliDeps } from './cli-deps'
import { withProfile } from './options'

/** Makes a command of the program. */
type MakeCommand = (usage: string, description: string, options?: CommandOptions) => Command

/** Makes an action of what loads a command: its exit code is that of the command line. */
export type Running = <A extends unknown[]>(
  load: () => Promise<(deps: CliDeps, ...args: A) => Promise<number>>
) => (...args: A) => Promise<void>

/**
 * Adds some commands to the program: what they are called, what they take, and what runs them.
 *
 * A command loads what it needs when it runs: to load all of them takes longer than most of them do.
 */
export type CommandTable = (tools: {
  /** A command with the options that each of them has. */
  readonly command: MakeCommand
  /** A command without them, such as one that only holds others, which `below` adds. */
  readonly group: MakeCommand
  readonly running: Running
}) => void

/** A command of a group; `list` is what the group does by itself. */
export const below = (parent: Command, name: string, description: string): Command =>
  withProfile(
    parent
      .command(name, { isDefault: name === 'list' })
      .description(description)
      .allowExcessArguments(false)
  )

/** What counts where `--aws-profile` is not given. */
export const usualCredentials = 'keys in the environment, else $AWS_PROFILE, else "default"'
