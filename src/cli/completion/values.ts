import type { Argument, Command, Option } from 'commander'
import type { NameSource } from '../../core/calls/names'
import { logLevels } from '../../shared/log-levels'

/** Where values come from: a list, names that the user has given, or the files that are there. */
export type ValueSource = readonly string[] | NameSource | 'files' | 'folders'

/** What the values of an option are that has no list of its own; of any other, nobody can know them. */
export const optionValues: Readonly<Record<string, ValueSource>> = {
  '--profile': 'profiles',
  '--data-dir': 'folders',
  '--conversation': 'chat-ids',
  '--chat': 'chats',
  '--room': 'rooms',
  '--to': 'people',
  '--backend': 'backends',
  '--template': 'templates',
  '--aws-profile': 'aws-profiles',
  '--level': logLevels.map((level) => level.toLowerCase()),
  '--function-timeout': ['15', '30', '60', '120', '300', '900']
}

/** What an argument is, by its name behind its command's, or by its name alone. */
export const argumentValues: Readonly<Record<string, ValueSource>> = {
  backend: 'backends',
  chat: 'chats',
  'chat or message': 'chats',
  room: 'rooms',
  member: 'people',
  file: 'files',
  'templates delete name': 'templates'
}

export const sourceOfOption = ({ long, argChoices }: Option): ValueSource | undefined =>
  argChoices ?? optionValues[long ?? '']

export const sourceOfArgument = (command: Command, argument: Argument): ValueSource | undefined =>
  argument.argChoices ??
  argumentValues[`${pathOf(command)} ${argument.name()}`] ??
  argumentValues[argument.name()]

const pathOf = (command: Command): string =>
  command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
