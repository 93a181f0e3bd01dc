import { Command, CommanderError, Option } from 'commander'
import { toChatError } from '../shared/to-chat-error'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps } from './cli-deps'
import {
  addField,
  atOption,
  attributesOption,
  inOption,
  logLevel,
  positiveInteger,
  timeoutOption,
  listed,
  pairs,
  wholeNumber,
  withProfile
} from './options'

// A command loads what it needs when it runs: to load all of them takes longer than most of them do.
const backend = () => import('./backend-command')
const backends = () => import('./backends-command')
const check = () => import('./check-command')
const data = () => import('./data-commands')
const later = () => import('./later-commands')
const dlq = () => import('./dlq-commands')
const deploy = () => import('./deploy-command')
const serve = () => import('./serve-command')

const examples = `
Examples:
  chatapp send "hello"                      send one message, print the reply
  chatapp send --json - < lines.txt         one message a line, one JSON object a line
  chatapp send --at 17:30 "time to go"       send it later, while ChatAPP runs
  chatapp receive --follow                  print replies as they arrive
  chatapp history --json | jq .text         everything said so far
  chatapp logs --follow --level warn        what goes wrong in MessageProcessor, as it happens
  chatapp doctor                            check the set-up, step by step
  chatapp doctor ChatAPP                    look over a queue: what to mend, why, and by which command
  chatapp replay chat.jsonl --expect        does it still answer as it did?
  chatapp serve                             show it in the web browser
  chatapp deploy --aws-profile work         set the backend up in your AWS account
  eval "$(chatapp backend --print-env)"     use the local backend from any AWS client

The window: started without a command. --profile NAME and --data-dir FOLDER say whose; --safe-mode opens it without the
graphics processor, at its first size and zoom, without tray and without looking for updates, when it does not come up.

Exit codes: 0 done, 1 failed, 2 bad usage, 3 timed out, 4 not everything could be read, 130 or 143 ended by a signal.`

/** Runs one command line and resolves to its exit code. Never throws. */
export async function runCli(argv: readonly string[], deps: CliDeps): Promise<number> {
  let exitCode: number = exitCodes.done
  const program = new Command('chatapp')
    .description('ChatAPP from a terminal: the same messages as in the window.')
    .version(deps.version)
    .addHelpText('after', examples)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => deps.out(text.trimEnd()),
      writeErr: (text) => deps.err(text.trimEnd())
    })

  const command = (usage: string, description: string): Command =>
    withProfile(program.command(usage).description(description).allowExcessArguments(false))
  const running: Running =
    (load) =>
    async (...args) => {
      const run = await load()
      exitCode = await run(deps, ...args)
    }
  addMessageCommands(command, running)
  addReplayCommand(command, running)
  addLogCommand(command, running)
  const group: MakeCommand = (name, description) => program.command(name).description(description)
  addLaterCommands(group, running)
  addLetterCommands(group, running)
  addBackendCommands(command, running)

  try {
    if (argv.length === 0) {
      deps.err(program.helpInformation() + examples)
      return exitCodes.usage
    }
    assertDecoded(argv)
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    const chatError = toChatError(error)
    deps.err(`chatapp: ${chatError.message}`)
    return isUsage(error) ? exitCodes.usage : exitCodes.failed
  }
}

/** Makes a command, with the options that each of them has. */
type MakeCommand = (usage: string, description: string) => Command

/** Makes an action of what loads a command: its exit code is that of the command line. */
type Running = <A extends unknown[]>(
  load: () => Promise<(deps: CliDeps, ...args: A) => Promise<number>>
) => (...args: A) => Promise<void>

const progressHelp =
  'tell of attempts and progress: on standard error (on a terminal always), with --json as lines among the others'

/** A regression test of a processor, made by chatting. */
function addReplayCommand(command: MakeCommand, running: Running): void {
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
}

/** What is done with messages and with what this computer holds. */
function addMessageCommands(command: MakeCommand, running: Running): void {
  command('send', 'Send a message and wait for its reply; "-" reads one message a line from standard input.')
    .argument('[text]', 'what to send, or "-"')
    .option('--json', 'print one JSON object a line')
    .option('--progress', progressHelp)
    .option('--conversation <id>', 'conversation to send in')
    .addOption(
      new Option('--new-chat', 'begin a chat with it, called by the first message').conflicts('conversation')
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
  command('doctor', 'Check the set-up step by step, with a real message at the end; or look over one queue.')
    .argument('[queue]', 'a queue one may read: its name, URL or ARN')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await check()).doctorCommand))
  command('backend', 'Run the local backend until Ctrl+C, for other AWS clients.')
    .option('--print-env', 'print the environment for AWS clients; starts a backend for an hour if none runs')
    .option('--json', 'with --print-env: print one JSON object')
    .option('--stop', 'end the backend that --print-env started')
    .addOption(new Option('--for <minutes>').argParser(positiveInteger).hideHelp())
    .addOption(new Option('--note <id>').hideHelp())
    .action(running(async () => (await backend()).backendCommand))
}

