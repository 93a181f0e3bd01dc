import type { MessageHandler } from '../message-handler'

const EXCERPT_LENGTH = 80

/** Says what arrived, how long it is, and how long it was on its way. */
export const handler: MessageHandler = {
  command: null,
  handle: ({ text, queuedAt }, { now }) => {
    const processedAt = now()
    const { characters, codePoints, excerpt } = measure(text)
    const size = [
      amount(characters, 'character'),
      ...(codePoints === characters ? [] : [amount(codePoints, 'code point')]),
      amount(Buffer.byteLength(text), 'byte')
    ]
    const waited = Math.max(0, processedAt - queuedAt).toLocaleString('en')
    // First-strong isolate … pop: a right-to-left excerpt does not turn the sentence around.
    return [
      `Received ${size.join(', ')}.`,
      `Queued ${clock(queuedAt)}, processed ${clock(processedAt)} UTC, ${waited} ms later.`,
      // Last, for its Markdown (an open code block, say) must not take the rest with it.
      `“\u2068${excerpt}\u2069”`
    ].join('\n')
  }
}

/** Counts without keeping: a message may hold a million characters, and the function has little memory. */
function measure(text: string): { characters: number; codePoints: number; excerpt: string } {
  let characters = 0
  let excerptEnd = text.length
  for (const { index } of new Intl.Segmenter().segment(text)) {
    if (characters === EXCERPT_LENGTH) excerptEnd = index
    characters += 1
  }
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0
  const excerpt = text.slice(0, excerptEnd) + (excerptEnd < text.length ? '…' : '')
  return { characters, codePoints: text.length - pairs, excerpt }
}

const amount = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

const clock = (time: number): string => new Date(time).toISOString().slice(0, -1).replace('T', ' ')
