import type { LetterAttribute } from '../../shared/letter'
import { encodeBody, parseRequestBody, type RequestBody } from '../../shared/message'
import { attributeNames } from '../../shared/wire'

/** A request of ours in a body; null for anything else. */
export function requestIn(body: string): RequestBody | null {
  const parsed = parseRequestBody(body)
  return parsed.ok ? parsed.body : null
}

/** What the sender wrote, also where only the beginning of the body is here. */
export function shownText(body: string): string {
  const request = requestIn(body)
  if (request) return request.text
  const [, quoted] = /^\{"v":1,.*?"text":"((?:[^"\\]|\\.)*)/s.exec(body) ?? []
  if (quoted === undefined) return body
  try {
    return String(JSON.parse(`"${quoted}"`))
  } catch {
    return body
  }
}

/** The body with another text; for one that is none of ours the text is the body. */
export function bodyWith(body: string, text: string): string {
  const request = requestIn(body)
  return request ? encodeBody({ ...request, text }) : text
}

/** The correlation id that a letter bears; null where it bears none. */
export function correlationOf(body: string, attributes: readonly LetterAttribute[]): string | null {
  const named = attributes.find(({ name }) => name === attributeNames.correlationId)?.value
  return named ?? requestIn(body)?.id ?? null
}

/** Why it failed, of the words in which the processor tells so. */
export const causeIn = (words: string): string =>
  words.replace(/^Your message failed after \d+ attempts?: /, '')
