import { Option } from 'commander'
import type { CommandTable } from './command-table'
import { between, pairs, positiveInteger } from './options'

const backend = () => import('./backend-command')

/** The local backend by itself, and functions of one's own on its queues. */
export const backendTable: CommandTable = ({ command, running }) => {
  command(
    'backend',
    'Run the local backend until Ctrl+C: for other AWS clients, and for functions of your own.'
  )
    .option('--print-env', 'print the environment for AWS clients; starts a backend for an hour if none runs')
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
    .action(running(async () => (await backend()).backendCommand))
}
