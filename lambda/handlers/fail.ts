import type { MessageHandler } from '../message-handler'

/** Throws, to show how a failing message is retried and ends in the dead-letter queue. */
export const handler: MessageHandler = {
  command: '/fail',
  usage: '[reason]',
  summary: 'fails on purpose, to show retries and the dead-letter queue',
  handle: ({ argument }) => {
    throw new Error(argument.trim() || 'you asked me to fail')
  }
}
