import { MAX_DELAY_SECONDS } from '../../src/shared/wire'
import type { MessageHandler } from '../message-handler'

/** Answers at once, and again after the given time: SQS holds the second reply back. */
export const handler: MessageHandler = {
  command: '/remind',
  usage: '<seconds> <text>',
  summary: `reminds you after up to ${MAX_DELAY_SECONDS} seconds, for example \`/remind 60 tea\``,
  handle: ({ argument, replyQueue }) => {
    const [, digits = '', text = ''] = /^\s*(\d+)\s+([\s\S]*\S)\s*$/.exec(argument) ?? []
    const delaySeconds = Number(digits)
    if (text === '' || delaySeconds < 1 || delaySeconds > MAX_DELAY_SECONDS) {
      return `A reminder needs a time from 1 to ${MAX_DELAY_SECONDS} seconds and a text. Example: /remind 60 tea is ready`
    }
    if (replyQueue.endsWith('.fifo')) {
      return `I cannot remind you: ${replyQueue} is a FIFO queue, and SQS delays single messages on standard queues only.`
    }
    const seconds = delaySeconds === 1 ? '1 second' : `${delaySeconds} seconds`
    return [{ text: `I will remind you in ${seconds}.` }, { text: `Reminder: ${text}`, delaySeconds }]
  }
}
