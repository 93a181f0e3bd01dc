import type { MessageHandler } from '../message-handler'

/** Tells which message attributes came along. */
export const handler: MessageHandler = {
  command: '/attributes',
  usage: '',
  summary: 'lists the message attributes that you sent along',
  handle: ({ attributes }) => {
    const all = Object.entries(attributes)
    if (all.length === 0) return 'This message came without attributes of your own.'
    return all.map(([name, { type, value }]) => `${name} (${type}): ${value}`).join('\n')
  }
}
