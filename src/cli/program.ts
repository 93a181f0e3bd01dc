import type { Command, CommandOptions } from 'commander'
import { backendTable } from './backend-table'
import { backendsTable } from './backends-table'
import { chatsTable } from './chats-table'
import type { Running } from './command-table'
import { dataTable } from './data-table'
import { laterTable } from './later-table'
import { lettersTable } from './letters-table'
import { roomsTable } from './rooms-table'
import { queuesTable } from './queues-table'
import { messagesTable } from './messages-table'
import { withProfile } from './options'
import { scriptsTable } from './scripts-table'
import { stackTable } from './stack-table'

/** Every command, as the help lists them. */
const tables = [
  messagesTable,
  chatsTable,
  roomsTable,
  laterTable,
  lettersTable,
  queuesTable,
  dataTable,
  backendTable,
  backendsTable,
  stackTable,
  scriptsTable
]

/** What stands under the help of the program. */
export const examples = `
Examples:
  chatapp send "hello"                      send one message, print the reply
  chatapp send --json - < lines.txt         one message a line, one JSON object a line
  chatapp send --at 17:30 "time to go"       send it later, while ChatAPP runs
  chatapp send --chat Orders "how many?"     by the queues that a chat is bound to; see chatapp chats create --help
  chatapp join CODE                         come into a room that somebody has invited to
  chatapp send --room Lunch "who is in?"    say something there; --to NAME says it to one person
  chatapp receive --room Lunch --follow     print what is said there
  chatapp receive --follow                  print replies as they arrive
  chatapp history --json | jq .text         everything said so far
  chatapp logs --follow --level warn        what goes wrong in MessageProcessor, as it happens
  chatapp doctor                            check the set-up, step by step
  chatapp doctor ChatAPP                    look over a queue: what to mend, why, and by which command
  chatapp replay chat.jsonl --expect        does it still answer as it did?
  chatapp serve                             show it in the web browser
  chatapp deploy --aws-profile work         set the backend up in your AWS account
  eval "$(chatapp backend --print-env)"     use the local backend from any AWS client
  chatapp backend --queues queues.yaml --function ./dist/handler.js --queue orders
                                            run your own function on a queue, and load it anew when it is saved

The window: started without a command. --profile NAME and --data-dir FOLDER say whose; --safe-mode opens it without the
graphics processor, at its first size and zoom, without tray and without looking for updates, when it does not come up.

Exit codes: 0 done, 1 failed, 2 bad usage, 3 timed out, 4 not everything could be read, 130 or 143 ended by a signal.`

/** Gives the program all its commands: what the command line is parsed with, and completed from. */
export function addCommands(program: Command, running: Running): void {
  // What stands after a command's name is its own.
  program.enablePositionalOptions()
  const group = (usage: string, description: string, options?: CommandOptions): Command =>
    program.command(usage, options).description(description)
  const command = (usage: string, description: string): Command =>
    withProfile(group(usage, description).allowExcessArguments(false))
  for (const add of tables) add({ command, group, running })
}
