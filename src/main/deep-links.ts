import { z } from 'zod'
import { ChatError } from '../shared/errors'

/** The scheme of links into ChatAPP, for other programs. Not `app:`, which serves the page and nobody else can open. */
export const LINK_SCHEME = 'chatapp'

/** What a link leads to. It only ever shows something: no link sends, changes or joins anything; an invitation is asked about. */
export type LinkTarget =
  | { readonly kind: 'join'; readonly id: string }
  | { readonly kind: 'chat'; readonly id: string }
  | { readonly kind: 'message'; readonly id: string }

/** Longest link that is looked at, in characters: scheme, kind and an id. */
const MAX_LINK = 256

const scheme = new RegExp(`^${LINK_SCHEME}:`, 'i')

/** Whether a word of the command line is meant as a link into ChatAPP. */
export const isLink = (word: string): boolean => scheme.test(word.slice(0, LINK_SCHEME.length + 1))

const known = new RegExp(`^${LINK_SCHEME}://(?<kind>chat|message|join)/(?<id>[A-Za-z0-9_-]{1,200})/?$`, 'i')

/**
 * Where a link leads. Anybody can make one, so what is not exactly known is refused with `invalid_input`, in words.
 *
 * Nothing is decoded and no URL parser is asked: an id has letters, digits, `-` and `_`, and there is nothing else.
 */
export function parseLink(link: string): LinkTarget {
  if (link.length > MAX_LINK) throw new ChatError('link.too_long', { length: link.length, limit: MAX_LINK })
  const { kind, id } = known.exec(link)?.groups ?? {}
  if (kind === undefined || id === undefined) throw new ChatError('link.unreadable')
  return { kind: kind.toLowerCase() as LinkTarget['kind'], id }
}

/** A link to a message; null for one whose id, made elsewhere, would not come back from it. */
export function linkTo(target: LinkTarget): string | null {
  const link = `${LINK_SCHEME}://${target.kind}/${target.id}`
  return link.length <= MAX_LINK && known.test(link) ? link : null
}

/**
 * The command line up to the first link, and that link.
 *
 * What follows it is nobody's wish: a browser hands a link over as one word, and a quote in it must not add switches.
 */
export function splitAtLink(argv: readonly string[]): { words: readonly string[]; link: string | null } {
  const at = argv.findIndex(isLink)
  return at < 0 ? { words: argv, link: null } : { words: argv.slice(0, at), link: argv[at] ?? null }
}

const secondSchema = z.object({ link: z.string().nullable() })

/** The link that a second start was given, from what it handed over to the first; null for none. */
export const linkOfSecond = (data: unknown): string | null => secondSchema.safeParse(data).data?.link ?? null
