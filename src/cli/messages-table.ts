import { Option } from 'commander'
import type { CommandTable } from './command-table'
import {
  addField,
  atOption,
  attributesOption,
  inOption,
  listed,
  logLevel,
  positiveInteger,
  timeoutOption,
  withPlace
} from './options'

const progressHelp =
  'tell of attempts and progress: on standard error (on a terminal always), with --json as lines among the others'

/** What is done with messages. */
export const messagesTable: CommandTable = ({ command, running }) => {
  command('send', 'Send a message and wait for its reply; "-" reads one message a line from standard input.')
    .argument('[text]', 'what to send, or "-"')
    .option('--yes', 'send to a protected backend that was switched to, without asking')
    .option('--json', 'print one JSON object a line')
    .option('--progress', progressHelp)
    .option('--conversation <id>', 'conversation to send in')
    .addOption(new Option('--chat <chat>', 'chat to send in; its id or its title').conflicts('conversation'))
    .addOption(
      new Option(
        '--room <room>',
        'room to say it in, by its id or its title; prints its number there'
      ).conflicts(['conversation', 'chat'])
    )
    .addOption(
      new Option('--to <person>', 'person to say it to, by name or id').conflicts([
        'conversation',
        'chat',
        'room'
      ])
    )
    .addOption(
      new Option('--new-chat', 'begin a chat with it, called by the first message').conflicts([
        'conversation',
        'chat',
        'room',
        'to'
      ])
    )
    .addOption(atOption().conflicts('in'))
    .addOption(inOption())
    .addOption(attributesOption())
    .option('--template <name>', 'send a template in the place of a text')
    .option('--field <name=value>', 'what a field of the template stands for', addField)
    .addOption(timeoutOption().default(30))
    .action(running(async () => (await import('./send-command')).sendCommand))
  command('receive', 'Print replies that nobody has read yet.')
    .option('--follow', 'go on printing replies as they arrive, until Ctrl+C')
    .option('--room <room>', 'only what is said in a room, by its id or its title')
    .option('--json', 'print one JSON object a line')
    .option('--progress', progressHelp)
    .action(running(async () => (await import('./receive-command')).receiveCommand))
  command('history', 'Print what was sent and answered, oldest first.')
    .option('--json', 'print one JSON object a line')
    .option('--conversation <id>', 'only this conversation')
    .option('--limit <n>', 'only the newest n messages', positiveInteger)
    .action(running(async () => (await import('./history-command')).historyCommand))
  command('delete', 'Delete a chat with its messages, or one message with its replies, for good.')
    .argument('<chat or message>', 'its id, or the title of a chat; "history --json" prints ids')
    .option('--yes', 'delete without asking')
    .option('--json', 'print what was deleted as one JSON object')
    .action(running(async () => (await import('./delete-command')).deleteCommand))
  command(
    'replay',
    'Send the requests of a saved chat (export --chat) again, beside the chats, and show what is answered otherwise.'
  )
    .argument('<file>', 'a chat that export has written, or "-"')
    .option('--backend <name>', 'the backend to ask; "local" is the embedded one (default: the one in use)')
    .option('--mask <regex>', 'what else differs each time; several times for several', listed)
    .option('--expect', 'exit with 1 when an answer differs')
    .option('--json', 'print one JSON object a request')
    .addOption(timeoutOption().default(30))
    .action(running(async () => (await import('./replay-command')).replayCommand))
  withPlace(command('logs', 'Print what MessageProcessor wrote: on this computer, or in CloudWatch Logs.'))
    .option('--follow', 'go on printing lines as they are written, until Ctrl+C')
    .option('--message <id>', 'only lines about this message, and of the invocations that worked on it')
    .addOption(new Option('--chat <chat>', 'only this chat; its id or its title').conflicts('message'))
    .option('--level <level>', 'debug, info, warn or error, and more serious lines (default: info)', logLevel)
    .option('--limit <n>', 'the newest n lines (default: 100, at most 1000)', positiveInteger)
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await import('./logs-command')).logsCommand))
}