/** What MessageProcessor has to say. */
function addLogCommand(command: MakeCommand, running: Running): void {
  command('logs', 'Print what MessageProcessor wrote: on this computer, or in CloudWatch Logs.')
    .option('--follow', 'go on printing lines as they are written, until Ctrl+C')
    .option('--message <id>', 'only lines about this message, and of the invocations that worked on it')
    .addOption(new Option('--chat <chat>', 'only this chat; its id or its title').conflicts('message'))
    .option('--level <level>', 'debug, info, warn or error, and more serious lines (default: info)', logLevel)
    .option('--limit <n>', 'the newest n lines (default: 100, at most 1000)', positiveInteger)
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await import('./logs-command')).logsCommand))
}

/** Messages that are sent later, and templates. */
function addLaterCommands(group: MakeCommand, running: Running): void {
  const scheduled = group('scheduled', 'List messages that wait to be sent, change or cancel them.')
  below(scheduled, 'list', 'Print them, the next one first.')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await later()).scheduledCommand))
  below(scheduled, 'edit', 'Change what is sent, or when.')
    .argument('<id>', 'its id, as the list prints it')
    .option('--text <text>', 'what to send')
    .addOption(atOption().conflicts(['in', 'now']))
    .addOption(inOption().conflicts('now'))
    .option('--now', 'send it now')
    .addOption(attributesOption())
    .option('--json', 'print it as one JSON object')
    .action(running(async () => (await later()).editScheduledCommand))
  below(scheduled, 'cancel', 'Do not send it.')
    .argument('<id>', 'its id, as the list prints it')
    .option('--json', 'print one JSON object')
    .action(running(async () => (await later()).cancelScheduledCommand))
  const templates = group('templates', 'List templates for "send --template", save or delete them.')
  below(templates, 'list', 'Print them by name.')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await later()).templatesCommand))
  below(templates, 'save', 'Keep a text under a name; {{name}} in it is asked for at its use.')
    .argument('<name>')
    .argument('<text>')
    .addOption(attributesOption())
    .action(running(async () => (await later()).saveTemplateCommand))
  below(templates, 'delete', 'Delete one.')
    .argument('<name>')
    .action(running(async () => (await later()).deleteTemplateCommand))
}

