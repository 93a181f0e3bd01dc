import { InvalidArgumentError, Option } from 'commander'
import type { FaultKind } from '../local-backend/schedules/schedule'
import type { CommandTable } from './command-table'
import { between, listed, pairs, positiveInteger, wholeNumber } from './options'

const backend = () => import('./backend-command')

/** The local backend by itself, and functions of one's own on its queues. */
export const backendTable: CommandTable = ({ command, running }) => {
  const all = command(
    'backend',
    'Run the local backend until Ctrl+C: for other AWS clients, and for functions of your own.'
  )
    .addOption(
      new Option(
        '--print-env',
        'print the environment for AWS clients; starts a backend for an hour if none runs'
      ).conflicts(['function', 'faults'])
    )
    .option('--json', 'print JSON: one object with --print-env, else one a line')
    .option('--stop', 'end the backend that --print-env started')
    .option('--port <number>', 'listen on this port of 127.0.0.1 and no other', between(1, 65_535))
    .option('--queues <file>', 'make the queues of this YAML file first; what differs is changed')
    .option(
      '--function <file>',
      'run this CommonJS or ES module on --queue, and load it anew when it is saved'
    )
    .option('--queue <name>', 'the queue whose messages the function gets')
    .option('--handler <name>', 'what it exports (default: "handler")')
    .option('--timeout <seconds>', 'how long a batch may take (default: 3)', between(1, 900))
    .option('--memory <MB>', 'how much memory it has (default: 128)', between(128, 10_240))
    .option('--batch-size <n>', 'messages it gets at once (default: 10)', between(1, 10_000))
    .option('--batch-window <seconds>', 'how long a batch is gathered (default: 0)', between(0, 300))
    .option('--concurrency <n>', 'batches at the same time (default: 5)', between(1, 1000))
    .option('--env <name=value>', 'a variable of its environment; repeat it', pairs)
    .option('--inspect [port]', 'let a debugger attach, on port 9229 or this one', between(1, 65_535))
    .option('--faults <faults>', 'what goes wrong on purpose, such as duplicate=0.2,crashProcessor=0.1')
    .addOption(new Option('--for <minutes>').argParser(positiveInteger).hideHelp())
    .addOption(new Option('--note <id>').hideHelp())
    // What "find" is told is its own, though some of it is called the same.
    .enablePositionalOptions()
    .action(running(async () => (await backend()).backendCommand))
  all
    .command('find')
    .description(
      'Find the schedule that breaks a function: play messages to it under duplicates, reordering, throttling, kills and overlaps, and print the smallest that does. Exit code 1 when there is one.'
    )
    .allowExcessArguments(false)
    .requiredOption('--function <file>', 'a CommonJS or ES module')
    .option('--messages <file>', 'what it gets: one body a line, or { "body", "attributes", "group" }')
    .option('--message <body>', 'a message; repeat it', listed)
    .option('--queue <name>', 'the queue that they are in (default: "queue")')
    .option('--queues <file>', 'a YAML file of this queue and of those that the function sends to')
    .option('--handler <name>', 'what the module exports (default: "handler")')
    .option(
      '--check <file>',
      'a module whose check(state) throws, or says why, when the end is wrong (default: it has to end as without faults)'
    )
    .option('--faults <kinds>', `of ${faultKinds.join(', ')} (default: all but poison)`, kinds)
    .option('--runs <n>', 'at most so many runs (default: 200)', positiveInteger)
    .option(
      '--seed <n>',
      'a number that makes the search the same again (default: another each time)',
      wholeNumber
    )
    .option('--play <schedule>', 'play this one, as it was printed, and search nothing')
    .option('--only <numbers>', 'only these messages, such as 1,3', numbers)
    .option('--timeout <seconds>', 'how long a batch may take (default: 3)', between(1, 900))
    .option('--memory <MB>', 'how much memory it has (default: 128)', between(128, 10_240))
    .option('--batch-size <n>', 'messages it gets at once (default: 10)', between(1, 10))
    .option('--env <name=value>', 'a variable of its environment; repeat it', pairs)
    .option('--verbose', 'print what the function writes, on standard error')
    .option('--json', 'print what was found as one JSON object')
    .action(running(async () => (await import('./find-command')).findCommand))
}

const faultKinds = ['duplicate', 'reorder', 'throttle', 'kill', 'overlap', 'poison'] as const

/** Kinds of faults, with commas between them. */
function kinds(value: string): FaultKind[] {
  return value.split(',').map((name) => {
    const kind = faultKinds.find((one) => one === name.trim())
    if (!kind)
      throw new InvalidArgumentError(`Use some of ${faultKinds.join(', ')}, with commas between them.`)
    return kind
  })
}

const numbers = (value: string): number[] => value.split(',').map((one) => positiveInteger(one.trim()))
