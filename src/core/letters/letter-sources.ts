import { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import type { Backend } from '../backends/backend'
import type { HeldLetter } from '../backends/dead-letters'
import { readSources } from '../backends/queue-inspector'
import { isUnknownAction } from '../backends/queue-moves'

type Server = Pick<Backend, 'gateway' | 'names'>

/**
 * Whether a server said that it moves no letters: in words, or, as an emulator may, by a web page in answer to that alone.
 */
export async function hasNoMoves(error: unknown, backend: Server, queue: string): Promise<boolean> {
  if (isUnknownAction(error)) return true
  if (toChatError(error).toWire().key !== 'sqs.web_page') return false
  try {
    await backend.gateway().depth(queue)
    return true
  } catch {
    return false
  }
}

/**
 * Where letters of a queue came from that do not say so: the one queue whose dead letters go there. Null where there are
 * several, or the server does not tell. Throws `invalid_input` where there is none: moved, they would stay where they are.
 */
export async function sourceOf(backend: Server, queue: string): Promise<string | null> {
  const { names } = backend
  if (queue === names.deadLetterQueue) return names.requestQueue
  const sources = await readSources(backend.gateway(), queue).catch((error: unknown) => {
    if (isUnknownAction(error)) return null
    throw error
  })
  if (sources?.length === 0) throw new ChatError('letters.no_sources', { queue })
  return sources?.length === 1 ? (sources[0] ?? null) : null
}

/** A letter with where it came from; none where nobody says. */
export function withSource(held: HeldLetter, otherwise: string | null): HeldLetter[] {
  const source = held.letter.source ?? otherwise
  return source === null ? [] : [{ ...held, letter: { ...held.letter, source } }]
}
