import { decodeText, linesOf } from '../shared/decode-text'
import type { CliDeps } from './command-context'

/** What standard input holds, until it ends or the user stops: a read that waits must not keep the process. */
export async function* untilStopped<T>(source: AsyncIterable<T>, stop: AbortSignal): AsyncGenerator<T> {
  const stopped = new Promise<null>((resolve) => {
    if (stop.aborted) resolve(null)
    stop.addEventListener('abort', () => resolve(null), { once: true })
  })
  const items = source[Symbol.asyncIterator]()
  for (;;) {
    const next = await Promise.race([items.next(), stopped])
    if (next === null || next.done) return
    yield next.value
  }
}

/** Standard input line by line. Throws `invalid_input` for what is not text, after the lines before it. */
export const inputLines = ({ input, stop }: CliDeps): AsyncGenerator<string> =>
  linesOf(decodeText(untilStopped(input, stop), 'standard input'))
