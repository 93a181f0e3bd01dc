import { decodeText, linesOf } from '../shared/decode-text'
import type { CliDeps } from './cli-deps'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
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
  // An input that has ended already says so to nobody again.
  if (deps.input instanceof Readable && deps.input.readableEnded) return false
  const lines = createInterface({ input: deps.input as NodeJS.ReadableStream })
  const answered = new AbortController()
  try {
    const { signal } = answered
    const answer = await Promise.race([
      once(lines, 'line', { signal }).then(([line]) => String(line)),
      once(lines, 'close', { signal }).then(() => ''),
      once(deps.stop, 'abort', { signal }).then(() => '')
    ])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    answered.abort()
    lines.close()
  }
}
