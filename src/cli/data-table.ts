import { Option } from 'commander'
import type { CommandTable } from './command-table'

const data = () => import('./data-commands')

/** What is done with what this computer holds. */
export const dataTable: CommandTable = ({ command, running }) => {
  command(
    'export',
    'Print all chats and messages, or one chat: as JSON lines, to read, or for a spreadsheet.'
  )
    .option('--chat <chat>', 'only this chat; its id or its title')
    .addOption(
      new Option('--format <format>', 'jsonl is what import takes')
        .choices(['jsonl', 'markdown', 'csv'])
        .default('jsonl')
    )
    .action(running(async () => (await data()).exportCommand))
  command('import', 'Take an export into this profile, whole or not at all; "-" reads standard input.')
    .argument('<file>', 'a file that export has written, or "-"')
    .option('--dry-run', 'check the file and say what it would add, and change nothing')
    .action(running(async () => (await data()).importCommand))
  command('backup', 'Make a backup of the profile now and check it; the last seven are kept.')
    .option('--json', 'print it as JSON')
    .action(running(async () => (await data()).backupCommand))
  command(
    'recover',
    'List databases that were set aside and backups, or read one back: what it holds and is not here.'
  )
    .argument('[name]', 'the one to read back, as the list names it')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await data()).recoverCommand))
  command(
    'diagnostics',
    'Print what helps to find a fault, as JSON: no message, no title, no name, no credential.'
  ).action(running(async () => (await data()).diagnosticsCommand))
  command('ledger', 'Account for every message that was ever written here: of so many sent, where each is.')
    .option('--json', 'print the report as one JSON object')
    .addOption(new Option('--export', 'print each message with its place as JSON lines').conflicts('json'))
    .action(running(async () => (await import('./ledger-command')).ledgerCommand))
}
