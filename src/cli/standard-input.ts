import { decodeText, linesOf } from '../shared/decode-text'
import type { CliDeps } from './cli-deps'
import { Readable } from 'node:stream'

/** What standard input holds, until it ends or the user stops: a read that waits must not keep the process. */
export async function* untilStopped<T>(source: AsyncIterable<T>, stop: AbortSignal): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]()
  while (!stop.aborted) {
    // Not a race against one promise for all items: that would keep every item in memory.
    const next = Promise.withResolvers<IteratorResult<T> | null>()
    const stopped = (): void => next.resolve(null)
    stop.addEventListener('abort', stopped)
    items.next().then(next.resolve, next.reject)
    const item = await next.promise.finally(() => stop.removeEventListener('abort', stopped))
    if (item === null || item.done) return
    yield item.value
  }
}

/** Standard input line by line. Throws `invalid_input` for what is not text, after the lines before it. */
export const inputLines = ({ input, stop }: CliDeps): AsyncGenerator<string> =>
  linesOf(decodeText(untilStopped(input, stop), 'standard input'))

/** Asks a question that only "yes" accepts. Where standard input has ended or the user stops, the answer is no. */
export async function confirm(deps: CliDeps, question: string): Promise<boolean> {
  deps.err(`${question} Type "yes" to go on.`)
  return /^y(es)?$/i.test((await lineOf(deps)).trim())
}

/** The next line of standard input, and no more of it; empty where it has ended or the user stops. */
async function lineOf({ input, stop }: CliDeps): Promise<string> {
  // An input that has ended already says so to nobody again.
  if (!(input instanceof Readable) || input.readableEnded || stop.aborted) return ''
  const { promise, resolve } = Promise.withResolvers<string>()
  let text = ''
  const take = (): void => {
    for (let chunk; (chunk = input.read() as Buffer | string | null) !== null;) {
      text += chunk.toString()
      const at = text.indexOf('\n')
      if (at < 0) continue
      const rest = text.slice(at + 1)
      if (rest !== '') input.unshift(rest)
      // What comes from now on is another question's.
      input.off('readable', take)
      return resolve(text.slice(0, at))
    }
  }
  const end = (): void => resolve('')
  for (const over of ['end', 'close', 'error']) input.once(over, end)
  stop.addEventListener('abort', end)
  input.on('readable', take)
  take()
  return await promise.finally(() => {
    input.off('readable', take)
    for (const over of ['end', 'close', 'error']) input.off(over, end)
    stop.removeEventListener('abort', end)
  })
}
