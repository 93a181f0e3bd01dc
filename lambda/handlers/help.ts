import type { MessageHandler } from '../message-handler'

/** Lists every command; as JSON for programs that offer them. */
export const handler: MessageHandler = {
  command: '/help',
  usage: '[--json]',
  summary: 'lists what I can do',
  handle: ({ argument }, { commands }) => {
    if (argument.trim() === '--json')
      return JSON.stringify(commands.map(({ command, usage, summary }) => ({ command, usage, summary })))
    return [
      'Send me any text and I tell you what arrived and how long it took. Or use a command:',
      '',
      ...commands.map(
        ({ command, usage, summary }) => `- \`${[command, usage].join(' ').trim()}\` ${summary}`
      )
    ].join('\n')
  }
}
