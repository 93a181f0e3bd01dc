import { below, type CommandTable } from './command-table'
import { addField, attributesOption, positiveInteger, wholeNumber } from './options'

const queues = () => import('./queues-commands')

/** The desk for every queue of the backend. */
export const queuesTable: CommandTable = ({ group, running }) => {
  const all = group(
    'queues',
    'List every queue of the backend, show one, look at its messages, send to it. "dlq --queue" takes and moves them.'
  )
  below(all, 'list', 'Print the queues, those that are pinned in the window first, and how full each is.')
    .option('--prefix <prefix>', 'only those whose name begins so')
    .option('--names', 'only their names: one request for each hundred, and none for each queue')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await queues()).queuesCommand))
  below(all, 'show', 'Print one queue in words: attributes, tags, what is around it, and what a look costs.')
    .argument('<queue>', 'its name')
    .option('--json', 'print it as one JSON object')
    .action(running(async () => (await queues()).showQueueCommand))
  below(
    all,
    'peek',
    'Print messages of a queue, decoded. Where a look receives, as on AWS, each counts as an attempt.'
  )
    .argument('<queue>', 'its name')
    .option('--limit <n>', 'at most so many (default: 10)', positiveInteger)
    .option('--raw', 'as they stand on the wire')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await queues()).peekCommand))
  below(
    all,
    'send',
    'Send a message to a queue as it is; the backend has to be unlocked: "backends set --queue-desk".'
  )
    .argument('<queue>', 'its name')
    .argument('[body]', 'what to send')
    .option('--file <file>', 'send what is in this file; "-" reads standard input')
    .addOption(attributesOption())
    .option('--delay <seconds>', 'how long it cannot be received, up to 900', wholeNumber)
    .option('--group-id <id>', 'the group whose order is kept; a FIFO queue asks for it')
    .option('--deduplication-id <id>', 'by what a FIFO queue knows it again (default: a fresh one)')
    .option('--template <name>', 'send a template in the place of a body')
    .option('--field <name=value>', 'what a field of the template stands for', addField)
    .option('--id <id>', 'the id that it was sent under before: it is not sent twice')
    .option('--again', 'with --id: send it although it may have arrived')
    .option('--json', 'print its ids as one JSON object')
    .action(running(async () => (await queues()).sendToQueueCommand))
}
