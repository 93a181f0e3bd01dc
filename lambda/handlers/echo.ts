import type { MessageHandler } from '../message-handler'

/** Sends the text back, every character as it came. */
export const handler: MessageHandler = {
  command: '/echo',
  usage: '<text>',
  summary: 'sends your text back, to the character',
  handle: ({ argument }) =>
    argument === '' ? 'There is nothing to send back. Example: /echo hello' : argument
}
