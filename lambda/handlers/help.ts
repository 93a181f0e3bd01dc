import type { MessageHandler } from '../message-handler'

/** Lists every command. */
export const handler: MessageHandler = {
  command: '/help',
  usage: '',
  summary: 'lists what I can do',
  handle: (_message, { commands }) =>
    [
      'Send me any text and I tell you what arrived and how long it took. Or use a command:',
      '',
      ...commands.map(
        ({ command, usage, summary }) => `- \`${[command, usage].join(' ').trim()}\` ${summary}`
      )
    ].join('\n')
}
