import { decodeText, linesOf } from '../shared/decode-text'
import type { CliDeps } from './command-context'

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
