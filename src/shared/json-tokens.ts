/** Strings, brackets with nothing in them, marks, and everything between them. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|\[\s*\]|\{\s*\}|[[\]{},:]|[^\s"[\]{},:]+/g

/** What JSON is made of, piece by piece as it was written. Of a text that is no JSON it tells nothing. */
export const jsonTokens = (json: string): RegExpStringIterator<RegExpExecArray> => json.matchAll(TOKEN)

/** Whether a text is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
