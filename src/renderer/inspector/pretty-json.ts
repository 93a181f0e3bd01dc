const SHOWN = 20_000

/** A body with its JSON indented and its `\uXXXX` escapes left as they are; as it is when it is not JSON. Long bodies are cut. */
export function prettyJson(body: string): string {
  const text = indent(body)
  return text.length > SHOWN
    ? `${text.slice(0, SHOWN)}\n… ${(text.length - SHOWN).toLocaleString()} more characters`
    : text
}

function indent(body: string): string {
  try {
    return escapeAgain(JSON.stringify(JSON.parse(body), null, 2))
  } catch {
    return body
  }
}

const escapeAgain = (text: string): string =>
  text.replaceAll(/[^\n\u0020-\u007e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
