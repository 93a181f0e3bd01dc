import { Option } from 'commander'
import { backendColours } from '../shared/backend-colours'
import { below, usualCredentials, type CommandTable } from './command-table'
import { positiveInteger, withPlace } from './options'

const backends = () => import('./backends-command')
const check = () => import('./check-command')
const emulatorCommands = () => import('./emulators-command')
const serve = () => import('./serve-command')

/** What is done with backends and emulators, and with the page that this computer serves. */
export const backendsTable: CommandTable = (tools) => {
  addBackends(tools)
  addEmulators(tools)
}

const addBackends: CommandTable = ({ command, group, running }) => {
  const all = group('backends', 'List what this profile can talk to, or choose how one is treated.')
  below(all, 'list', 'Print the local backend and AWS accounts, with a mark at the one in use.')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await backends()).backendsCommand))
  below(all, 'set', 'Choose how a backend is treated; what is not named stays as it is.')
    .argument('<backend>', 'its name or id; "local" is the embedded one')
    .addOption(new Option('--colour <colour>', 'the colour it is told by').choices(backendColours))
    .addOption(
      new Option('--protected <on|off>', 'ask before the first message after a switch').choices(['on', 'off'])
    )
    .addOption(
      new Option('--queue-desk <which>', 'whether the queue desk may change anything there').choices([
        'read-only',
        'unlocked'
      ])
    )
    .addOption(
      new Option('--agents <which>', 'whether agents may send there').choices(['locked', 'unlocked'])
    )
    .option('--json', 'print it as one JSON object')
    .action(running(async () => (await backends()).chooseCommand))
  command('connect', 'Connect an AWS account: save it, test it, and use it if the test passes.')
    .requiredOption('--queue <url or name>', 'the request queue')
    .option('--region <region>', 'region of the queue (default: the one in its URL, else the AWS CLI’s)')
    .option('--aws-profile <name>', `AWS profile to take credentials from (default: ${usualCredentials})`)
    .option('--dlq <name>', 'its dead-letter queue (default: the queue’s name with -dlq)')
    .option('--function <name>', 'the function (default: MessageProcessor)')
    .option('--name <name>', 'what to call it')
    .option('--endpoint-url <url>', 'a server that speaks SQS in place of AWS')
    .addOption(new Option('--endpoint <url>').hideHelp())
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await backends()).connectCommand))
  command('use', 'Talk to another backend from now on.')
    .argument('<backend>', 'its name or id; "local" is the embedded one')
    .action(running(async () => (await backends()).useCommand))
  withPlace(command('check', 'Test a connection call by call, and name the permission that is missing.'))
    .argument('[backend]', 'its name or id (default: the active one)')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await check()).checkCommand))
  withPlace(
    command(
      'doctor',
      'Check the set-up step by step, with a real message at the end; or look over one queue.'
    )
  )
    .argument('[queue]', 'a queue one may read: its name, URL or ARN')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await check()).doctorCommand))
  withPlace(command('sweep', 'List response queues that installations left behind on this backend.'))
    .option('--yes', 'delete them')
    .option('--json', 'print one JSON object a line')
    .option('--next <place>', 'go on where a sweep that was stopped says')
    .action(running(async () => (await backends()).sweepCommand))
  command('serve', 'Serve ChatAPP to this computer’s web browser, until Ctrl+C.')
    .option('--port <number>', 'listen on this port of 127.0.0.1 (default: the profile’s last one)')
    .option('--no-open', 'do not open the web browser; only print the link')
    .option('--idle <minutes>', 'end once nobody has used it for so long', positiveInteger)
    .option('--json', 'print the ready line as one JSON object')
    .option('--print-unit', 'print a systemd user unit that serves it with these options, and end')
    .action(running(async () => (await serve()).serveCommand))
  command('open', 'Print a fresh link to what "serve" or "npm start" shows in the browser.')
    .option('--show', 'open it in the web browser, too')
    .action(running(async () => (await serve()).openCommand))
}

const addEmulators: CommandTable = ({ group, running }) => {
  const emulators = group('emulators', 'List emulators of AWS on this computer, or connect one.')
  below(emulators, 'list', 'Print those that answer on their usual ports, and what they can do.')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await emulatorCommands()).emulatorsCommand))
  below(emulators, 'connect', 'Save an emulator as a backend, make its queues, test it, and use it.')
    .argument('[url]', 'where it answers (default: the only one that is found)')
    .option('--endpoint-url <url>', 'the same, as the AWS CLI calls it')
    .option('--region <region>', 'region of its queues (default: us-east-1)')
    .option('--aws-profile <name>', 'AWS profile to take keys from (default: keys that mean nothing)')
    .option('--name <name>', 'what to call it (default: what it is)')
    .addOption(
      new Option(
        '--processor <where>',
        'who works at its queues: ChatAPP here, or a function there (default: there if it has one)'
      ).choices(['here', 'there'])
    )
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await emulatorCommands()).connectEmulatorCommand))
}
