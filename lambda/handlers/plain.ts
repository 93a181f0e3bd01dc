import type { MessageHandler } from '../message-handler'

const EXCERPT_LENGTH = 80

/** Says what arrived, how long it is, and how long it was on its way. */
export const handler: MessageHandler = {
  command: null,
  handle: ({ text, queuedAt }, { now }) => {
    const processedAt = now()
    const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
    const excerpt =
      characters.slice(0, EXCERPT_LENGTH).join('') + (characters.length > EXCERPT_LENGTH ? '…' : '')
    const codePoints = Array.from(text).length
    const size = [
      amount(characters.length, 'character'),
      ...(codePoints === characters.length ? [] : [amount(codePoints, 'code point')]),
      amount(Buffer.byteLength(text), 'byte')
    ]
    // First-strong isolate … pop: a right-to-left excerpt does not turn the sentence around.
    return [
      `Received “\u2068${excerpt}\u2069”: ${size.join(', ')}.`,
      `Queued ${clock(queuedAt)}, processed ${clock(processedAt)} UTC, ${Math.max(0, processedAt - queuedAt).toLocaleString('en')} ms later.`
    ].join('\n')
  }
}

const amount = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

const clock = (time: number): string => new Date(time).toISOString().slice(0, -1).replace('T', ' ')
