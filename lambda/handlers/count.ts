import { setTimeout as pause } from 'node:timers/promises'
import type { MessageHandler } from '../message-handler'

/**
 * Works for as many seconds as it is told, and says how far it is: an example of `progress`. The function's time limit
 * leaves about twelve.
 */
export const handler: MessageHandler = {
  command: '/count',
  usage: '<seconds>',
  summary: 'works for up to 10 seconds and shows how far it is',
  handle: async ({ argument }, { progress, signal }) => {
    const seconds = Number(argument)
    if (!/^\s*([1-9]|10)\s*$/.test(argument)) return 'I count from 1 to 10 seconds. Example: /count 5'
    for (let done = 0; done < seconds; done++) {
      progress(done / seconds, `${done} of ${seconds}`)
      await pause(1000, null, { signal })
    }
    return `Counted to ${seconds}.`
  }
}
