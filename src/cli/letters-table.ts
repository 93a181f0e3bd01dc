import { below, type CommandTable } from './command-table'
import { positiveInteger } from './options'

const dlq = () => import('./dlq-commands')

/** The desk for dead letters. */
export const lettersTable: CommandTable = ({ group, running }) => {
  const letters = group(
    'dlq',
    'List the letters of the dead-letter queue, take them, send them again, or move them all.'
  )
  const json = 'print one JSON object a line'
  const rate = 'at most so many a second'
  const ofQueue = 'another queue of the backend, in place of its dead-letter queue'
  below(letters, 'list', 'Print what lies in the dead-letter queue, or in the tray.')
    .option('--tray', 'what was taken, in place of the queue')
    .option('--limit <n>', 'at most so many (default: 100)', positiveInteger)
    .option('--json', json)
    .option('--queue <name>', ofQueue)
    .action(running(async () => (await dlq()).listLettersCommand))
  below(letters, 'show', 'Print one letter with all that it says.')
    .argument('<id>', 'its id, as the list prints it')
    .option('--json', json)
    .option('--queue <name>', ofQueue)
    .action(running(async () => (await dlq()).showLetterCommand))
  below(letters, 'take', 'Move letters from the queue into the tray: each is stored, then deleted there.')
    .argument('[ids...]', 'their ids, as the list prints them')
    .option('--all', 'every letter that lies there')
    .option('--json', json)
    .option('--queue <name>', ofQueue)
    .action(running(async () => (await dlq()).takeLettersCommand))
  below(letters, 'return', 'Put letters of the tray back into the queue, as they came.')
    .argument('[ids...]', 'their ids, as "list --tray" prints them')
    .option('--all', 'the whole tray')
    .option('--json', json)
    .action(running(async () => (await dlq()).returnLettersCommand))
  below(letters, 'resend', 'Send letters again, each under its own correlation id.')
    .argument('[ids...]', 'their ids, of the queue or of the tray')
    .option('--all', 'the whole tray')
    .option('--text <text>', 'what the one letter is to say')
    .option('--dry-run', 'let the local processor try the first one; nothing is sent')
    .option('--rate <n>', rate, positiveInteger)
    .option('--json', json)
    .option('--queue <name>', ofQueue)
    .action(running(async () => (await dlq()).resendLettersCommand))
  below(letters, 'redrive', 'Move all letters back to the queues that gave them up; Ctrl+C cancels.')
    .option('--rate <n>', rate, positiveInteger)
    .option('--json', json)
    .option('--queue <name>', ofQueue)
    .action(running(async () => (await dlq()).redriveCommand))
  below(letters, 'purge', 'Delete everything in the dead-letter queue, for good.')
    .argument('<queue>', 'the name of the queue, typed out')
    .option('--json', json)
    .option('--queue <name>', ofQueue)
    .action(running(async () => (await dlq()).purgeCommand))
  below(letters, 'export', 'Print the tray as JSON lines.').action(
    running(async () => (await dlq()).exportLettersCommand)
  )
  below(letters, 'import', 'Bring the letters of an export into the tray.')
    .argument('<file>', 'a file that "dlq export" has written')
    .option('--json', json)
    .action(running(async () => (await dlq()).importLettersCommand))
  below(letters, 'log', 'Print what was done with letters, as JSON lines.').action(
    running(async () => (await dlq()).actsCommand)
  )
}
