import { Option, type Command } from 'commander'
import { below, type CommandTable } from './command-table'
import { attributesOption, timeoutOption } from './options'

const chats = () => import('./chats-commands')

const asJson = 'print it as one JSON object'
const chat = 'its id or its title'

/** Chats, and the queues that they are bound to. */
export const chatsTable: CommandTable = ({ group, running }) => {
  const all = group('chats', 'List chats, begin one, and bind it to any pair of queues.')
  below(all, 'list', 'Print them, the one with the newest message first.')
    .option('--json', 'print one JSON object a line')
    .action(running(async () => (await chats()).listChatsCommand))
  below(all, 'show', 'Print what a chat is bound to.')
    .argument('<chat>', chat)
    .option('--json', asJson)
    .action(running(async () => (await chats()).showChatCommand))
  queuesOf(below(all, 'create', 'Begin a chat that talks by queues of your own.').argument('<title>'))
    .option('--json', asJson)
    .action(running(async () => (await chats()).createChatCommand))
  queuesOf(
    below(all, 'bind', 'Bind a chat to queues; what is not given stays as it is.').argument('<chat>', chat)
  )
    .option('--json', asJson)
    .action(running(async () => (await chats()).bindChatCommand))
  below(all, 'unbind', 'Let a chat talk to MessageProcessor again.')
    .argument('<chat>', chat)
    .option('--json', asJson)
    .action(running(async () => (await chats()).unbindChatCommand))
  below(all, 'try', 'Send one message in a bound chat, and print both sides as they stand on the wire.')
    .argument('<chat>', chat)
    .argument('<text>')
    .addOption(timeoutOption().default(30))
    .option('--json', asJson)
    .action(running(async () => (await chats()).tryChatCommand))
}

/** What a chat is bound to. */
const queuesOf = (command: Command): Command =>
  command
    .option('--request-queue <name>', 'where its messages go')
    .addOption(new Option('--reply-queue <name>', 'where replies come from').conflicts('oneWay'))
    .option('--one-way', 'no replies come')
    .option('--own', 'nobody else reads the reply queue: what fits to no request is set aside')
    .addOption(new Option('--shared', 'others read it too: what is not ours is given back').conflicts('own'))
    .option(
      '--envelope <what>',
      'text, chatapp, or a file with JSON in which "{{text}}", "{{id}}" and "{{replyTo}}" stand for themselves'
    )
    .addOption(attributesOption())
    .option('--reply-id <place>', 'where a reply names its request: $.path, attribute:NAME, or order')
    .option('--reply-text <place>', 'where its text is: $.path, attribute:NAME, or whole')
    .option(
      '--backend <name>',
      'whose queues these are; "local" is the embedded one (default: the one in use)'
    )
