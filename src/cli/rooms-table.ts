import { InvalidArgumentError, Option, type Command } from 'commander'
import { MAX_USES } from '../shared/room-wire'
import { below, type CommandTable } from './command-table'
import { lengthOf } from './moment'
import { timeoutOption, wholeNumber } from './options'

const rooms = () => import('./rooms-commands')
const people = () => import('./people-commands')
const words = () => import('./words-command')

const asJson = 'print it as one JSON object'
const aLine = 'print one JSON object a line'
const HOUR_MS = 3_600_000

/** Rooms, who is in them, and how one gets there. */
export const roomsTable: CommandTable = ({ command, group, running }) => {
  const all = group('rooms', 'List rooms and direct conversations, make a room, invite to it, and keep it.')
  below(all, 'list', 'Print them, the one with the newest message first.')
    .option('--json', aLine)
    .action(running(async () => (await rooms()).listRoomsCommand))
  waiting(below(all, 'create', 'Make a room, which one owns then.').argument('<title>')).action(
    running(async () => (await rooms()).createRoomCommand)
  )
  inRoom(all, 'members', 'Print who is in it, owners first.')
    .option('--json', aLine)
    .action(running(async () => (await rooms()).membersCommand))
  waiting(inRoom(all, 'invite', 'Print a code and a link by which others can join; owners only.'))
    .addOption(
      new Option('--expires <time>', 'how long it can be used: 12h, 7d').argParser(hours).default(168, '7d')
    )
    .addOption(
      new Option('--uses <n>', `how many can join by it, up to ${MAX_USES}; 0 for any number`)
        .argParser(wholeNumber)
        .default(1)
    )
    .action(running(async () => (await rooms()).inviteCommand))
  inRoom(all, 'invitations', 'Print what can still be used to join; owners only.')
    .option('--json', aLine)
    .action(running(async () => (await rooms()).invitationsCommand))
  waiting(
    inRoom(all, 'revoke', 'Take an invitation back; owners only.').argument(
      '<invitation>',
      'its id or its code'
    )
  ).action(running(async () => (await rooms()).revokeCommand))
  waiting(inRoom(all, 'leave', 'Leave it; what is here of it stays.')).action(
    running(async () => (await rooms()).leaveCommand)
  )
  waiting(inRoom(all, 'close', 'End it for everybody; owners only.')).action(
    running(async () => (await rooms()).closeCommand)
  )
  waiting(inRoom(all, 'rename', 'Call it otherwise.').argument('<title>')).action(
    running(async () => (await rooms()).renameCommand)
  )
  waiting(inRoom(all, 'topic', 'Say what it is about; "" takes that away.').argument('<topic>')).action(
    running(async () => (await rooms()).topicCommand)
  )
  waiting(
    inRoom(all, 'remove', 'Put somebody out of it; owners only.').argument('<member>', 'name or id')
  ).action(running(async () => (await rooms()).removeCommand))
  waiting(
    inRoom(all, 'promote', 'Make somebody an owner of it; owners only.').argument('<member>', 'name or id')
  ).action(running(async () => (await rooms()).promoteCommand))
  inRoom(all, 'words', 'Print the words by which two people find out that nobody stands in between.')
    .option('--same', 'they are the same with the other person; goes on with a new key')
    .addOption(new Option('--accept', 'go on with a new key without comparing').conflicts('same'))
    .option('--json', asJson)
    .action(running(async () => (await words()).wordsCommand))
  waiting(
    below(all, 'me', 'Print who one is on the backend in use, or take another name there.').argument('[name]')
  ).action(running(async () => (await people()).meCommand))
  waiting(command('join', 'Join a room, and wait until one is in it.'))
    .argument('<invitation>', 'its code or its link')
    .action(running(async () => (await rooms()).joinCommand))
  command('people', 'Print who else uses the backend, by name.')
    .addOption(timeoutOption().default(30))
    .option('--json', aLine)
    .action(running(async () => (await people()).peopleCommand))
}

const inRoom = (group: Command, name: string, description: string): Command =>
  below(group, name, description).argument('<room>', 'its id or its title')

/** What is asked of the processor, and waited for. */
const waiting = (command: Command): Command =>
  command.addOption(timeoutOption().default(30)).option('--json', asJson)

function hours(value: string): number {
  const ms = lengthOf(value)
  if (ms < HOUR_MS || ms > 8760 * HOUR_MS) throw new InvalidArgumentError('Use 1h to 365d.')
  return Math.ceil(ms / HOUR_MS)
}
