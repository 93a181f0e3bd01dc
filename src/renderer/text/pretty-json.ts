const SHOWN = 20_000

/**
 * A body with its JSON indented, character for character: numbers, escapes and repeated keys stand as they are on the
 * wire. A body that is not JSON is left as it is. Long bodies are cut.
 */
export function prettyJson(body: string): string {
  const text = isJson(body) ? indent(body) : body
  return text.length > SHOWN
    ? `${text.slice(0, SHOWN)}\n… ${(text.length - SHOWN).toLocaleString()} more characters`
    : text
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body)
    return true
  } catch {
    return false
  }
}

/** Strings, brackets with nothing in them, marks, and everything between them. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\[\s*\]|\{\s*\}|[[\]{},:]|[^\s"[\]{},:]+/g

/** Deeper than this, lines are not moved further to the right. */
const DEEPEST = 40

/** Puts JSON on lines of its own without reading what stands in it. */
function indent(json: string): string {
  let [text, depth] = ['', 0]
  const line = (): string => `\n${'  '.repeat(Math.min(depth, DEEPEST))}`
  for (const [token] of json.matchAll(TOKEN)) {
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
