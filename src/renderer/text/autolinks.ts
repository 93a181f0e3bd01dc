import { safeUrl } from './safe-url'

/** A piece of a text, and where it leads if it is a link. The pieces together are the text. */
export interface Linked {
  readonly text: string
  readonly href: string | null
}

/** An address begins like this, and not in the middle of a word. */
const START = /(?<![\p{L}\p{N}_])(?:https?:\/\/|www\.(?=[\p{L}\p{N}]))/giu

/** No bare address goes on behind white space, marks of direction, quotes, angle brackets and other scripts' punctuation. */
const END =
  /[\s\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"<>“”„‘’«»‹›、。，．；：！？（）【】「」『』《》〈〉…｡､]/u

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** Finds the bare addresses (http, https, www) of a text. */
export function autolinks(text: string): Linked[] {
  const parts: Linked[] = []
  let done = 0
  for (const { index } of text.matchAll(START)) {
    if (index < done) continue
    const address = addressAt(text, index)
    const href = safeUrl(/^www\./i.test(address) ? `http://${address}` : address)
    if (href === null) continue
    if (index > done) parts.push({ text: text.slice(done, index), href: null })
    parts.push({ text: address, href })
    done = index + address.length
  }
  if (done < text.length) parts.push({ text: text.slice(done), href: null })
  return parts
}

function addressAt(text: string, start: number): string {
  const rest = text.slice(start, start + 2100)
  const end = rest.search(END)
  return withoutTail(end < 0 ? rest : rest.slice(0, end))
}

/** What ends a sentence, or closes a bracket that the address did not open, does not belong to it. */
function withoutTail(address: string): string {
  let end = address.length
  for (; end > 0; end--) {
    const last = address[end - 1] ?? ''
    const opening = CLOSING[last]
    if (opening !== undefined) {
      if (count(address.slice(0, end), last) <= count(address.slice(0, end), opening)) break
    } else if (!/[.,;:!?'*_~|\\]/.test(last)) break
  }
  return address.slice(0, end)
}

const count = (text: string, character: string): number => text.split(character).length - 1