/** The desk for dead letters. */
function addLetterCommands(group: MakeCommand, running: Running): void {
  const letters = group(
    'dlq',
    'List the letters of the dead-letter queue, take them, send them again, or move them all.'
  )
  const json = 'print one JSON object a line'
  const rate = 'at most so many a second'
  below(letters, 'list', 'Print what lies in the dead-letter queue, or in the tray.')
    .option('--tray', 'what was taken, in place of the queue')
    .option('--limit <n>', 'at most so many (default: 100)', positiveInteger)
    .option('--json', json)
    .action(running(async () => (await dlq()).listLettersCommand))
  below(letters, 'show', 'Print one letter with all that it says.')
    .argument('<id>', 'its id, as the list prints it')
    .option('--json', json)
    .action(running(async () => (await dlq()).showLetterCommand))
  below(letters, 'take', 'Move letters from the queue into the tray: each is stored, then deleted there.')
    .argument('[ids...]', 'their ids, as the list prints them')
    .option('--all', 'every letter that lies there')
    .option('--json', json)
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
    .action(running(async () => (await dlq()).resendLettersCommand))
  below(letters, 'redrive', 'Move all letters back to the queues that gave them up; Ctrl+C cancels.')
    .option('--rate <n>', rate, positiveInteger)
    .option('--json', json)
    .action(running(async () => (await dlq()).redriveCommand))
  below(letters, 'purge', 'Delete everything in the dead-letter queue, for good.')
    .argument('<queue>', 'the name of the queue, typed out')
    .option('--json', json)
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

/** A command of a group; `list` is what the group does by itself. */
const below = (parent: Command, name: string, description: string): Command =>
  withProfile(
    parent
      .command(name, { isDefault: name === 'list' })
      .description(description)
      .allowExcessArguments(false)
  )

const usualCredentials = 'keys in the environment, else $AWS_PROFILE, else "default"'

/** What a deployment may say of the function and of the stack around it. */
const withFunctionOptions = (command: Command): Command =>
  command
    .option('--function-memory <MB>', 'memory of the function, 128 to 10240', positiveInteger)
    .option(
      '--function-timeout <s>',
      'time limit of the function: 15, 30, 60, 120, 300 or 900',
      positiveInteger
    )
    .option('--env <name=value>', 'environment of your handlers; repeat it, all that count are named', pairs)
    .option('--extra-policy <arn>', 'managed policy for what your handlers do; repeat it', listed)
    .option('--permissions-boundary <arn>', 'policy that bounds the function’s role; "" for none')
    .option('--kms-key <arn>', 'key that encrypts the queues; "" for the one of SQS')
    .option(
      '--code-bucket <name>',
      'S3 bucket for code that is too large for the template (default: one is made)'
    )
    .option('--concurrency-alarm <n>', 'alarm when so many batches are processed at once', positiveInteger)
    .option('--tag <name=value>', 'tag of the stack and of all in it; repeat it', pairs)
    .option('--service-role <arn>', 'role that CloudFormation takes on')
    .option('--protect', 'let CloudFormation refuse to delete the stack; remove-stack takes that back')
    .option('--no-protect', 'let it be deleted')
    .option('--import', 'take queues, function and log that were made by hand into the new stack')

/** What is done with backends and accounts, and with the window that is open. */
function addBackendCommands(command: MakeCommand, running: Running): void {
  command('backends', 'List what this profile can talk to: the local backend and AWS accounts.')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await backends()).backendsCommand))
  command('connect', 'Connect an AWS account: save it, test it, and use it if the test passes.')
    .requiredOption('--queue <url or name>', 'the request queue')
    .option('--region <region>', 'region of the queue (default: the one in its URL, else the AWS CLI’s)')
    .option('--aws-profile <name>', `AWS profile to take credentials from (default: ${usualCredentials})`)
    .option('--dlq <name>', 'its dead-letter queue (default: the queue’s name with -dlq)')
    .option('--function <name>', 'the function (default: MessageProcessor)')
    .option('--name <name>', 'what to call it')
    .option('--endpoint <url>', 'a server that speaks SQS in place of AWS')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await backends()).connectCommand))
  command('use', 'Talk to another backend from now on.')
    .argument('<backend>', 'its name or id; "local" is the embedded one')
    .action(running(async () => (await backends()).useCommand))
  command('check', 'Test a connection call by call, and name the permission that is missing.')
    .argument('[backend]', 'its name or id (default: the active one)')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await check()).checkCommand))
  command('sweep', 'List response queues that installations left behind on this backend.')
    .option('--yes', 'delete them')
    .option('--json', 'print one JSON object a line')
    .option('--next <place>', 'go on where a sweep that was stopped says')
    .action(running(async () => (await backends()).sweepCommand))
  withFunctionOptions(
    command('deploy', 'Make or update the backend in an AWS account by CloudFormation, and talk to it.')
  )
    .option('--region <region>', 'region to deploy to (default: $AWS_REGION, or the AWS profile’s)')
    .option('--aws-profile <name>', `AWS profile to take credentials from (default: ${usualCredentials})`)
    .option('--stack-name <name>', 'name of the stack (default: "ChatAPP")')
    .option('--queue-name <name>', 'name of the request queue; a new stack is named after itself')
    .option('--function-name <name>', 'name of the function')
    .option(
      '--maximum-concurrency <n>',
      'batches processed at the same time, 2 to 1000; 0: no limit',
      wholeNumber
    )
    .option('--log-retention-days <n>', 'how long the function’s log is kept', positiveInteger)
    .option('--alarm-email <address>', 'where alarms go; "" for none')
    .option(
      '--response-queue-name <name>',
      'name of the shared response queue; "" for the one made of --queue-name'
    )
    .addOption(
      new Option(
        '--old-clients <which>',
        'whether clients go on whose response queues are not bound to their callers'
      ).choices(['refused', 'allowed'])
    )
    .option('--yes', 'deploy without asking')
    .option('--json', 'print the plan and each event as one JSON object a line')
    .action(running(async () => (await deploy()).deployCommand))
  command('remove-stack', 'Delete the stack of a backend, with its queues and every message in them.')
    .argument('<backend>', 'its name or id')
    .option('--yes', 'delete without asking')
    .option('--json', 'print each event as one JSON object a line')
    .action(running(async () => (await deploy()).removeStackCommand))
  command('template', 'Print the CloudFormation template, to upload or to read.').action(
    running(async () => (await deploy()).templateCommand)
  )
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

/** Node puts U+FFFD in the place of bytes that are not UTF-8: sent or stored, the text would be another one. */
function assertDecoded(argv: readonly string[]): void {
  const at = argv.findIndex((argument) => argument.includes('\ufffd'))
  if (at < 0) return
  throw new ChatError('argument.not_utf8', { number: at + 1 })
}

const isUsage = (error: unknown): boolean => error instanceof ChatError && error.code === 'invalid_input'
