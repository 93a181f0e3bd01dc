import type { Answer, Command, HandlerContext, Incoming, MessageHandler } from './message-handler'

/** A handler chosen for one text, under the name the log knows it by. */
export interface Route {
  readonly name: string
  readonly argument: string
  /** Set when the text is a command that a handler has. */
  readonly isCommand?: true
  readonly handle: (message: Incoming, context: HandlerContext) => Answer | Promise<Answer>
}

/** Chooses a handler: by its command, or the plain one for whatever does not start with `/word`. */
export function createRouter(handlers: readonly MessageHandler[]): (text: string) => Route {
  const commands = new Map<string, Command>()
  let plain: MessageHandler | undefined
  for (const handler of handlers) {
    const taken = handler.command === null ? plain : commands.get(handler.command)
    if (taken)
      throw new Error(
        `Two handlers answer ${handler.command ?? 'plain text'}. Remove one or rename its command.`
      )
    if (handler.command === null) plain = handler
    else commands.set(handler.command, handler)
  }
  if (!plain) throw new Error('No handler answers plain text. Add one whose command is null.')
  const { handle } = plain

  return (text) => {
    const word = /^\/[a-z][a-z0-9-]*(?=\s|$)/i.exec(text)?.[0]
    if (word === undefined) return { name: 'plain', argument: text, handle }
    const argument = text.slice(word.length + 1)
    const command = commands.get(word.toLowerCase())
    if (command) return { name: command.command.slice(1), argument, isCommand: true, handle: command.handle }
    const handleUnknown = (): string => unknownCommand(word, [...commands.keys()])
    return { name: 'unknown', argument, handle: handleUnknown }
  }
}

function unknownCommand(word: string, known: readonly string[]): string {
  const shown = word.length > 40 ? `${word.slice(0, 40)}…` : word
  const near = nearest(word.toLowerCase(), known)
  return `There is no command ${shown}.${near ? ` Did you mean ${near}?` : ''} /help lists every command.`
}

/** The candidate that takes the fewest edits, if they are few enough to be a slip of the finger. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 40) return undefined
  return candidates
    .map((candidate) => ({ candidate, edits: editDistance(word, candidate) }))
    .filter(({ candidate, edits }) => edits <= Math.floor(candidate.length / 2))
    .toSorted((a, b) => a.edits - b.edits)[0]?.candidate
}

/** Levenshtein distance. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const substitute = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1)
      next.push(Math.min(substitute, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
