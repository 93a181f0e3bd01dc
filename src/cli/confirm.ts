import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { CliDeps } from './command-context'

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
