import { isJson, jsonTokens } from '../../shared/json-tokens'
import { t } from './words'

const SHOWN = 20_000

/**
 * A body with its JSON indented, character for character: numbers, escapes and repeated keys stand as they are on the
 * wire. A body that is not JSON is left as it is. Long bodies are cut.
 */
export function prettyJson(body: string): string {
  const text = isJson(body) ? indent(body) : body
  return text.length > SHOWN
    ? `${text.slice(0, SHOWN)}\n${t('… {count, number} more characters', { count: text.length - SHOWN })}`
    : text
}

/** A value of JSON: an object or a list with its entries, or any other. `source` is how it was written. */
export type JsonNode = JsonBranch | { readonly kind: 'value'; readonly source: string }

export interface JsonBranch {
  readonly kind: 'object' | 'array'
  readonly source: string
  /** In the order in which they stand there; a repeated key is there again. */
  readonly entries: readonly JsonEntry[]
}

/** `key` is the name in an object as it was written, with its quotes, and the index in a list. */
export interface JsonEntry {
  readonly key: string
  readonly node: JsonNode
}

/** A text that is larger, in characters, or nested more deeply, is not drawn as a tree. */
const TREE_SIZE = 256 * 1024
const TREE_DEPTH = 50

/** A text that is a JSON object or list with something in it, as a tree; null for any other. Nothing is rounded or left out. */
export function jsonTree(text: string): JsonBranch | null {
  if (text.length > TREE_SIZE || !/^\s*[[{]/.test(text) || !isJson(text)) return null
  const root: OpenBranch = { kind: 'array', source: text, entries: [], start: 0 }
  const open = [root]
  let name: string | null = null
  for (const { 0: token, index } of jsonTokens(text)) {
    const parent = open.at(-1) ?? root
    if (token === ',' || token === ':') continue
    if (token === '}' || token === ']') {
      parent.source = text.slice(parent.start, index + 1)
      open.pop()
      continue
    }
    if (parent.kind === 'object' && name === null) {
      name = token
      continue
    }
    const node = nodeOf(token, index)
    parent.entries.push({ key: name ?? String(parent.entries.length), node })
    name = null
    if (node.kind !== 'value' && open.push(node) > TREE_DEPTH + 1) return null
  }
  const top = root.entries[0]?.node
  return top && top.kind !== 'value' ? top : null
}

/** A branch whose end is not read yet. */
interface OpenBranch extends JsonBranch {
  source: string
  readonly entries: JsonEntry[]
  readonly start: number
}

function nodeOf(token: string, start: number): OpenBranch | Exclude<JsonNode, JsonBranch> {
  if (token === '{' || token === '[') {
    return { kind: token === '{' ? 'object' : 'array', source: token, entries: [], start }
  }
  return { kind: 'value', source: token }
}

/** The way to an entry as JSONPath writes it: `$.items[0]["first name"]`. */
export const stepOf = (parent: JsonBranch['kind'], key: string): string =>
  parent === 'object' && /^"[A-Za-z_$][\w$]*"$/.test(key) ? `.${key.slice(1, -1)}` : `[${key}]`

/** A value as it is copied: indented, and a text without its quotes. */
export function copyOf({ kind, source }: JsonNode): string {
  if (kind !== 'value') return indent(source)
  return source.startsWith('"') ? String(JSON.parse(source)) : source
}

/** Deeper than this, lines are not moved further to the right. */
const DEEPEST = 40

/** Puts JSON on lines of its own without reading what stands in it. */
function indent(json: string): string {
  let [text, depth] = ['', 0]
  const line = (): string => `\n${'  '.repeat(Math.min(depth, DEEPEST))}`
  for (const [token] of jsonTokens(json)) {
    if (token === '{' || token === '[') {
      depth++
      text += token + line()
    } else if (token === '}' || token === ']') {
      depth--
      text += line() + token
    } else if (token === ',') text += token + line()
    else if (token === ':') text += ': '
    else text += /^[[{]/.test(token) ? token.replaceAll(/\s/g, '') : token
  }
  return text
}
